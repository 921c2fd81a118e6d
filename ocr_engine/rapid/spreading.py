"""How wide a line is shown to the reader: as wide as its letters need, and no wider.

Reading time goes with width. The network answers once in 8 pixels and needs a little over two answers
for a character: tried, 2.1 cost no errors, 1.7 cost 4 %. A few lines of the page tell how
dense its writing is; lines that come out denser than the network can follow are read once more, wider.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

import cv2
import numpy as np

from ocr_engine.rapid.cutting import cut, padded
from ocr_engine.rapid.decoding import Spelled, spell
from ocr_engine.rapid.detecting import Found, Grey, Quad, angle_of, sides_of
from ocr_engine.rapid.networks import STEP, Networks

_STEPS, _TOO_FEW = 2.05, 1.75  # answers for a character: aimed at, and below which a line is read again
_SAMPLE = 4  # lines
_NARROW, _WIDE = 0.6, 1.5
Line = tuple[Spelled, Grey, Quad]


def read_lines(networks: Networks, page: Grey, found: Sequence[Found], *, eastern: bool) -> list[Line]:
    """Each line as read, its strip, and the outline the strip shows."""
    lines: dict[int, Line] = {}
    order = sorted(range(len(found)), key=lambda at: -sides_of(found[at].quad)[0])
    sample = [] if eastern else order[: 4 * _SAMPLE : 4]
    spreads = dict.fromkeys(sample, 1.0)
    lines |= _read(networks, page, found, spreads, eastern=eastern)
    usual = statistics.median(_needed(*lines[at], spreads[at]) for at in sample) if sample else 1.0
    usual = min(max(usual, _NARROW), _WIDE)
    rest = {at: usual for at in range(len(found)) if at not in spreads}
    lines |= _read(networks, page, found, rest, eastern=eastern)
    spreads |= rest
    if not eastern:
        dense = {at: _again(*lines[at], spreads[at]) for at in lines if _steps(*lines[at][:2]) < _TOO_FEW}
        lines |= _read(networks, page, found, dense, eastern=eastern)
    return [lines[at] for at in range(len(found))]


def _steps(spelled: Spelled, strip: Grey) -> float:
    """Answers for each character."""
    return strip.shape[1] / STEP / len(spelled.text) if len(spelled.text) > 3 else 9.0


def _needed(spelled: Spelled, strip: Grey, _quad: Quad, spread: float) -> float:
    """The spread at which such a line gets as many answers as it needs; unread ones get the usual."""
    return spread * _STEPS / _steps(spelled, strip) if len(spelled.text) > 3 and spelled.confidence > 0.6 else 1.0


def _again(spelled: Spelled, strip: Grey, quad: Quad, spread: float) -> float:
    # What was lost for want of room is not counted yet: so a little more than it seems to need.
    return min(2.0, spread * 1.15 * _STEPS / _steps(spelled, strip))


def _read(
    networks: Networks, page: Grey, found: Sequence[Found], spreads: dict[int, float], *, eastern: bool
) -> dict[int, Line]:
    """Standing lines are read both ways."""
    if not spreads:
        return {}
    strips = {at: cut(page, found[at].quad, spread) for at, spread in spreads.items()}
    jobs = [(at, *strips[at]) for at in spreads]
    for at, (strip, quad) in strips.items():
        if abs(angle_of(quad)) > 60:
            jobs.append((at, cv2.rotate(strip, cv2.ROTATE_180), np.roll(quad, 2, axis=0)))
    read: dict[int, Line] = {}
    for job, steps in networks.read([padded(strip) for _at, strip, _quad in jobs], eastern=eastern):
        at, strip, quad = jobs[job]
        spelled = spell(steps, networks.characters)
        if at not in read or spelled.confidence > read[at][0].confidence:
            read[at] = (spelled, strip, quad)
    return read
