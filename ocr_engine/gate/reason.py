"""Why a reading is doubted: a code for programs, a sentence for people, and what it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from archive.geometry import Box

_MOST = 200  # boxes that are kept: who looks at a page sees no more


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    sentence: str
    decision: Literal["flag", "quarantine"] = "flag"
    boxes: tuple[Box, ...] = ()  # on the page, in its unit square: what the sentence speaks of
    figures: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.code or not self.sentence:
            raise ValueError("a reason has a code and says something")

    def as_json(self) -> list[Any]:
        """[code, sentence, evidence], as a Transcription keeps it."""
        boxes = [box.as_list() for box in self.boxes[:_MOST]]
        figures = {name: round(float(value), 3) for name, value in self.figures.items()}
        return [self.code, self.sentence, {"boxes": boxes, "figures": figures}]
