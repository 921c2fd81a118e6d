"""One text on many pages with different pictures is flagged on all of them."""

from __future__ import annotations

import pytest

from archive.blocks import PageText
from archive.models import Page, Record, Transcription
from ocr_engine import storing
from ocr_engine.gate import Verdict
from ocr_engine.gate.prints import Print, print_of
from ocr_engine.models import TextPrint
from tests import makers
from tests.leaves_judged import PROSE, parsed, unplaced

TEXT = " ".join(PROSE)
pytestmark = pytest.mark.django_db


def read(of: Record, text: str, image: str, verdict: Verdict | None = None) -> Page:
    page = makers.page(of, image=image * 64, width=100, height=140, stage=Page.Stage.TRANSCRIBED)
    said, verdict = parsed(unplaced(text)), verdict or Verdict()
    version = storing.add(page, said, verdict, engine="test", reading=0)
    Page.objects.filter(pk=page.pk).update(**storing.changes(page, version, said, verdict))
    return page


def verdicts(of: Record) -> list[str]:
    return list(Transcription.objects.filter(page__record=of).order_by("pk").values_list("verdict", flat=True))


def test_the_fifth_page_flags_itself_and_those_before() -> None:
    book = makers.record()
    for image in "abcd":
        read(book, TEXT.replace("ferry", f"ferry{image}"), image)
    assert verdicts(book) == ["pass"] * 4
    read(book, TEXT, "e")
    assert verdicts(book) == ["flag"] * 5
    reason = Transcription.objects.filter(page__record=book).first().reasons[0]
    assert reason[0] == "same_text"
    assert reason[2]["figures"]["pages"] == 5


def test_the_same_picture_many_times_is_one_page() -> None:
    book = makers.record()
    for _ in range(6):
        read(book, TEXT, "a")
    assert verdicts(book) == ["pass"] * 6


def test_form_letters_that_their_own_ink_bears_out_pass() -> None:
    book = makers.record()
    for image in "abcdef":
        read(book, TEXT, image, Verdict(borne_out=True))
    assert verdicts(book) == ["pass"] * 6


def test_other_records_of_the_collection_count_where_the_text_is_the_same() -> None:
    where = makers.collection()
    for image in "abcde":
        read(makers.record(where), TEXT, image)
    assert Transcription.objects.filter(verdict="flag").count() == 5


def test_other_texts_and_short_ones_pass() -> None:
    book = makers.record()
    for number, image in enumerate("abcdef"):
        read(book, " ".join(f"word{number}x{at}" for at in range(60)), image)
        read(book, "Page left blank", image.upper())
    assert set(verdicts(book)) == {"pass"}


def test_a_text_that_no_longer_counts_says_nothing() -> None:
    book = makers.record()
    pages = [read(book, TEXT, image) for image in "abcd"]
    for page in pages:
        version = storing.transcriptions.add(
            page, PageText((unplaced("another"),)), turn=0, made_by=Transcription.MadeBy.PERSON
        )
        Page.objects.filter(pk=page.pk).update(current=version)
    read(book, TEXT, "e")
    assert "flag" not in verdicts(book)


def test_prints_are_the_same_everywhere_and_tell_how_alike_texts_are() -> None:
    one, near, far = print_of(TEXT), print_of(TEXT.replace("eleven", "twelve")), print_of(" ".join(PROSE[::-1]))
    assert one is not None
    assert near is not None
    assert far is not None
    assert one.alike(one) == 1.0
    assert one.alike(near) > 0.7
    assert Print.of_packed(one.packed()) == one
    assert print_of("too short") is None


def test_prints_go_with_their_page() -> None:
    page = read(makers.record(), TEXT, "a")
    assert TextPrint.objects.filter(page=page).exists()
    page.transcriptions.all()
    Page.objects.filter(pk=page.pk).update(current=None)
    page.delete()
    assert not TextPrint.objects.exists()
