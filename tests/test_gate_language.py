"""A text in another language or script than the page is said to have is told."""

from __future__ import annotations

from ocr_engine.gate import judge
from ocr_engine.gate.tongue import named
from tests.leaves_judged import PROSE, parsed, unplaced

ENGLISH = " ".join(PROSE)
GERMAN = (
    "Die Erben des Müllers haben der Gemeinde im Frühjahr geschrieben, daß sie das Wasser nicht mehr "
    "bezahlen können, und der Rat hat ihnen geantwortet, es sei keine Antwort von dem Herrn gekommen, der die "
    "Mühle vor dem Kriege mit seinem Bruder gekauft hatte."
)
RUSSIAN = "Корабль вышел из гавани до начала бури, и никто не знал, куда писарь положил ключи от часовни той зимой"


def told(text: str, *languages: str, second: str = "") -> list[tuple[str, str]]:
    other = parsed(unplaced(second)) if second else None
    verdict = judge(parsed(unplaced(text)), languages=languages, second=other)
    return [(reason.code, reason.decision) for reason in verdict.reasons]


def test_fluent_english_on_a_german_page_is_flagged() -> None:
    assert told(ENGLISH, "de") == [("language", "flag")]
    assert told(ENGLISH, "ger") == [("language", "flag")]


def test_it_is_kept_out_where_another_reader_saw_german() -> None:
    assert ("language", "quarantine") in told(ENGLISH, "de", second=GERMAN)


def test_it_passes_where_another_reader_saw_english_too() -> None:
    assert told(ENGLISH, "de", second=ENGLISH) == []


def test_what_is_expected_or_unknown_passes() -> None:
    assert told(ENGLISH, "de", "en") == told(GERMAN, "de") == told(ENGLISH) == told(ENGLISH, "cy") == []


def test_letters_that_nobody_expects_are_kept_out() -> None:
    assert told(RUSSIAN, "de") == [("strange_script", "quarantine")]
    assert told(RUSSIAN, "ru") == []
    assert ("strange_script", "flag") in told(RUSSIAN, "de", second=RUSSIAN)


def test_languages_go_by_their_long_names_too() -> None:
    assert [named(code) for code in ("en-GB", "deu", "fre", "cy")] == ["en", "de", "fr", ""]
