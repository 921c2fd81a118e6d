"""`manage.py find` and what stands behind it: hits with marks and boxes, rights inside."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.utils import timezone

from archive import marks
from archive.blocks import JOINT
from archive.models import Collection, Membership, Page, Record, Transcription
from search import finding, follower
from tests import leaves

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_index(tmp_path: Path, settings) -> None:
    models = Path(settings.MUNIMENT_HOME) / "models"
    settings.MUNIMENT_HOME = tmp_path
    models.mkdir(exist_ok=True)
    (tmp_path / "models").symlink_to(models)


def found(query: str, *arguments: str) -> list[dict]:
    out = io.StringIO()
    call_command("find", query, "--json", *arguments, stdout=out)
    return json.loads(out.getvalue())["hits"]


def test_a_hit_has_all_that_the_format_promises() -> None:
    page = leaves.page(
        "The grain was sold\non the quay for three exam-\nple shillings.", of=leaves.record(title="Ledger")
    )
    (hit,) = found("example")
    assert set(hit) == {
        "record", "title", "file", "page", "page_id", "version", "status", "verdict", "score", "why", "text",
        "marks", "boxes",
    }  # fmt: skip
    assert (hit["record"], hit["title"], hit["page_id"], hit["page"]) == (page.record_id, "Ledger", page.pk, 1)
    assert hit["file"] == page.original.name
    assert hit["version"] == 1
    assert [hit["text"][s:e] for s, e in hit["marks"]] == ["exam-\nple"]
    marked = [box for box in hit["boxes"] if box["mark"]]
    assert len(marked) == 2  # both halves, one on each line
    assert {box["precision"] for box in marked} == {"word"}
    assert any(not box["mark"] for box in hit["boxes"])
    assert all(set(box) == {"page_id", "box", "precision", "mark"} for box in hit["boxes"])


def test_the_boxes_are_those_of_the_marked_words() -> None:
    page = leaves.page("Sheep were stolen near the river.", "The river rose by night.")
    (hit,) = found("river")
    content = page.current.content()
    places = [n for n in range(len(content.text)) if content.text.startswith("river", n)]
    wanted = [marks.marks(content, n, n + 5)[0].box.as_list() for n in places]
    assert [box["box"] for box in hit["boxes"] if box["mark"]] == wanted


def test_each_hit_says_why() -> None:
    leaves.page("Wheat and barley became dearer in the market.")
    leaves.page("A list of names: Archibald, Bartholomew.")
    assert found("cereal crops")[0]["why"] == ["meaning"]
    assert found("Bartholomew")[0]["why"][0] == "words"
    assert "meaning" in found("wheat prices in the market")[0]["why"]


def test_a_hit_by_meaning_alone_marks_nothing_as_the_hit_itself() -> None:
    leaves.page("Wheat and barley became dearer in the market.")
    (hit,) = found("cereal crops")
    assert hit["marks"] == []
    assert hit["boxes"]
    assert not any(box["mark"] for box in hit["boxes"])


def test_a_quoted_phrase_is_never_loosened() -> None:
    leaves.page("The corn exchange burned down.")
    leaves.page("They exchange corn for wool.")
    (hit,) = found('"corn exchange"')
    assert hit["text"].startswith("The corn")
    assert found('"exchange of corn"') == []


def test_what_must_not_be_there_is_not_there_by_meaning_either() -> None:
    leaves.page("Sheep were stolen near the river.")
    other = leaves.page("Cattle were stolen near the mill.")
    assert [hit["page_id"] for hit in found("theft of animals -sheep")] == [other.pk]


def test_nothing_found_is_said() -> None:
    leaves.page("Sheep were stolen.")
    out = io.StringIO()
    call_command("find", "Quetzalcoatl", stdout=out)
    assert "Nothing was found" in out.getvalue()


def test_people_get_title_page_and_the_marked_words() -> None:
    leaves.page("Sheep were stolen.", of=leaves.record(title="Quarter sessions"))
    out = io.StringIO()
    call_command("find", "sheep", stdout=out, no_color=True)
    assert "Quarter sessions, page 1" in out.getvalue()
    assert "*Sheep* were stolen" in out.getvalue()


def test_queries_from_standard_input_are_answered_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = leaves.page("Sheep were stolen."), leaves.page("The bridge fell.")
    monkeypatch.setattr(sys, "stdin", io.StringIO("bridge\nsheep\n\nzzzz\n"))
    out = io.StringIO()
    call_command("find", "--batch", "-", stdout=out)
    lines = [json.loads(line)["hits"] for line in out.getvalue().splitlines()]
    assert [[hit["page_id"] for hit in hits][:1] for hits in lines] == [[two.pk], [one.pk], [], []]


def test_unknown_names_are_said_to_be_unknown() -> None:
    with pytest.raises(CommandError, match="no user"):
        found("sheep", "--user", "nobody")
    leaves.page("Sheep were stolen.")
    with pytest.raises(CommandError, match="no collection"):
        found("sheep", "--collection", "nowhere")
    with pytest.raises(CommandError, match="Say what"):
        call_command("find")


def test_a_collection_includes_those_below_it() -> None:
    above = leaves.collection("county")
    below = leaves.collection("parish", parent=above)
    one = leaves.page("Sheep here.", of=leaves.record(below))
    leaves.page("Sheep there.", of=leaves.record(leaves.collection("elsewhere")))
    assert [hit["page_id"] for hit in found("sheep", "--collection", "county")] == [one.pk]


def person(name: str, role: str = "", where: Collection | None = None):
    made = get_user_model().objects.create_user(name)
    if where:
        Membership.objects.create(collection=where, person=made, role=role)
    return made


def test_everybody_finds_what_they_may_see_and_nothing_else() -> None:
    members = leaves.collection("members")
    public = leaves.collection("public", visibility=Collection.Visibility.PUBLIC)
    person("reader", "reader", members), person("editor", "editor", members), person("visitor")
    soon = timezone.now() + timezone.timedelta(days=1)
    pages = {
        "open": leaves.page("Sheep.", of=leaves.record(public)),
        "members": leaves.page("Sheep.", of=leaves.record(members)),
        "draft": leaves.page("Sheep.", of=leaves.record(members, state=Record.State.DRAFT)),
        "embargo": leaves.page("Sheep.", of=leaves.record(public, embargo_until=soon)),
        "trash": leaves.page("Sheep.", of=leaves.record(public, trashed_at=timezone.now())),
        "quarantined": leaves.page("Sheep.", of=leaves.record(public), verdict=Transcription.Verdict.QUARANTINE),
    }
    names = {page.pk: name for name, page in pages.items()}

    def seen(*arguments: str) -> set[str]:
        return {names[hit["page_id"]] for hit in found("sheep", *arguments)}

    assert seen("--user", "visitor") == {"open"}
    assert seen("--user", "reader") == {"open", "members"}
    assert seen("--user", "editor") == {"open", "members", "draft"}
    assert seen() == {"open", "members", "draft", "embargo"}
    Record.objects.filter(pk=pages["members"].record_id).update(state=Record.State.WITHDRAWN)
    assert seen("--user", "reader") == {"open"}


def test_who_may_see_k_hits_gets_k_hits() -> None:
    secret = leaves.record(leaves.collection("secret"))
    public = leaves.record(leaves.collection("public", visibility=Collection.Visibility.PUBLIC))
    for _ in range(12):
        leaves.page("sheep sheep sheep", of=secret)
    mine = {leaves.page(f"A sheep and much else, number {n}.", of=public).pk for n in range(6)}
    person("visitor")
    assert {hit["page_id"] for hit in found("sheep", "--user", "visitor", "--limit", "6")} == mine


def test_rows_that_drop_out_when_loaded_are_replaced_by_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """The index has not heard of the deletions yet: SQL has the last word, and still the list is full."""
    monkeypatch.setattr(finding, "DEPTH", 4)
    doomed = [leaves.page("sheep sheep sheep") for _ in range(10)]
    kept = {leaves.page(f"A sheep among much other cattle, {n}.").pk for n in range(3)}
    follower.catch_up()
    Page.objects.filter(pk__in=[page.pk for page in doomed]).delete()
    hits = finding.find("sheep", None, limit=3).hits
    assert {hit.page_id for hit in hits} == kept


def test_after_a_correction_the_new_text_is_found_and_marked_and_the_old_is_not() -> None:
    page = leaves.page("The sheap was stolen.")
    assert len(found("sheap")) == 1
    leaves.write(page, "Now: the sheep was stolen.", index=False, made_by=Transcription.MadeBy.PERSON)
    # Even before the index has heard of it, nothing is shown that is no longer there.
    assert finding.find("sheap", None).hits == () or not finding.find("sheap", None).hits[0].marks
    assert leaves.index_page(page.pk)
    (hit,) = found("sheep")
    assert hit["version"] == 2
    assert [hit["text"][s:e] for s, e in hit["marks"]] == ["sheep"]


def test_the_viewer_gets_every_mark_of_a_page_it_may_see() -> None:
    page = leaves.page("Sheep and sheep.", "More sheep.")
    assert len(finding.marks_on_page("sheep", page.pk, None)) == 3
    assert finding.marks_on_page("sheep", page.pk, person("visitor")) == []


def test_a_running_title_is_found_though_it_has_no_passage() -> None:
    page = leaves.page("News of the day.")
    region = page.current.regions.get()
    region.kind = "header"
    region.save()
    Page.objects.filter(pk=page.pk).update(indexed=None)
    assert leaves.index_page(page.pk)
    (hit,) = found("news")
    assert hit["text"] == "News of the day."
    assert JOINT not in hit["text"]


def test_finding_loads_neither_torch_nor_transformers() -> None:
    code = (
        "import sys, django; django.setup(); from search import finding; from search.embedder import embedder;"
        "embedder().query('x'); from search.index import local;"
        "sys.exit(bool({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "archive.settings"}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0


def test_starting_django_loads_nothing_heavy() -> None:
    code = (
        "import sys, django; django.setup(); from search import finding; import search.tasks;"
        "from archive import urls;"
        "bad = {'torch', 'transformers', 'openvino', 'onnxruntime', 'tokenizers', 'faiss', 'tantivy'};"
        "sys.exit(len(bad & set(sys.modules)))"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "archive.settings"}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0
