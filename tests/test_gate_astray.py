"""Words that do not stand where the page has its words belong to another page."""

from __future__ import annotations

from ocr_engine.gate import judge
from tests.leaves_judged import PROSE, lines, parsed, seen

OTHER = tuple(line[::-1] for line in PROSE)


def test_words_on_their_own_ink_pass_and_bear_the_text_out() -> None:
    verdict = judge(parsed(lines(*PROSE)), sight=seen(lines(*PROSE)))
    assert verdict.decision == "pass"
    assert verdict.borne_out


def test_the_words_of_another_page_hold_ink_between_them() -> None:
    verdict = judge(parsed(lines(*PROSE)), sight=seen(lines(*OTHER, *OTHER)))
    assert "astray" in [reason.code for reason in verdict.reasons]
    assert not verdict.borne_out


def test_where_another_reader_says_the_same_only_the_places_are_wrong() -> None:
    verdict = judge(parsed(lines(*PROSE)), sight=seen(lines(*OTHER)), second=parsed(lines(*PROSE)))
    assert "astray" not in [reason.code for reason in verdict.reasons]
