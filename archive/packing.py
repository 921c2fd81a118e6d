"""Words of a body as bytes: 18 a word, where JSON takes 60. A page of 400 words is 7 kB."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from archive.blocks import Geometry, Word
from archive.geometry import Box

# start, end, box in 1/65535 of the page (a sixth of a pixel on a page 10,000 wide), confidence, geometry
_WORD = struct.Struct("<IIHHHHBB")
_SPAN = struct.Struct("<II10x")
_UNIT = 65535
_UNKNOWN = 255  # no confidence given
_GEOMETRIES = list(Geometry)


def pack(words: Iterable[Word]) -> bytes:
    return b"".join(
        _WORD.pack(
            word.start,
            word.end,
            *_rounded(word.box),
            _UNKNOWN if word.confidence is None else round(word.confidence * 254),
            _GEOMETRIES.index(word.geometry),
        )
        for word in words
    )


def unpack(packed: bytes) -> tuple[Word, ...]:
    return tuple(_word(*values) for values in _WORD.iter_unpack(packed))


def spans(packed: bytes) -> list[tuple[int, int]]:
    """Start and end of each word: with them one that is wanted is found without unpacking the others."""
    return list(_SPAN.iter_unpack(packed))


def word(packed: bytes, number: int) -> Word:
    return _word(*_WORD.unpack_from(packed, number * _WORD.size))


def _word(start: int, end: int, x0: int, y0: int, x1: int, y1: int, sure: int, how: int) -> Word:
    return Word(
        start,
        end,
        Box(x0 / _UNIT, y0 / _UNIT, x1 / _UNIT, y1 / _UNIT),
        None if sure == _UNKNOWN else sure / 254,
        _GEOMETRIES[how],
    )


def _rounded(box: Box) -> tuple[int, int, int, int]:
    x0, y0, x1, y1 = (round(v * _UNIT) for v in (box.x0, box.y0, box.x1, box.y1))
    # A sliver thinner than the grid must stay a box.
    if x0 == x1:
        x0, x1 = (x0, x1 + 1) if x1 < _UNIT else (x0 - 1, x1)
    if y0 == y1:
        y0, y1 = (y0, y1 + 1) if y1 < _UNIT else (y0 - 1, y1)
    return x0, y0, x1, y1
