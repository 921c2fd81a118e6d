"""From steps to characters, each with its place along the line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ocr_engine.rapid.networks import STEP, Steps


@dataclass(frozen=True, slots=True)
class Spelled:
    """A line as read: `at[i]` is the centre of character i in pixels of the strip."""

    text: str
    at: tuple[float, ...]
    sure: tuple[float, ...]

    @property
    def confidence(self) -> float:
        return sum(self.sure) / len(self.sure) if self.sure else 0.0


def spell(steps: Steps, characters: list[str]) -> Spelled:
    """CTC: a run of steps with one character is that character once; steps without one divide."""
    best = steps.best
    begins = np.flatnonzero((best != 0) & (np.diff(best, prepend=0) != 0))
    ends = np.flatnonzero((best != 0) & (np.diff(best, append=0) != 0)) + 1
    text, at, sure = [], [], []
    for begin, end in zip(begins, ends, strict=True):
        character = characters[best[begin]]
        text.append(character)
        at += [float(begin + end) / 2 * STEP] * len(character)
        sure += [min(1.0, float(steps.sure[begin:end].max()))] * len(character)
    return Spelled("".join(text), tuple(at), tuple(sure))
