"""Looking only among texts that a person vouches for, or among doubtful ones: inside the search, not after it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from archive import approving
from archive.faults import Fault
from archive.models import Page, Transcription
from search import finding, follower, standing
from search.index import files, generations
from search.standing import Standing
from search.tasks import index_page
from tests import leaves
from tests.persons import admin

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("home")]
Status, Verdict = Transcription.Status, Transcription.Verdict


@pytest.fixture
def shelf(home: Path) -> list[Page]:
    """130 machine texts that say more of the lighthouse than the two a person saw and the one that is doubtful."""
    where = leaves.collection(visibility="public")
    book = leaves.record(where, title="A logbook")
    loud = [leaves.page("lighthouse lighthouse lighthouse", of=book, index=False) for _n in range(130)]
    seen = leaves.page("by the lighthouse stood a barn, said the keeper of sheep", of=book, status=Status.REVIEWED)
    mended = leaves.page("by the lighthouse stood a mill, said the miller", of=book, status=Status.CORRECTED)
    odd = leaves.page("by the lighthouse stood stood stood a mule", of=book, verdict=Verdict.FLAG)
    for page in loud[:110]:
        index_page(page.pk)
    follower.catch_up()
    return [loud[0], seen, mended, odd]


def ids(**asked: object) -> list[int]:
    return [hit.page_id for hit in finding.find('"lighthouse"', None, **asked).hits]  # type: ignore[arg-type]


def test_as_many_hits_come_as_are_asked_for_however_many_others_rank_above_them(shelf: list[Page]) -> None:
    _loud, seen, mended, odd = shelf
    assert ids(standing=Standing("reviewed"), limit=1) == [seen.pk]
    assert ids(standing=Standing("corrected"), limit=1) == [mended.pk]
    assert ids(standing=Standing(verdict="flag"), limit=1) == [odd.pk]
    assert ids(standing=Standing("reviewed", "flag")) == []
    assert len(ids(standing=Standing("machine", "pass"), limit=50)) == 50
    assert ids(standing=Standing("machine", "flag"), record_id=odd.record_id) == [odd.pk]


def test_by_meaning_alone_too(shelf: list[Page]) -> None:
    hits = finding.find("where are the animals", None, standing=Standing("reviewed"), limit=3).hits
    assert {hit.page_id for hit in hits} <= {shelf[1].pk}


def test_an_approved_text_changes_sides_at_once(shelf: list[Page]) -> None:
    _loud, _seen, _mended, odd = shelf
    approving.approve(odd.pk, admin())
    assert odd.pk not in ids(standing=Standing("machine", "flag"))  # the database has the last word
    index_page(odd.pk)
    follower.catch_up()
    assert odd.pk in ids(standing=Standing("reviewed"))


def test_a_text_judged_anew_keeps_its_passages_and_changes_sides(shelf: list[Page]) -> None:
    from django.db import transaction

    from search import news

    _loud, seen, *_rest = shelf
    with transaction.atomic():
        Transcription.objects.filter(page=seen).update(verdict=Verdict.FLAG)
        news.changed([seen.pk])
    follower.catch_up()
    assert ids(standing=Standing("reviewed", "flag")) == [seen.pk]
    near = finding.find("where are the animals", None, standing=Standing("reviewed", "pass")).hits
    assert [hit.page_id for hit in near] == []


def test_words_that_nobody_uses_are_said(shelf: list[Page]) -> None:
    with pytest.raises(Fault, match="machine, corrected, reviewed"):
        ids(standing=Standing("perfect"))
    with pytest.raises(ValueError, match="not in tuple"):
        standing.number("machine", "quarantine")
    said = Client().get(reverse("search"), {"q": "lighthouse", "status": "perfect"}).content.decode()
    assert "machine, corrected, reviewed" in said


def test_the_choice_is_kept_from_the_list_to_the_page_and_back(shelf: list[Page]) -> None:
    _loud, seen, _mended, _odd = shelf
    asked = {"q": '"lighthouse"', "status": "reviewed", "verdict": "pass"}
    said = Client().get(reverse("search"), asked).content.decode()
    assert 'value="reviewed" selected' in said
    assert 'value="pass" selected' in said
    assert said.count("<article") == 1
    assert "status=reviewed&amp;verdict=pass&amp;n=1" in said
    viewer = Client().get(seen.get_absolute_url(), asked | {"n": "1"}).content.decode()
    assert "status=reviewed&amp;verdict=pass&amp;at=1" in viewer
    step = Client().get(reverse("search-step"), asked | {"n": "1"})
    assert step.headers["Location"].startswith(seen.get_absolute_url())
    past = Client().get(reverse("search-step"), asked | {"n": "2"})
    assert "status=reviewed" in past.headers["Location"]


def test_collections_count_what_is_asked_for_alone(shelf: list[Page]) -> None:
    said = Client().get(reverse("search"), {"q": "lighthouse", "status": "corrected"}).content.decode()
    assert "Letters (1)" in said


def test_an_index_of_an_older_release_is_built_anew(shelf: list[Page]) -> None:
    before = generations.current()
    file = generations.root() / "current"
    files.write(file, json.loads(file.read_text()) | {"format": 1})
    assert generations.current() is None
    follower.catch_up()
    after = generations.current()
    assert before
    assert after
    assert after.name != before.name
    assert ids(standing=Standing("reviewed"), limit=1) == [shelf[1].pk]


def test_the_command_line_asks_the_same_way(shelf: list[Page]) -> None:
    out = io.StringIO()
    call_command("find", '"lighthouse"', "--status", "corrected", "--json", stdout=out)
    (hit,) = json.loads(out.getvalue())["hits"]
    assert (hit["page_id"], hit["status"], hit["verdict"]) == (shelf[2].pk, "corrected", "pass")
    shown = io.StringIO()
    call_command("find", '"lighthouse"', "--verdict", "flag", stdout=shown)
    assert "machine, flagged" in shown.getvalue()
    with pytest.raises(CommandError, match="pass, flag"):
        call_command("find", "lighthouse", "--verdict", "good")
