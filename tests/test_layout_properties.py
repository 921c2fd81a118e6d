"""Whatever a detector says: no line is lost or doubled, every span gives back its text, nothing crashes."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.blocks import Kind, PageText
from ocr_engine.layout import DetectedLine, DetectedWord, arrange
from tests.typesetting import line

WIDE, HIGH = 900, 1200
ANYWHERE = st.floats(-200, 1500, allow_nan=False)
WORDS = st.lists(st.text("abcdefghי ש漢字12.,-•", min_size=1, max_size=9).filter(str.strip), min_size=1, max_size=6)


@st.composite
def detected(draw):
    """A line anywhere, perhaps empty, upside down, lying, or longer than the page; words anywhere near."""
    words = [word.strip().replace(" ", "") for word in draw(WORDS)]
    corners = tuple((draw(ANYWHERE), draw(ANYWHERE)) for _ in range(4)) if draw(st.booleans()) else _box(draw)
    placed = tuple(
        DetectedWord(w, *(draw(ANYWHERE) for _ in range(4)), draw(st.sampled_from([None, 0.0, 0.5, 1.0])))
        for w in words
    )
    return DetectedLine(" ".join(words), corners, 0.5, placed if draw(st.booleans()) else ())


def _box(draw):
    x, y = draw(st.integers(-50, 850)), draw(st.integers(-50, 1150))
    wide, high = draw(st.integers(0, 600)), draw(st.integers(0, 60))
    return ((x, y), (x + wide, y), (x + wide, y + high), (x, y + high))


def letters(text: str) -> Counter[str]:
    return Counter(c for c in text if not c.isspace())


def check(lines) -> None:
    page = PageText(arrange(lines, WIDE, HIGH))
    assert letters(page.text) == letters("".join(each.text for each in lines))
    for block in page.blocks:
        rows = block.text.split("\n")
        assert [block.text[ln.start : ln.end] for ln in block.lines] == rows
        for word in block.words:
            said = block.text[word.start : word.end]
            assert said.strip() == said != ""
            assert "\n" not in said
            assert "\t" not in said
        for word in block.words:
            around = next(ln for ln in block.lines if ln.start <= word.start < max(ln.end, ln.start + 1))
            assert word.end <= around.end
            assert around.box.x0 - 1e-9 <= word.box.x0
            assert word.box.x1 <= around.box.x1 + 1e-9
            assert around.box.y0 - 1e-9 <= word.box.y0
            assert word.box.y1 <= around.box.y1 + 1e-9
        starts = [word.start for word in block.words]
        assert starts == sorted(starts)
        assert (block.kind == Kind.TABLE) == bool(block.markup)


@given(st.lists(detected(), max_size=25))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_lines_are_kept_each_once_with_their_words_in_place(lines):
    check(lines)


@given(st.integers(1, 12), st.integers(1, 9), st.integers(18, 60), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_grids_of_cells_are_kept_each_once(rows, columns, step, pick):
    lines = [
        line(
            pick.choice(["12", "salt", "a longer cell", "3.50", "<td>"]),
            20 + 95 * c + pick.randint(-6, 6),
            40 + step * r,
        )
        for r in range(rows)
        for c in range(columns)
    ]
    pick.shuffle(lines)
    check(lines)


@given(st.lists(detected(), max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_order_in_which_lines_come_changes_nothing(lines, pick):
    mixed = list(lines)
    pick.shuffle(mixed)
    assert letters(PageText(arrange(mixed, WIDE, HIGH)).text) == letters(PageText(arrange(lines, WIDE, HIGH)).text)


def test_hundreds_of_lines_on_top_of_each_other_are_survived():
    check([line("salt and rope", 100 + n % 7, 100 + n % 5) for n in range(400)])


def test_a_newspaper_of_two_thousand_lines_is_survived():
    lines = [line(f"{c} {r} harbour news", 20 + 145 * c, 20 + 3.5 * r, 3) for c in range(6) for r in range(330)]
    check(lines)


def test_numbers_that_are_none_are_refused_where_they_come_from():
    with pytest.raises(ValueError, match="four finite points"):
        DetectedLine("salt", ((0, 0), (float("nan"), 0), (1, 1), (0, 1)))
    with pytest.raises(ValueError, match="finite numbers"):
        DetectedWord("salt", 0, 0, float("inf"), 1)
    with pytest.raises(ValueError, match="not within"):
        DetectedWord("salt", 0, 0, 1, 1, 1.5)


def test_what_a_database_cannot_keep_is_replaced():
    page = PageText(arrange([line("sa\x00lt", 10, 10), line("ro\ud800pe", 10, 50)], WIDE, HIGH))
    assert page.text.replace("\n", " ").split() == [
        "sa\N{REPLACEMENT CHARACTER}lt",
        "ro\N{REPLACEMENT CHARACTER}pe",
    ]
