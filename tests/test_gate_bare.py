"""Text that stands where there is no ink is not believed."""

from __future__ import annotations

from archive.geometry import Box
from ocr_engine.gate import judge
from ocr_engine.gate.sight import Row, Sight
from tests.leaves_judged import PROSE, lines, parsed, seen, unplaced

BLANK = Sight()


def codes(verdict: object) -> list[str]:
    return [reason.code for reason in verdict.reasons]  # type: ignore[attr-defined]


def test_text_of_a_blank_leaf_is_kept_out_whatever_engine_wrote_it() -> None:
    for block in (lines(*PROSE), unplaced(" ".join(PROSE))):
        verdict = judge(parsed(block), sight=BLANK)
        assert verdict.decision == "quarantine"
        assert "blank_with_text" in codes(verdict)


def test_scribbles_and_a_stamp_are_no_page_of_text() -> None:
    stamp = Row(Box(0.4, 0.4, 0.6, 0.42), 8, 9.0)
    assert "blank_with_text" in codes(judge(parsed(lines(*PROSE)), sight=Sight((stamp,))))


def test_what_shows_through_from_the_back_is_no_text_of_the_page() -> None:
    verdict = judge(parsed(lines(*PROSE)), sight=seen(lines(*PROSE), shown=True))
    assert (verdict.decision, codes(verdict)[0]) == ("quarantine", "bleed_through")
    assert verdict.reasons[0].boxes


def test_a_written_page_and_a_word_on_a_leaf_pass() -> None:
    for some in (lines(*PROSE), lines("Finis", x0=0.45, x1=0.55)):
        assert judge(parsed(some), sight=seen(some)).decision == "pass"


def test_a_paragraph_over_bare_paper_is_found_among_true_ones() -> None:
    true, made_up = lines(*PROSE), lines(*PROSE[::-1], y=0.5)
    reason = judge(parsed(true, made_up), sight=seen(true)).reasons[0]
    assert (reason.code, reason.decision) == ("bare_paper", "quarantine")
    assert all(box.y0 >= 0.5 for box in reason.boxes)
    assert reason.figures["letters"] == len("".join(PROSE).replace(" ", ""))


def test_so_is_a_block_that_does_not_say_where_its_words_are() -> None:
    true = lines(*PROSE)
    made_up = unplaced(" ".join(PROSE[::-1]), Box(0.1, 0.5, 0.9, 0.9))
    reason = judge(parsed(true, made_up), sight=seen(true)).reasons[0]
    assert (reason.code, reason.boxes) == ("bare_paper", (made_up.box,))


def test_an_empty_reading_of_a_blank_leaf_passes() -> None:
    assert judge(parsed(), sight=BLANK).decision == "pass"
