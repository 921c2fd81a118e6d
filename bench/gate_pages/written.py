"""How a reading becomes JSON: as a detector gives it, or as a model that knows little of places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

from bench.gate_pages.readings import WORD, Part, Place, Reading, Row, around, inside


def as_json(reading: Reading, dice: Random, flavour: str, facts: dict[str, Any] | None = None) -> dict[str, Any]:
    """The reading as an engine of a flavour would give it.

    `detected`: lines, words and certainties. `blocks`: regions with text. `bound`: words that lie in their block,
    as much as a model without places can say. `plain`: the text of the page as one block.
    """
    if flavour == "plain" and reading:
        whole = tuple(row for part in reading for row in part.rows)
        where = around([part.place for part in reading])
        reading = (Part(tuple(replace(row, places=()) for row in whole), where=where),)
    joined = flavour in ("blocks", "plain") and dice.random() < 0.5
    tall = flavour == "detected" and dice.random() < 0.5
    mute = dice.random() < 0.1
    blocks = [_block(part, dice, flavour, joined=joined, tall=tall, mute=mute) for part in reading]
    return {"engine": "generated", "facts": facts or {}, "turn": 0, "blocks": blocks}


def _block(part: Part, dice: Random, flavour: str, *, joined: bool, tall: bool, mute: bool) -> dict[str, Any]:
    where, text, lines, words, at = _rounded(part.place), part.text, [], [], 0
    if joined and part.kind == "text":
        text = re.sub(r"(?<=\w)-\n(?=[^\W\d])", "", text).replace("\n", " ")
        flow: Sequence[Row] = ()
    else:
        flow = part.rows
    if flavour == "bound":
        words = [_word(word.start(), word.end(), where, None, "block") for word in WORD.finditer(text)]
    for row in flow:
        if flavour == "detected" and row.places:
            box = row.place
            lines.append({"start": at, "end": at + len(row.text), "box": _rounded(_shaken(box, dice))})
            for found, place, sure in zip(WORD.finditer(row.text), row.places, row.sure, strict=True):
                seen = (place[0], box[1], place[2], box[3]) if tall else place
                start, end = at + found.start(), at + found.end()
                words.append(
                    _word(start, end, _rounded(_shaken(seen, dice)), None if mute else round(sure, 3), "detected")
                )
        at += len(row.text) + 1
    return {
        "kind": part.kind,
        "level": part.level,
        "box": where,
        "text": text,
        "lines": lines,
        "words": words,
    }


def _word(start: int, end: int, box: list[float], confidence: float | None, geometry: str) -> dict[str, Any]:
    return {"start": start, "end": end, "box": box, "confidence": confidence, "geometry": geometry}


def _shaken(place: Place, dice: Random) -> Place:
    """A detector's box: a little larger than the ink, never quite the same."""
    high = place[3] - place[1]
    x, y = 0.06 * high, 0.08 * high
    return inside(
        (
            place[0] - dice.uniform(0, 2 * x),
            place[1] - dice.uniform(-0.3 * y, 2 * y),
            place[2] + dice.uniform(0, 2 * x),
            place[3] + dice.uniform(-0.3 * y, 2 * y),
        )
    )


def _rounded(place: Place) -> list[float]:
    return [round(value, 5) for value in place]
