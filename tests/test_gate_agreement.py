"""Two readings of one page: what only one of them says is told, with its place."""

from __future__ import annotations

from dataclasses import replace

from ocr_engine.gate import judge
from tests.leaves_judged import PROSE, lines, parsed

OTHER = (
    "Eleven ships were counted in the bay when the fog rose at noon",
    "their masts stood like a wood that somebody had burnt long ago",
    "no flag was to be seen and no boat came to the shore all day",
    "so that the mayor sent his nephew out with a lantern and bread",
)
INVENTED = "It is well known that every mason of Saint Ives owned a grey horse"


def codes(one: tuple[str, ...], other: tuple[str, ...]) -> list[tuple[str, str]]:
    verdict = judge(parsed(lines(*one)), second=parsed(lines(*other)))
    return [(reason.code, reason.decision) for reason in verdict.reasons]


def misread(text: str) -> str:
    return text.replace("rn", "m").replace("h", "b", 3).replace("e", "c", 4)


def test_two_readings_of_one_page_agree_though_each_errs() -> None:
    assert codes(PROSE, tuple(map(misread, PROSE))) == []


def test_columns_in_another_order_are_the_same_text() -> None:
    assert codes((*PROSE, *OTHER), (*OTHER, *PROSE)) == []


def test_the_text_of_another_page_is_kept_out() -> None:
    assert ("disagreement", "quarantine") in codes(OTHER, PROSE)


def test_a_sentence_that_only_one_reader_saw_is_shown() -> None:
    with_it = (*PROSE[:3], INVENTED, *PROSE[3:])
    verdict = judge(parsed(lines(*with_it)), second=parsed(lines(*PROSE)))
    reason = verdict.reasons[0]
    assert (reason.code, reason.decision) == ("added", "flag")
    assert lines(*with_it).lines[3].box in reason.boxes
    assert INVENTED[10:40] in reason.sentence


def test_a_paragraph_that_only_the_other_saw_is_missing() -> None:
    assert codes(PROSE, (*PROSE, *OTHER)) == [("uncovered", "flag")]


def test_where_the_other_saw_nothing_little_is_believed() -> None:
    alone = judge(parsed(lines(*PROSE)), second=parsed())
    assert [(reason.code, reason.decision) for reason in alone.reasons] == [("unheard", "flag")]
    assert judge(parsed(), second=parsed()).decision == "pass"


def test_a_reader_that_hardly_read_a_word_surely_says_nothing() -> None:
    block = lines(*OTHER)
    unsure = replace(block, words=tuple(replace(word, confidence=0.4) for word in block.words))
    assert judge(parsed(lines(*PROSE)), second=parsed(unsure)).decision == "pass"
