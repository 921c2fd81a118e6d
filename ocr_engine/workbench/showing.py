"""A try as the page shows it: numbered boxes, cuttings, figures, and what two tries say differently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from rapidfuzz.distance import Indel

from archive.blocks import Kind
from ocr_engine.deepseek.tables import markup_of
from ocr_engine.models import Trial

WIDE = 1000  # of the drawing's own units; its height follows the page
_BARS = 10
_UNSURE = (0.5, 0.8)  # words below are shown as doubtful, and as not quite sure
_MOST_RAW = 60_000  # characters shown
_MOST_WORDS = 20_000  # compared
_MARGIN = 6  # units around a cutting
Said = str | Promise
_FIGURES: tuple[tuple[str, Said], ...] = (
    ("device", gettext_lazy("read on")),
    ("modes", gettext_lazy("mode")),
    ("ended", gettext_lazy("ended by")),
    ("loop", gettext_lazy("went round")),
    ("runtime", gettext_lazy("runtime")),
)
_SHARES: tuple[tuple[str, Said], ...] = (
    ("confidence", gettext_lazy("how sure it is (not calibrated)")),
    ("agreement", gettext_lazy("agrees with the detector")),
    ("uncovered", gettext_lazy("seen by the detector alone")),
    ("ink_uncovered", gettext_lazy("of the ink of letters, in no part")),
)


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    sure: str  # "", "doubtful", "unsure"
    break_after: str


@dataclass(frozen=True, slots=True)
class Region:
    number: int
    kind: str
    level: int
    text: str
    table: str  # clean HTML
    box: tuple[float, float, float, float]  # x, y, width, height in units
    cutting: str  # the viewBox around it
    sure: int | None  # per cent

    @property
    def rows(self) -> list[str]:
        return self.text.split("\n")

    @property
    def badge(self) -> tuple[float, float]:
        return self.box[0] + 4, max(20.0, self.box[1] - 4)


@dataclass(frozen=True, slots=True)
class Shown:
    trial: Trial
    high: float  # of the page, in units
    regions: list[Region]
    words: list[Word]
    bars: list[tuple[int, int]]  # per cent from, number
    most: int
    figures: list[tuple[Said, str]]
    raw: str


def shown(trial: Trial) -> Shown | None:
    result: dict[str, Any] = trial.result
    if trial.outcome != Trial.Outcome.DONE or not result:
        return None
    high = WIDE * result["height"] / max(1, result["width"])
    regions = [_region(number, each, high) for number, each in enumerate(result["regions"], 1)]
    every = [word for each in result["regions"] for line in each["lines"] for word in line["words"]]
    bars = _bars(every)
    raw = trial.raw[: 4 * _MOST_RAW].decode("utf-8", "replace")[:_MOST_RAW]
    return Shown(
        trial,
        round(high, 1),
        regions,
        [word for each in result["regions"] for word in _words(each)],
        bars,
        max([1, *(count for _from, count in bars)]),
        list(_figures(result, len(every))),
        raw,
    )


def differences(first: str, second: str) -> list[tuple[str, str]]:
    """What two readings say, in order: ("same" | "first" | "second", words)."""
    one, other = first.split()[:_MOST_WORDS], second.split()[:_MOST_WORDS]
    found: list[tuple[str, str]] = []
    for step in Indel.opcodes(one, other):
        if step.tag == "equal":
            found.append(("same", " ".join(one[step.src_start : step.src_end])))
        elif step.tag == "delete":
            found.append(("first", " ".join(one[step.src_start : step.src_end])))
        else:
            found.append(("second", " ".join(other[step.dest_start : step.dest_end])))
    return found


def _region(number: int, said: dict[str, Any], high: float) -> Region:
    x0, y0, x1, y1 = said["box"]
    box = (round(x0 * WIDE, 1), round(y0 * high, 1), round((x1 - x0) * WIDE, 1), round((y1 - y0) * high, 1))
    around = (box[0] - _MARGIN, box[1] - _MARGIN, box[2] + 2 * _MARGIN, box[3] + 2 * _MARGIN)
    return Region(
        number,
        said["kind"],
        said["level"],
        said["text"],
        markup_of(said["markup"]) if said["kind"] == Kind.TABLE and said["markup"] else "",
        box,
        " ".join(f"{value:.1f}" for value in around),
        None if said["confidence"] is None else round(100 * said["confidence"]),
    )


def _words(said: dict[str, Any]) -> Iterator[Word]:
    lines = [line["words"] for line in said["lines"] if line["words"]]
    for line in lines:
        for word in line:
            last = word is line[-1]
            after = ("\n\n" if line is lines[-1] else "\n") if last else " "
            yield Word(word["text"], _doubt(word["confidence"]), after)


def _doubt(confidence: float | None) -> str:
    if confidence is None or confidence >= _UNSURE[1]:
        return ""
    return "doubtful" if confidence < _UNSURE[0] else "unsure"


def _bars(words: Sequence[dict[str, Any]]) -> list[tuple[int, int]]:
    counts = [0] * _BARS
    for word in words:
        if word["confidence"] is not None:
            counts[min(_BARS - 1, int(word["confidence"] * _BARS))] += 1
    return [(100 * place // _BARS, count) for place, count in enumerate(counts)] if any(counts) else []


def _figures(result: dict[str, Any], words: int) -> Iterator[tuple[Said, str]]:
    facts, seconds = result["facts"], result["seconds"]
    yield gettext_lazy("seconds"), f"{seconds:.2f}"
    if seconds:
        yield gettext_lazy("pages a second"), f"{1 / seconds:.2f}"
    if result["tokens"]:
        yield gettext_lazy("tokens"), str(result["tokens"])
        if seconds:
            yield gettext_lazy("tokens a second"), f"{result['tokens'] / seconds:.0f}"
    yield gettext_lazy("words"), str(words)
    yield gettext_lazy("characters"), str(len(result["text"]))
    for name, said in _FIGURES:
        if value := facts.get(name):
            yield said, ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    for name, said in _SHARES:
        if isinstance(value := facts.get(name), int | float):
            yield said, f"{100 * value:.1f} %"
