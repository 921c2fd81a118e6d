"""Characters of a line from the order of the eye to the order of the mouth.

PDFs keep lines of Arabic or Hebrew in either order, and some keep Latin backwards; where the characters stand
tells which. A line that is already in logical order is left as it is."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from ocr_engine.text_layer.layer import Char

_ALEFS = "آأإا"
_MIRRORS = str.maketrans("()[]{}<>«»", ")(][}{><»«")


def logical(chars: Sequence[Char]) -> list[Char]:
    """The characters of one line as they are said."""
    if _against(chars):
        chars = _said(_seen(chars))
    return _untied(chars)


def leftward(c: str) -> bool:
    return unicodedata.bidirectional(c) in ("R", "AL")


def _against(chars: Sequence[Char]) -> bool:
    """Whether most neighbours of one direction stand the wrong way round."""
    right = wrong = 0
    for a, b in pairwise(chars):
        kinds = {_strong(a.c), _strong(b.c)}
        step = b.centre - a.centre
        if len(kinds) != 1 or not kinds <= {"L", "R"} or abs(step) < 1e-6:
            continue
        if (step < 0) == (kinds == {"R"}):
            right += 1
        else:
            wrong += 1
    return wrong > right


def _strong(c: str) -> str:
    kind = unicodedata.bidirectional(c)
    return {"L": "L", "R": "R", "AL": "R", "EN": "N", "AN": "N"}.get(kind, "")


def _seen(chars: Sequence[Char]) -> list[list[Char]]:
    """Clusters from left to right: a mark stays with the letter before which or behind which it is kept."""
    clusters: list[list[Char]] = []
    for char in chars:
        if clusters and unicodedata.bidirectional(char.c) == "NSM":
            clusters[-1].append(char)
        else:
            clusters.append([char])
    return sorted(clusters, key=lambda cluster: cluster[0].centre)


def _said(clusters: list[list[Char]]) -> list[Char]:
    """Runs of one direction, in the order of the line, each in its own order."""
    strong = [_strong(cluster[0].c) for cluster in clusters]
    base = "R" if strong.count("R") > strong.count("L") else "L"
    runs: list[list[Char]] = []
    for side, members in groupby(zip(clusters, _sides(strong, base), strict=True), key=lambda pair: pair[1]):
        inside = [cluster for cluster, _side in members]
        if side == "R":
            inside = [[_mirrored(char) for char in cluster] for cluster in reversed(inside)]
        runs.append([char for cluster in inside for char in cluster])
    return [char for run in (reversed(runs) if base == "R" else runs) for char in run]


def _sides(strong: list[str], base: str) -> list[str]:
    """Numbers run like Latin; what has no direction runs as both its neighbours do, or else as the line."""
    sides = ["L" if s == "N" else s for s in strong]
    found = list(sides)
    for at, side in enumerate(sides):
        if not side:
            before = next((s for s in reversed(sides[:at]) if s), base)
            after = next((s for s in sides[at + 1 :] if s), base)
            found[at] = before if before == after else base
    return found


def _mirrored(char: Char) -> Char:
    return replace(char, c=char.c.translate(_MIRRORS))


def _untied(chars: Sequence[Char]) -> list[Char]:
    """Lam-alef, one shape for two letters, can come apart the wrong way round: the alef first, without width."""
    found = list(chars)
    for at in range(len(found) - 1):
        a, b = found[at], found[at + 1]
        tied = a.x1 - a.x0 <= 1e-6 and b.x0 - 1e-4 <= a.x0 <= b.x1 + 1e-4
        if a.c in _ALEFS and b.c == "ل" and tied:
            half = b.centre  # the shape's right half to the lam, its left half to the alef
            found[at], found[at + 1] = replace(b, x0=half), replace(a, x0=b.x0, x1=half, y0=b.y0, y1=b.y1)
    return found
