"""Loops are noticed while they are written; honest repetition is let be."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_engine.deepseek.runaway import STRETCH, Watch

STEMS, ENDS = ("har", "sto", "led", "qui", "bel"), ("bour", "rms", "ger", "et", "fry", "win", "to")
WORDS = [stem + end for stem in STEMS for end in ENDS]


def honest(length: int, seed: int = 0) -> str:
    draw = random.Random(seed)
    said = ""
    while len(said) < length:
        said += " ".join(draw.choice(WORDS) for _ in range(draw.randrange(4, 14))) + ".\n"
    return said


def watched(said: str, step: int = 12) -> int:
    """How many characters had come when it was noticed; -1 for never."""
    watch = Watch()
    for at in range(0, len(said), step):
        if watch.feed(said[at : at + step]):
            return at + step
    return -1


@pytest.mark.parametrize("period", [1, 2, 3, 7, 20, 60, 150, 400])
def test_a_loop_of_any_length_is_noticed_soon(period: int) -> None:
    before = honest(3000)
    loop = honest(2000, seed=period)[:period].replace("\n", " ").rjust(period, "x")
    noticed = watched(before + loop * (6000 // period))
    assert len(before) <= noticed <= len(before) + STRETCH + 600


def test_letters_with_ever_other_boxes_are_a_loop() -> None:
    draw = random.Random(1)
    said = "".join(
        f"<|ref|>{draw.choice('FRE')}<|/ref|><|det|>[[{draw.randrange(900)}, 1, 999, 9]]<|/det|>\n"
        for _ in range(400)
    )
    assert 0 < watched(said) < len(said)


def test_the_same_line_over_and_over_is_a_loop() -> None:
    assert 0 < watched(honest(500) + "The harbour was quiet that evening.\n" * 40) < 500 + 20 * 37


@pytest.mark.parametrize(
    "said",
    [
        honest(20_000),
        "".join(f"<tr><td>{n}</td><td>do.</td><td>{n * 7 % 113} bushels</td></tr>\n" for n in range(400)),
        "".join(f"Chapter {n} ................................ {n * 3}\n" for n in range(120)),
        "do.\n" * 60,
        "_" * 5000,
        "",
    ],
    ids=["text", "ledger", "contents", "ditto", "rule", "nothing"],
)
def test_honest_repetition_is_let_be(said: str) -> None:
    assert watched(said) == -1


@given(said=st.text(max_size=400), cuts=st.lists(st.integers(0, 400), max_size=8))
@settings(max_examples=100, deadline=None)
def test_nothing_that_is_said_breaks_it(said: str, cuts: list[int]) -> None:
    watch, place = Watch(), 0
    for cut in [*sorted(cuts), len(said)]:
        watch.feed(said[place:cut])
        place = max(place, cut)
