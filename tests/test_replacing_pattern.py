"""What may be looked for, and what is refused with a sentence before it can take long."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.faults import Refused
from archive.replacing.pattern import LONGEST, Pattern


def changed(row: str, find: str, instead: str, **how: bool) -> str:
    for start, end, new in reversed(list(Pattern(find, instead, **how).matches(row))):
        row = row[:start] + new + row[end:]
    return row


@pytest.mark.parametrize(
    ("row", "find", "instead", "how", "said"),
    [
        ("the hoo of hoo", "hoo", "who", {}, "the who of who"),
        ("hoop hoo", "hoo", "who", {"words": True}, "hoop who"),
        ("Hoo hoo HOO", "hoo", "who", {"case": False}, "who who who"),
        ("Hoo hoo", "hoo", "who", {}, "Hoo who"),
        ("a.b axb", "a.b", "c", {}, "c axb"),
        ("1.50 and 12.5", r"(\d{1,3})\.(\d+)", r"\1,\2", {"regex": True}, "1,50 and 12,5"),
        ("loſt boſoms", "[ſ]", "s", {"regex": True}, "lost bosoms"),
        ("cat cot cut", "c(?:a|o)t", "-", {"regex": True}, "- - cut"),
        (r"a\1", "a", r"\1", {}, r"\1\1"),
        ("aaa", "a*", "b", {"regex": True}, "b"),
        ("colour color", "colou?r", "hue", {"regex": True}, "hue hue"),
        ("naïve", "naïve", "naive", {"words": True}, "naive"),
    ],
)
def test_it_finds_and_replaces_as_it_says(row: str, find: str, instead: str, how: dict, said: str) -> None:
    assert changed(row, find, instead, **how) == said


def test_what_would_stay_the_same_is_no_place() -> None:
    assert list(Pattern("a", "a").matches("banana")) == []
    assert list(Pattern("a", "A", case=False).matches("A")) == []


@pytest.mark.parametrize(
    ("find", "instead", "how"),
    [
        ("", "x", {}),
        ("x" * (LONGEST + 1), "", {}),
        ("a\nb", "", {}),
        ("a", "b\tc", {}),
        ("(a+)+", "", {"regex": True}),
        ("(a|b)*", "", {"regex": True}),
        (r"(a)\1", "", {"regex": True}),
        ("(?=a)", "", {"regex": True}),
        ("(?i)a", "", {"regex": True}),
        (".*.*.*x", "", {"regex": True}),
        ("a{1,999}b{1,999}", "", {"regex": True}),
        ("a**", "", {"regex": True}),
        ("[a", "", {"regex": True}),
        ("(a", "", {"regex": True}),
        ("a)", "", {"regex": True}),
        ("[z-a]", "", {"regex": True}),
        ("*a", "", {"regex": True}),
        ("a{5,2}", "", {"regex": True}),
        (r"\p{L}", "", {"regex": True}),
        ("(a)", r"\2", {"regex": True}),
    ],
)
def test_what_cannot_be_looked_for_is_said(find: str, instead: str, how: dict) -> None:
    with pytest.raises(Refused) as refused:
        Pattern(find, instead, **how)
    assert refused.value.message.endswith(".")


def test_the_worst_that_is_allowed_is_soon_through_a_long_row() -> None:
    began = time.monotonic()
    assert list(Pattern("a*a*x", "", regex=True).matches("a" * 2000)) == []
    assert time.monotonic() - began < 5


@settings(max_examples=300, deadline=None)
@given(st.text("ab(|)[]*+?{},1\\^$.-", max_size=14), st.text("ab1", max_size=60))
def test_nothing_typed_does_anything_else_than_find_or_be_refused(find: str, row: str) -> None:
    try:
        pattern = Pattern(find, "x", regex=True)
    except Refused:
        return
    for start, end, _new in pattern.matches(row):
        assert 0 <= start < end <= len(row)


def test_it_comes_back_from_what_an_errand_keeps() -> None:
    pattern = Pattern("a+", "b", regex=True, words=True, case=False)
    assert Pattern.of(pattern.as_json()) == pattern
