"""A better parser reaches the pages that were read before it, without anything being read again."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from archive import errands
from archive.arranging import turning
from archive.models import Page, Transcription
from ocr_engine import reparsing, storing
from ocr_engine.engine import Ask, OcrEngine, PageSource, Parsed, Told, engine
from ocr_engine.gate import Verdict
from ocr_engine.models import Reading
from ocr_engine.tesseract.engine import Tesseract
from tests import makers

pytestmark = pytest.mark.django_db(transaction=True)


#: Enough letters for the gate to believe the rest.
TAIL = "and blew over the harbour all night long, so that the ships stayed where they were"


class Stored(OcrEngine):
    """An engine whose readings are the JSON of one text; its parser can be bettered."""

    name, place = "tests.test_reparse.Stored", "here"
    better = False

    def recipe(self, ask: Ask) -> dict[str, Any]:
        return {"engine": self.name}

    def read(self, page: PageSource, ask: Ask, deadline: float, told: Told | None = None) -> bytes:
        raise AssertionError("nothing is read again")

    def parse(self, raw: bytes, beside: Parsed | None = None) -> Parsed:
        said = json.loads(raw)["said"]
        return Parsed((makers.block(said.replace("vv", "w") if Stored.better else said), makers.block(TAIL, 0.5)))


@pytest.fixture
def _better(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Stored, "better", True)


def read(said: str, **fields: object) -> Page:
    page = makers.page(stage="transcribed", image="a" * 64, width=100, height=140, **fields)
    tool = engine(Stored.name)
    raw = json.dumps({"said": said}).encode()
    recipe = tool.recipe(Ask("text"))
    reading = Reading.objects.create(
        page=page, image=page.image, engine=Stored.name, recipe="r", options=recipe, outcome="done",
        **Reading.packed_of(raw),
    )  # fmt: skip
    now, Stored.better = Stored.better, False
    version = storing.add(page, tool.parse(raw), Verdict(), engine=Stored.name, reading=reading.pk)
    Stored.better = now
    Page.objects.filter(pk=page.pk).update(current=version)
    page.refresh_from_db()
    return page


def run(*arguments: str) -> dict[str, int]:
    out = StringIO()
    call_command("reparse", "--json", *arguments, stdout=out)
    return json.loads(out.getvalue())


def texts(page: Page) -> list[str]:
    return [version.content().blocks[0].text for version in page.transcriptions.order_by("number")]


def test_where_the_parser_says_the_same_nothing_is_written() -> None:
    page = read("the wind")
    assert run() == {"pages": 1, "changed": 0, "skipped": 0}
    assert page.transcriptions.count() == 1


@pytest.mark.usefixtures("_better")
def test_what_comes_out_better_becomes_the_text_that_counts() -> None:
    page = read("the vvind")
    assert run() == {"pages": 1, "changed": 1, "skipped": 0}
    page.refresh_from_db()
    assert texts(page) == ["the vvind", "the wind"]
    assert page.current.number == 2
    assert page.current.reading == page.transcriptions.get(number=1).reading
    assert run()["changed"] == 0, "a second run finds nothing to do"


@pytest.mark.usefixtures("_better")
def test_what_a_person_wrote_goes_on_counting() -> None:
    page = read("the vvind")
    mine = Transcription.objects.create(page=page, number=2, made_by="person", image=page.image)
    Page.objects.filter(pk=page.pk).update(current=mine)
    assert run()["changed"] == 1
    page.refresh_from_db()
    assert page.current == mine


@pytest.mark.usefixtures("_better")
def test_only_what_was_asked_for_is_touched() -> None:
    one, other = read("one vvind"), read("another vvind")
    assert run("--record", str(one.record_id))["changed"] == 1
    assert run("--engine", "tesseract") == {"pages": 2, "changed": 0, "skipped": 0}
    assert run("--collection", other.record.collection.slug)["changed"] == 1


@pytest.mark.usefixtures("_better")
def test_a_page_that_was_turned_since_stays_turned() -> None:
    page = read("the vvind")
    turning.turn(page.record, None, [page.pk], 90)
    assert run()["changed"] == 1
    page.refresh_from_db()
    assert page.turn == page.current.turn == 90
    box = page.current.content().blocks[0].box
    assert box.height > box.width, "the words stand upright on the turned page"
    assert run()["changed"] == 0


def test_an_unchanged_text_that_was_turned_is_left_alone() -> None:
    page = read("the wind")
    turning.turn(page.record, None, [page.pk], 270)
    assert run()["changed"] == 0


@pytest.mark.usefixtures("_better")
def test_an_errand_does_the_same_for_a_selection() -> None:
    pages = [read("a vvind"), read("a storm")]
    errand = errands.begin(None, "reparse", {"pages": [page.pk for page in pages]})
    assert (errand.done, bool(errand.finished_at)) == (1, True)


def test_a_newer_version_that_came_meanwhile_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    page = read("the vvind")
    monkeypatch.setattr(Stored, "better", True)
    new = reparsing.remade(page.pk)
    assert new
    storing.add(page, Parsed((makers.block("newer"),)), Verdict(), engine=Stored.name, reading=new.reading)
    assert not reparsing.store(page.pk, new)


def test_readings_that_cannot_be_parsed_are_counted_and_explained() -> None:
    page = read("the wind")
    Reading.objects.update(**Reading.packed_of(b"not json"))
    out = StringIO()
    call_command("reparse", stdout=out)
    assert "1 stay as they are" in out.getvalue()
    assert "read the page again" in out.getvalue()
    assert page.transcriptions.count() == 1
    with pytest.raises(CommandError, match="no collection"):
        call_command("reparse", "--collection", "nonesuch")


def test_real_engines_say_today_what_they_said_then() -> None:
    assert engine("rapidocr").recipe(Ask("text"))["engine"] == "rapidocr"
    assert Tesseract().recipe(Ask("text"))["engine"] == "tesseract"


@pytest.mark.usefixtures("_better")
def test_a_page_that_got_another_image_meanwhile_keeps_what_it_has() -> None:
    page = read("the vvind")
    new = reparsing.remade(page.pk)
    assert new
    Page.objects.filter(pk=page.pk).update(image="f" * 64)
    assert not reparsing.store(page.pk, new)
    assert texts(page) == ["the vvind"]
