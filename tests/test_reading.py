"""From a page image to a version of its text."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import store
from archive.demo.drawing import DrawnPage
from archive.models import Page, Transcription
from ocr_engine import readings
from ocr_engine.engine import PageSource
from ocr_engine.evaluations.scoring import character_error, iou
from ocr_engine.models import Reading
from ocr_engine.tasks import read_page
from tests import makers, pages

TWO_LINES = ["The", "ferry", "left", "the", "quay", "before", "the", "storm", "broke."]


def stored(drawn: DrawnPage, folder: Path, **fields: object) -> Page:
    made = folder / "drawn.png"
    drawn.image.save(made)
    sha = store.hash_of(made)
    store.put("images", sha, made)
    width, height = drawn.image.size
    return makers.page(stage=Page.Stage.RENDERED, image=sha, width=width, height=height, **fields)


@pytest.mark.django_db(transaction=True)
def test_a_rendered_page_gets_its_text_its_reading_and_a_verdict(tmp_path: Path) -> None:
    page = stored(pages.page_with("The ferry left the quay", "before the storm broke."), tmp_path)
    assert read_page(page.pk)
    page.refresh_from_db()
    assert page.stage == Page.Stage.TRANSCRIBED
    assert page.current.content().text.split() == TWO_LINES
    assert page.current.verdict == "pass"
    reading = Reading.objects.get(page=page)
    assert (reading.outcome, reading.engine, reading.attempt) == ("done", "rapidocr", 1)
    assert b"ferry" in reading.raw
    assert page.current.reading == reading.pk


@pytest.mark.django_db(transaction=True)
def test_reading_again_finds_nothing_to_do(tmp_path: Path) -> None:
    page = stored(pages.page_with("Only once."), tmp_path)
    assert read_page(page.pk)
    assert not read_page(page.pk)
    assert Reading.objects.count() == Transcription.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_blank_page_is_said_to_be_blank(tmp_path: Path) -> None:
    page = stored(pages.blank_page(), tmp_path)
    assert read_page(page.pk)
    page.refresh_from_db()
    assert page.condition == Page.Condition.BLANK
    assert page.current.content().text == ""


@pytest.mark.django_db(transaction=True)
def test_a_machine_never_takes_the_place_of_what_a_person_wrote(tmp_path: Path) -> None:
    page = stored(pages.page_with("What the machine sees"), tmp_path)
    mine = Transcription.objects.create(page=page, number=1, made_by="person", image=page.image)
    Page.objects.filter(pk=page.pk).update(current=mine)
    assert read_page(page.pk)
    page.refresh_from_db()
    assert page.current == mine
    assert page.transcriptions.count() == 2


def test_every_word_stands_where_it_was_drawn(tmp_path: Path) -> None:
    drawn = pages.page_with(
        "Nine shillings for two oaken planks", "and the fitting of them, more or less", "on a summer noon"
    )
    drawn.image.save(tmp_path / "page.png")
    width, height = drawn.image.size
    done = readings.read(PageSource(str(tmp_path / "page.png"), width, height), "rapidocr")
    found = [
        (block.text[w.start : w.end], (w.box.x0 * width, w.box.y0 * height, w.box.x1 * width, w.box.y1 * height))
        for block in done.parsed.blocks
        for w in block.words
    ]
    truth = [word for line in drawn.lines for word in line.words]
    assert [text for text, _box in found] == [word.text for word in truth]
    good = sum(iou(box, word.box) >= 0.5 for (_text, box), word in zip(found, truth, strict=True))
    assert good >= 0.9 * len(truth)


def test_parsing_a_stored_reading_again_gives_the_same_page(tmp_path: Path) -> None:
    from ocr_engine.engine import engine

    drawn = pages.page_with("Raw readings are kept byte for byte")
    drawn.image.save(tmp_path / "page.png")
    done = readings.read(PageSource(str(tmp_path / "page.png"), *drawn.image.size), "rapidocr")
    assert engine("rapidocr").parse(done.raw) == done.parsed


def test_white_writing_on_black_is_read(tmp_path: Path) -> None:
    from PIL import ImageOps

    drawn = pages.page_with("The lamp was lit at dusk", "and burned until the morning")
    ImageOps.invert(drawn.image.convert("RGB")).save(tmp_path / "page.png")
    done = readings.read(PageSource(str(tmp_path / "page.png"), *drawn.image.size), "rapidocr")
    said = "\n".join(block.text for block in done.parsed.blocks)
    assert character_error("The lamp was lit at dusk and burned until the morning", said) < 0.05
