"""Turning a page: the words stay, their places turn with the scan, and nothing a person decided is turned back."""

from __future__ import annotations

import itertools

import pytest
from django.contrib.auth import get_user_model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.arranging import turning
from archive.arranging.order import Stale
from archive.blocks import Block, Geometry, Kind, Line, PageText, Word
from archive.geometry import Box
from archive.models import Event, Page, Transcription
from tests import makers

GRID = 10_000


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    """As they are kept: on a grid finer than any pixel."""
    x0, y0 = draw(st.integers(0, GRID - 1)), draw(st.integers(0, GRID - 1))
    x1, y1 = draw(st.integers(x0 + 1, GRID)), draw(st.integers(y0 + 1, GRID))
    return Box(x0 / GRID, y0 / GRID, x1 / GRID, y1 / GRID)


@st.composite
def texts(draw: st.DrawFn) -> PageText:
    blocks = []
    for _ in range(draw(st.integers(0, 3))):
        words = draw(st.lists(st.text("abcäß", min_size=1, max_size=6), min_size=1, max_size=5))
        text = " ".join(words)
        ends = list(itertools.accumulate(len(word) + 1 for word in words))
        spans = [(end - 1 - len(word), end - 1) for end, word in zip(ends, words, strict=True)]
        points = draw(st.none() | st.just(((0.1, 0.2), (0.3, 0.2), (0.3, 0.4), (0.1, 0.4))))
        blocks.append(
            Block(
                draw(st.sampled_from(list(Kind))),
                draw(boxes()),
                text,
                (Line(0, len(text), draw(boxes()), points),),
                tuple(
                    Word(s, e, draw(boxes()), draw(st.none() | st.just(0.5)), Geometry.DETECTED) for s, e in spans
                ),
                draw(st.integers(0, 3)),
            )
        )
    return PageText(tuple(blocks))


def close(a: Box, b: Box) -> bool:
    return all(abs(p - q) < 1e-9 for p, q in zip(a.as_list(), b.as_list(), strict=True))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts())
def test_four_quarter_turns_give_back_every_box(text: PageText) -> None:
    now = text
    for _ in range(4):
        now = turning.turned(now, 90)
    assert now.text == text.text
    for here, there in zip(now.blocks, text.blocks, strict=True):
        assert close(here.box, there.box)
        assert (here.kind, here.level, here.markup) == (there.kind, there.level, there.markup)
        for a, b in zip(here.words, there.words, strict=True):
            assert close(a.box, b.box)
            assert (a.start, a.end, a.confidence, a.geometry) == (b.start, b.end, b.confidence, b.geometry)
        for c, d in zip(here.lines, there.lines, strict=True):
            assert close(c.box, d.box)
            assert c.points == d.points


@given(texts(), st.sampled_from([90, 180, 270]))
def test_a_turn_moves_places_and_nothing_else(text: PageText, by: int) -> None:
    now = turning.turned(text, by)
    assert (now.text, now.starts) == (text.text, text.starts)
    for here, there in zip(now.blocks, text.blocks, strict=True):
        assert close(here.box, there.box.turned(by))
        assert here.box.area == pytest.approx(there.box.area)


pytestmark = pytest.mark.django_db


def test_turned_page_has_a_new_version_in_the_same_words_and_is_due_for_the_index() -> None:
    page = makers.transcribed("The harbour was quiet", "Nobody came")
    Page.objects.filter(pk=page.pk).update(indexed=page.current)
    before = page.current.content()
    assert turning.turn(page.record, None, [page.pk], 90) == 1
    page.refresh_from_db()
    version = page.current
    assert (page.turn, version.turn, version.number, version.image) == (90, 90, 2, page.image)
    assert version.content().text == before.text
    word, was = version.content().blocks[0].words[1], before.blocks[0].words[1]
    assert word.box.as_list() == pytest.approx(was.box.turned(90).as_list(), abs=1e-4)
    assert page.upright_size == (1400, 1000)
    assert Page.objects.unindexed().filter(pk=page.pk).exists()
    event = Event.objects.get(verb="turned")
    assert (event.before, event.after) == ({"turn": 0}, {"turn": 90})


def test_four_turns_kept_in_the_database_give_back_what_was_kept() -> None:
    page = makers.transcribed("The harbour was quiet", "in the\nyear of the flood")
    first = page.current.content()
    for _ in range(4):
        turning.turn(page.record, None, [page.pk], 90)
    page.refresh_from_db()
    last = page.current.content()
    assert page.turn == 0
    for here, there in zip(last.blocks, first.blocks, strict=True):
        assert [w.box for w in here.words] == [w.box for w in there.words]
        assert [ln.box.as_list() for ln in here.lines] == [ln.box.as_list() for ln in there.lines]


def test_the_words_stay_whose_they_were() -> None:
    author = get_user_model().objects.create_user("ada")
    page = makers.transcribed("Corrected", made_by="person", author=author, status="corrected")
    turning.turn(page.record, None, [page.pk], 270)
    page.refresh_from_db()
    assert (page.current.made_by, page.current.author, page.current.status) == ("person", author, "corrected")


def test_a_page_without_text_turns_too() -> None:
    page = makers.page(stage="rendered")
    turning.turn(page.record, None, [page.pk], 180)
    page.refresh_from_db()
    assert (page.turn, page.current) == (180, None)


def test_two_who_turn_at_once_do_not_turn_twice() -> None:
    page = makers.transcribed("text")
    seen = turning.seal(page.record)
    turning.turn(page.record, None, [page.pk], 90, sealed=seen)
    with pytest.raises(Stale):
        turning.turn(page.record, None, [page.pk], 90, sealed=seen)
    page.refresh_from_db()
    assert page.turn == 90


def test_a_reading_keeps_the_turn_that_a_person_chose() -> None:
    from ocr_engine import tasks
    from ocr_engine.engine import Ask, Parsed
    from ocr_engine.gate import Verdict
    from ocr_engine.readings import Done

    page = makers.page(stage="rendered", image="e" * 64, width=1000, height=1400)
    turning.turn(page.record, None, [page.pk], 90)
    page.refresh_from_db()
    block = makers.block("The harbour", 0.1)
    done = Done("test", Ask("text"), {"engine": "test"}, b"{}", 0.1, Parsed((block,), turn=0), Verdict("pass", ()))
    changes = tasks._store(page, done)
    Page.objects.filter(pk=page.pk).update(**changes)
    page.refresh_from_db()
    assert page.turn == 90
    assert page.current.turn == 90
    assert page.current.content().blocks[0].box.as_list() == pytest.approx(block.box.turned(90).as_list())
    assert Transcription.objects.filter(page=page).count() == 1
