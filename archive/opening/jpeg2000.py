"""What a JPEG 2000 codestream says about itself."""

from __future__ import annotations

import struct
from pathlib import Path

_LARGE = 20_000_000  # pixels


def codestream(path: Path) -> tuple[tuple[int, int] | None, bool]:
    """Of JPEG 2000: the size of a tile, and whether nothing was lost (the 5-3 transform)."""
    with path.open("rb") as file:
        data = file.read(1 << 20)
    start = data.find(b"\xff\x4f\xff\x51")
    siz, cod = data[start + 2 : start + 42], data.find(b"\xff\x52", start)
    if start < 0 or len(siz) < 40:
        return None, False
    width, height = struct.unpack(">II", siz[22:30])
    return (width, height), len(data) > cod + 13 >= 13 and data[cod + 13] == 1


def is_one_large_tile(path: Path, mode: str, width: int, height: int) -> bool:
    """Pillow would hold such an image three times over in memory, MuPDF twice."""
    tile = codestream(path)[0] or (width, height)
    return mode in ("L", "RGB") and tile[0] * tile[1] > _LARGE
