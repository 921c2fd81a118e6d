"""The truth gate doubts what deserves doubt, and nothing else."""

from __future__ import annotations

from archive.blocks import Block, Geometry, Kind, Line, Word
from archive.geometry import Box
from ocr_engine.engine import Parsed
from ocr_engine.gate import judge

LATIN = frozenset({"Latn"})
SENTENCE = "The ferry left the quay before the storm broke over the harbour wall. "
#: Sentences of which no two say the same.
LONG = "".join(
    f"The {what} of {who} was sold {when} for less than it was worth. "
    for what in ("mill", "barge", "orchard", "bell")
    for who, when in (("Ann Treby", "in May"), ("the widow Lusk", "at Easter"), ("Dr. Vane", "before the war"))
)


def parsed(text: str = SENTENCE, **facts: object) -> Parsed:
    blocks = (Block(Kind.TEXT, Box(0.1, 0.1, 0.9, 0.9), text),) if text else ()
    return Parsed(blocks, 0, {"marks": len(text), "confidence": 0.97, **facts})


def codes(page: Parsed, **asked: object) -> tuple[str, list[str]]:
    verdict = judge(page, **asked)
    return verdict.decision, [code for code, *_said in verdict.as_json()]


def test_a_sure_reading_passes() -> None:
    assert codes(parsed()) == ("pass", [])


def test_a_blank_page_passes_and_a_blank_page_with_text_does_not() -> None:
    assert codes(parsed("", marks=0, blank=True)) == ("pass", [])
    assert codes(parsed(marks=0, blank=True)) == ("quarantine", ["blank_with_text"])


def test_text_without_ink_is_quarantined() -> None:
    assert codes(parsed(LONG, marks=12)) == ("quarantine", ["text_without_ink"])


def test_ink_without_text_is_flagged() -> None:
    assert codes(parsed("", marks=900)) == ("flag", ["ink_without_text"])


def test_an_unsure_reading_is_flagged_and_a_lost_one_quarantined() -> None:
    assert codes(parsed(confidence=0.6)) == ("flag", ["low_confidence"])
    assert codes(parsed(confidence=0.3)) == ("quarantine", ["unreadable"])


def test_a_script_the_engine_cannot_write_is_quarantined_with_advice() -> None:
    verdict = judge(parsed(confidence=0.7), languages=("hi",), scripts=LATIN)
    assert verdict.decision == "quarantine"
    assert "tesseract" in verdict.reasons[0].sentence.lower()


def test_an_engine_without_confidence_is_not_doubted_for_it() -> None:
    assert codes(parsed(confidence=None)) == ("pass", [])


def line_of(words: list[tuple[str, float]], width: float = 0.8) -> Parsed:
    """One line two hundredths of the page high; the words share its width by their number."""
    text = " ".join(word for word, _sure in words)
    box, made, at = Box(0.1, 0.1, 0.1 + width, 0.12), [], 0
    for number, (word, sure) in enumerate(words):
        x0 = 0.1 + width * number / len(words)
        place = Box(x0, 0.1, x0 + 0.95 * width / len(words), 0.12)
        made.append(Word(at, at + len(word), place, sure, Geometry.DETECTED))
        at += len(word) + 1
    block = Block(Kind.TEXT, box, text, (Line(0, len(text), box),), tuple(made))
    mean = sum(sure for _word, sure in words) / len(words)
    return Parsed((block,), 0, {"marks": len(text), "confidence": mean})


def test_a_page_of_unsure_words_is_flagged_though_the_mean_is_high() -> None:
    hand = line_of([("rommendariond", 0.84), ("meadorbtd", 0.85), ("the", 0.99), ("haruest", 0.86)])
    decision, found = codes(hand)
    assert (decision, found) == ("flag", ["low_confidence"])
    assert "handwriting" in judge(hand).reasons[0].sentence


def test_a_few_unsure_words_on_a_page_of_print_are_no_matter() -> None:
    assert codes(line_of([("harbour", 0.99)] * 9 + [("Vrouw", 0.5)])) == ("pass", [])


def test_an_engine_that_is_modest_is_measured_by_its_own_measure() -> None:
    modest = line_of([("harbour", 0.8)] * 8)
    assert codes(modest)[0] == "flag"
    assert codes(Parsed(modest.blocks, 0, {**modest.facts, "sure": 0.6})) == ("pass", [])


def test_words_that_were_hardly_read_are_quarantined() -> None:
    assert codes(line_of([("gteor", 0.6), ("uyon", 0.5), ("neeslairn", 0.7)])) == ("quarantine", ["unreadable"])


def test_long_lines_with_nothing_but_stops_are_an_unwritable_script() -> None:
    stops = line_of([(".", 0.97), (",", 0.99)])
    assert codes(stops, aspect=0.7) == ("quarantine", ["unfilled"])


def test_a_stated_language_that_cannot_be_written_is_told_by_empty_lines_too() -> None:
    verdict = judge(line_of([(".", 0.97), (",", 0.99)]), languages=("ru",), scripts=LATIN)
    assert (verdict.decision, verdict.reasons[0].code) == ("quarantine", "script")


def test_small_letters_that_touch_are_not_taken_for_text_without_ink() -> None:
    assert codes(parsed(LONG, marks=len(LONG) // 5)) == ("pass", [])


def test_words_that_mix_alphabets_are_an_unwritable_script() -> None:
    greek = "Ὁ μὲν οὖν Ἄγουστος ἐπεβίω τὴν δὲ μοναρχίαν ὁ Τιβέριος διεδέξατο "
    spelled = "O μεv oυv Ayoυστos επεβiω τηv δε µovαρxiαv o Tιβεριos διεδεξατo "
    assert codes(parsed(spelled * 2)) == ("quarantine", ["mixed_alphabets"])
    assert codes(parsed(greek * 2)) == ("pass", [])
    assert codes(parsed(SENTENCE + "The angle αx is 5 μm wide.")) == ("pass", [])
