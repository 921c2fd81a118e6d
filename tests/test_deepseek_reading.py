"""What a model said becomes a page: words in their places, sure as the model was; doubted where it did not end."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.blocks import Geometry, PageText
from archive.geometry import Box
from ocr_engine.deepseek.reading import Part, Raw, parsed
from ocr_engine.engine import Parsed
from ocr_engine.gate import judge
from tests import makers
from tests.test_deepseek_grammar import PARTS

SAID = "<|ref|>text<|/ref|><|det|>[[90, 90, 910, 190]]<|/det|>\nThe harbour was quiet and the keeper slept\n\n"


def raw(text: str = SAID, task: str = "markdown", **more: Any) -> Raw:
    """Every letter is a token, and the model was sure of all but the h's."""
    ends = tuple(range(1, len(text) + 1))
    sure = tuple(math.log(0.5) if letter == "h" else 0.0 for letter in text)
    return Raw("deepseek", task, 0, (Part(text, ends, sure, mode="base", **more),))


def beside() -> Parsed:
    return Parsed((makers.block("The harbour was quiet\nand the keeper slept", 0.1),))


def test_words_stand_where_the_detector_saw_them_and_are_as_sure_as_the_model_was() -> None:
    page = parsed(raw(), beside())
    (block,) = page.blocks
    assert block.text == "The harbour was quiet\nand the keeper slept"
    assert {word.geometry for word in block.words} == {Geometry.ALIGNED}
    sure = {block.text[word.start : word.end]: word.confidence for word in block.words}
    assert sure["was"] == 1.0
    assert sure["The"] == pytest.approx(0.5 ** (1 / 3))
    assert page.facts["agreement"] == pytest.approx(1.0)
    assert page.facts["uncovered"] == 0.0
    assert page.facts["calibrated"] is False
    assert judge(page).decision == "pass"


def test_without_a_detector_words_have_but_their_block() -> None:
    page = parsed(raw())
    assert {word.geometry for word in page.blocks[0].words} == {Geometry.BLOCK}
    assert "agreement" not in page.facts


def test_rows_of_ink_that_were_kept_give_words_their_lines_where_no_detector_saw_any() -> None:
    row = (0.1, 0.11, 0.9, 0.14)
    kept = replace(raw(), rows=(row,))
    assert Raw.read(kept.packed()).rows == (row,)
    (block,) = parsed(kept).blocks
    assert [line.box for line in block.lines] == [Box(*row)]
    assert {word.geometry for word in block.words} == {Geometry.INTERPOLATED}
    (block,) = parsed(kept, beside()).blocks
    assert {word.geometry for word in block.words} == {Geometry.ALIGNED}


def test_ink_that_no_block_covers_is_told_whoever_listened_beside() -> None:
    row = (0.1, 0.51, 0.9, 0.54)
    kept = Raw.read(replace(raw(), bare=0.25, lost=(row,)).packed())
    assert (kept.bare, kept.lost) == (0.25, (row,))
    for page in (parsed(kept), parsed(kept, beside())):
        assert page.facts["ink_uncovered"] == 0.25
        assert page.facts["ink_lost"] == [list(row)]
    assert "ink_uncovered" not in parsed(raw()).facts, "nobody looked"


def test_a_raw_reading_from_before_rows_were_kept_is_still_read() -> None:
    kept = json.loads(raw().packed())
    del kept["rows"]
    assert Raw.read(json.dumps(kept).encode()) == Raw.read(raw().packed())


@pytest.mark.parametrize("ended", ["loop", "length", "deadline"])
def test_what_did_not_end_is_never_accepted(ended: str) -> None:
    verdict = judge(parsed(raw(ended=ended), beside()))
    assert verdict.decision == "quarantine"
    assert verdict.reasons[0].code == "no_end"


def test_a_column_that_was_left_out_is_told() -> None:
    both = Parsed((*beside().blocks, makers.block("Dues of rye and oats\nwere paid in full", 0.5)))
    verdict = judge(parsed(raw(), both))
    assert "uncovered" in [reason.code for reason in verdict.reasons]


INVENTED = SAID.partition("\n")[0] + "\nOnce upon a time a king ruled over a land of plenty\n\n"


@pytest.mark.parametrize(("sure", "decision"), [(0.97, "quarantine"), (0.5, "flag")])
def test_what_was_invented_is_found_out_by_whoever_saw_something_else(sure: float, decision: str) -> None:
    """How badly depends on how well the other could read: of handwriting it sees little itself."""
    both = (*beside().blocks, makers.block("Dues of rye", 0.16))
    other = replace(beside(), blocks=both, facts={"confidence": sure})
    verdict = judge(parsed(raw(INVENTED), other))
    assert ("disagreement", decision) in [(reason.code, reason.decision) for reason in verdict.reasons]
    assert judge(parsed(raw(), replace(beside(), facts={"confidence": sure}))).decision == "pass"


def test_text_where_nobody_else_saw_any_is_flagged() -> None:
    verdict = judge(parsed(raw(INVENTED), Parsed(())))
    assert [reason.code for reason in verdict.reasons] == ["unheard"]


def test_a_reading_of_the_page_the_other_way_round_says_nothing_of_places() -> None:
    page = parsed(raw(), replace(beside(), turn=180))
    assert {word.geometry for word in page.blocks[0].words} == {Geometry.BLOCK}


@given(said=st.one_of(PARTS, st.text(max_size=60)), task=st.sampled_from(["markdown", "lines", "text"]))
@settings(max_examples=200, deadline=None)
def test_whatever_was_said_is_kept_to_the_letter_and_makes_a_page(said: str, task: str) -> None:
    kept = raw(said, task=task)
    again = Raw.read(kept.packed())
    assert again.packed() == kept.packed()
    assert again.text == said
    page = parsed(again, beside())
    PageText(page.blocks)
    judge(page)
