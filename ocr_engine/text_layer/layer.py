"""The words of a PDF page as they were taken out of it: runs of characters in one font, with their boxes."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from archive.faults import Fault

_MOST_BYTES = 256 << 20


@dataclass(frozen=True, slots=True)
class Char:
    """One character; box in the unit square of the page image, perhaps empty or outside of it."""

    c: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class Run:
    block: int
    direction: tuple[float, float]
    size: float  # of the font, in points
    hidden: bool
    chars: tuple[Char, ...]

    @property
    def text(self) -> str:
        return "".join(char.c for char in self.chars)


@dataclass(frozen=True, slots=True)
class Layer:
    image_cover: float  # share of the page that images cover
    runs: tuple[Run, ...]

    @classmethod
    def of_json(cls, values: Mapping[str, Any]) -> Layer:
        return cls(float(values.get("image_cover", 0.0)), tuple(_run(line) for line in values["lines"]))


def load(path: str) -> dict[str, Any]:
    """The layer's JSON as stored. Raises a Fault when the file is not what rendering writes."""
    try:
        with gzip.open(Path(path), "rb") as file:
            data = file.read(_MOST_BYTES + 1)
        values: dict[str, Any] = json.loads(data) if len(data) <= _MOST_BYTES else {}
        values["lines"]
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        raise Fault(
            "The words kept with this page cannot be read; render the page again.", code="no_layer"
        ) from error
    return values


def _run(line: Mapping[str, Any]) -> Run:
    dx, dy = line["dir"]
    chars = tuple(_char(*values) for values in line["chars"] if values[0])
    return Run(int(line["block"]), (float(dx), float(dy)), float(line["size"]), bool(line["hidden"]), chars)


def _char(c: str, x0: float, y0: float, x1: float, y1: float) -> Char:
    """A character without a usable place stands nowhere: in the corner, with an empty box."""
    values = tuple(map(float, (x0, y0, x1, y1)))
    x0, y0, x1, y1 = values if all(map(isfinite, values)) else (0.0, 0.0, 0.0, 0.0)
    return Char(c, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
