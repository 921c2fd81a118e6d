"""Words replaced on many pages at once: seen before, done as seen, and taken back in one step."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive import approving, errands
from archive.blocks import Geometry
from archive.models import Errand, Event, Page, Record, Review, Transcription
from archive.replacing import looking
from archive.replacing.pattern import Pattern
from tests import makers, scanned
from tests.persons import member, signed_in, somebody
from tests.test_versions_page import rewritten

pytestmark = pytest.mark.django_db
Status, Verdict = Transcription.Status, Transcription.Verdict


@pytest.fixture
def book() -> Record:
    return makers.record(makers.collection(visibility="public"), title="A log")


@pytest.fixture
def ada(book: Record) -> User:
    return member(book.collection, "editor", "ada")


def replace(ada: User, scope: dict, find: str = "hoo", instead: str = "who", **more: object) -> Errand:
    said = Pattern(find, instead).as_json() | {"left": [], "upto": timezone.now().isoformat()} | more
    return errands.begin(ada, "replace", scope, **said)


def text(page: Page) -> str:
    page.refresh_from_db()
    assert page.current
    return page.current.content().text


def test_every_place_is_changed_in_a_new_version_and_the_rest_stays_to_the_bit(book: Record, ada: User) -> None:
    page = makers.transcribed("it was hoo\nand hoo came", "quiet", of=book)
    other = makers.transcribed("nobody", of=book)
    assert page.current
    before = page.current.content()
    errand = replace(ada, {"record": book.pk})
    assert errand.finished_at
    assert errand.done == 1
    assert text(page) == "it was who\nand who came\n\nquiet"
    version = page.current
    assert version
    assert (version.number, version.status, version.author, version.errand) == (2, "corrected", ada, errand)
    assert other.transcriptions.count() == 1
    after = version.content()
    assert after.blocks[1] == before.blocks[1]
    kept = {after.blocks[0].text[w.start : w.end]: w for w in after.blocks[0].words}
    was = {before.blocks[0].text[w.start : w.end]: w for w in before.blocks[0].words}
    assert [kept[word].box for word in ("it", "came")] == [was[word].box for word in ("it", "came")]
    assert kept["who"].box
    assert kept["who"].geometry != Geometry.BLOCK
    assert Event.objects.filter(verb="replaced_words", target=f"page:{page.pk}", actor=ada).count() == 1


def test_what_was_left_out_stays(book: Record, ada: User) -> None:
    page = makers.transcribed("hoo hoo", "hoo", of=book)
    replace(ada, {"record": book.pk}, left=[f"{page.pk}.0.0.4"])
    assert text(page) == "who hoo\n\nwho"


def test_rows_that_somebody_wrote_otherwise_since_the_preview_stay(book: Record, ada: User) -> None:
    page = makers.transcribed("hoo one", "hoo two", "hoo three", of=book)
    upto = timezone.now().isoformat()
    rewritten(page, ada, "hoo one", "hoo 2 new", "hoo three")
    errand = replace(ada, {"record": book.pk}, upto=upto, left=[f"{page.pk}.2.0.0"])
    assert text(page) == "who one\n\nhoo 2 new\n\nhoo three"
    assert errand.options["skipped"] == [page.pk]
    said = signed_in(ada).get(reverse("replaced", args=[errand.pk])).content.decode()
    assert "1 page reads otherwise than in the preview" in said


def test_a_page_saved_while_it_was_being_changed_is_skipped(
    book: Record, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from archive.replacing import act

    page = makers.transcribed("hoo", of=book)
    prepare = act.Replace.prepare

    def slow(self: act.Replace, errand: Errand, pages: list[int]) -> object:
        prepared = prepare(self, errand, pages)
        rewritten(page, ada, "hoo there")
        return prepared

    monkeypatch.setattr(act.Replace, "prepare", slow)
    errand = replace(ada, {"record": book.pk})
    assert text(page) == "hoo there"
    assert (errand.done, errand.options["skipped_count"]) == (0, 1)


def test_only_pages_the_person_may_edit_are_changed(book: Record, ada: User) -> None:
    mine, foreign = makers.transcribed("hoo", of=book), makers.transcribed("hoo")
    replace(ada, {"pages": [mine.pk, foreign.pk]})
    assert (text(mine), text(foreign)) == ("who", "hoo")


def test_reviewed_pages_become_corrected_and_doubtful_ones_stay_doubtful(book: Record, ada: User) -> None:
    reviewed, odd = (
        makers.transcribed("hoo", of=book),
        makers.transcribed("hoo", of=book, verdict=Verdict.QUARANTINE),
    )
    approving.approve(reviewed.pk, ada)
    replace(ada, {"record": book.pk})
    assert text(reviewed) == text(odd) == "who"
    assert reviewed.current
    assert reviewed.current.status == Status.CORRECTED
    assert odd.current
    assert (odd.current.verdict, odd.current.status) == (Verdict.QUARANTINE, Status.MACHINE)
    assert Review.objects.filter(page=odd).exists(), "nobody has looked at the rest of it"


def test_one_step_takes_the_whole_change_back_and_names_what_was_written_since(book: Record, ada: User) -> None:
    first, second, third = (makers.transcribed(f"hoo {n}", of=book) for n in range(3))
    approving.approve(third.pk, ada)
    change = replace(ada, {"record": book.pk})
    rewritten(second, ada, "who is there")
    client = signed_in(ada)
    assert "Take it back" in client.get(reverse("replaced", args=[change.pk])).content.decode()
    answer = client.post(reverse("replace-undo", args=[change.pk]), follow=True).content.decode()
    assert (text(first), text(second), text(third)) == ("hoo 0", "who is there", "hoo 2")
    assert first.current
    assert (first.current.number, first.current.status, first.current.made_by) == (3, Status.MACHINE, "machine")
    assert third.current
    assert (third.current.status, third.current.author) == (Status.REVIEWED, ada)
    assert "2 pages got a new version." in answer
    assert "1 page was changed since" in answer
    assert reverse("page-versions", args=[second.pk]) in answer
    again = client.post(reverse("replace-undo", args=[change.pk]), follow=True)
    assert Errand.objects.filter(verb="replace_undo").count() == 1
    assert again.status_code == 200


def test_the_preview_shows_every_place_with_its_line_of_the_image(book: Record, ada: User) -> None:
    page = scanned.page("it was hoo here", "not here", of=book)
    asked = {"record": book.pk, "find": "hoo", "instead": "who"}
    said = signed_in(ada).get(reverse("replace"), asked).content.decode()
    assert "1 place on 1 page" in re.sub(r"\s+", " ", said)
    assert '<del><span class="unseen">went: </span>hoo</del>' in said
    assert '<ins><span class="unseen">came: </span>who</ins>' in said
    assert f"{reverse('crop', args=[page.pk])}?box=" in said
    assert said.count('<rect class="gone"') == 1
    assert f'name="keep" value="{page.pk}.0.0.7" id="place-1" checked' in said


def test_places_without_a_tick_are_remembered_over_the_screens(
    book: Record, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "SCREEN", 2)
    pages = [makers.transcribed(f"hoo {n}", of=book) for n in range(5)]
    client, shown = signed_in(ada), []
    asked: dict[str, object] = {"record": book.pk, "find": "hoo", "instead": "who"}
    said = client.get(reverse("replace"), asked).content.decode()
    for _screen in range(3):
        form = dict(re.findall(r'name="(left|after|upto)" value="([^"]*)"', said))
        keys = re.findall(r'name="shown" value="([^"]+)"', said)
        shown += keys
        sent = asked | form | {"shown": keys, "keep": keys[1:]}
        last = "after" not in form
        said = client.post(
            reverse("replace"), sent | {"do": "replace" if last else "more"}, follow=True
        ).content.decode()
    assert shown == [f"{page.pk}.0.0.0" for page in pages]
    assert [text(page)[:3] for page in pages] == ["hoo", "who", "hoo", "who", "hoo"]
    assert "2 pages got a new version." in said


def test_a_long_look_stops_and_goes_on_where_it_was(
    book: Record, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "LONG", -1.0)
    pages = [makers.transcribed("nothing", of=book), makers.transcribed("hoo", of=book)]
    every = Page.objects.editable_by(ada)
    first = looking.screen(every, Pattern("ho+", "x", regex=True))
    assert (first.found, first.after) == ((), pages[0].pk)
    second = looking.screen(every, Pattern("ho+", "x", regex=True), pages[0].pk)
    assert [found.page for found in second.found] == [pages[1]]


def test_a_collection_with_those_below_it_is_gone_through(book: Record, ada: User) -> None:
    pages = [makers.transcribed("hoo 100% sure", of=makers.record(book.collection)) for _ in range(3)]
    found = looking.screen(Page.objects.editable_by(ada), Pattern("0% s", "x"))
    assert found.places == 3
    errand = replace(ada, {"collection": book.collection.pk})
    assert not errand.finished_at, "many pages are for the workers"
    errands.take(errand.pk)
    assert [text(page) for page in pages] == ["who 100% sure"] * 3


def test_nonsense_is_answered_with_a_sentence(book: Record, ada: User) -> None:
    client = signed_in(ada)
    answer = client.get(reverse("replace"), {"record": book.pk, "find": "(a+)+", "regex": "1"})
    assert answer.status_code == 400
    assert "not a group" in answer.content.decode()
    for scope in ({}, {"record": "x"}, {"collection": "nowhere"}, {"pages": "9999999"}):
        assert client.get(reverse("replace"), scope).status_code == 404
    hostile = {"record": book.pk, "find": "a\0", "upto": "9999-99-99", "after": "²", "left": "<b>"}
    assert client.get(reverse("replace"), hostile).status_code == 200


def test_nobody_else_sees_or_takes_back_ones_change(book: Record, ada: User) -> None:
    change = replace(ada, {"record": book.pk})
    for other in (None, somebody(), member(book.collection, "editor")):
        assert signed_in(other).get(reverse("replaced", args=[change.pk])).status_code in {302, 404}
        assert signed_in(other).post(reverse("replace-undo", args=[change.pk])).status_code in {302, 404}
    assert Client().get(reverse("replace"), {"record": book.pk}).status_code in {302, 404}


def test_history_tells_of_it(book: Record, ada: User) -> None:
    makers.transcribed("hoo", of=book)
    change = replace(ada, {"record": book.pk})
    errands.begin(ada, "replace_undo", {"errand": change.pk})
    said = signed_in(ada).get(reverse("record-history", args=[book.pk])).content.decode()
    assert "replaced words on page" in said
    assert "took back what was replaced on page" in said
