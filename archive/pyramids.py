"""Tiles, crops and thumbnails of page images, out of the pyramid that rendering made.

A pyramid is one ZIP of JPEG tiles, stored without compression, so a tile is a range of bytes. Levels
count from 0 (one pixel) to the full image, as in Deep Zoom. Everything lies as scanned; only `crop` and
`thumbnail` know of a page's turn. Nothing here asks for rights.
"""

from __future__ import annotations

import io
import math
import os
import struct
import zipfile
from collections import OrderedDict
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image

from archive import store
from archive.geometry import Box

TILE = 512
#: Of a crop while it is put together, in pixels: what one request may cost, however long the page.
MOST, LONGEST = 24_000_000, 16_000
_LOCAL = struct.Struct("<26xHH")  # of a ZIP entry's local header: lengths of its name and extra field


@dataclass(frozen=True, slots=True)
class Pyramid:
    width: int
    height: int
    tiles: dict[str, tuple[int, int]]  # "level/column_row" -> place of its local header, bytes

    @property
    def levels(self) -> int:
        return 1 + math.ceil(math.log2(max(self.width, self.height)))

    def size(self, level: int) -> tuple[int, int]:
        scale = 1 << (self.levels - 1 - level)
        return -(-self.width // scale), -(-self.height // scale)


def _opened(image_sha: str) -> BinaryIO | None:
    try:
        return store.path("pyramids", image_sha).open("rb")
    except OSError:
        return None


_known: OrderedDict[tuple[int, int, int], Pyramid] = OrderedDict()
_KEPT = 256  # directories, some 40 bytes for each tile


def _pyramid(file: BinaryIO) -> Pyramid:
    """What the file holds. Made anew, a pyramid has its tiles in other places: so each is known by its file."""
    status = os.fstat(file.fileno())
    key = (status.st_dev, status.st_ino, status.st_mtime_ns)
    found = _known.get(key)
    if found is None:
        found = _known[key] = _listed(file)
        while len(_known) > _KEPT:
            _known.popitem(last=False)
    return found


def _listed(file: BinaryIO) -> Pyramid:
    with zipfile.ZipFile(file) as archive:
        described = archive.read("p.dzi" if "p.dzi" in archive.namelist() else "p/p.dzi").decode()
        tiles = {
            entry.filename.split("_files/", 1)[1].removesuffix(".jpg"): (entry.header_offset, entry.file_size)
            for entry in archive.infolist()
            if entry.filename.endswith(".jpg")
        }
    return Pyramid(_number(described, "Width"), _number(described, "Height"), tiles)


def _number(described: str, name: str) -> int:
    return int(described.split(f'{name}="', 1)[1].split('"', 1)[0])


def _read(file: BinaryIO, pyramid: Pyramid, level: int, column: int, row: int) -> bytes | None:
    entry = pyramid.tiles.get(f"{level}/{column}_{row}")
    if not entry:
        return None
    place, size = entry
    file.seek(place)
    name, extra = _LOCAL.unpack(file.read(_LOCAL.size))
    file.seek(name + extra, io.SEEK_CUR)
    return file.read(size)


def info(image_sha: str) -> tuple[int, int, int, int] | None:
    """Width, height, tile size and number of levels; None while there is no pyramid."""
    file = _opened(image_sha)
    if file is None:
        return None
    with file:
        pyramid = _pyramid(file)
    return pyramid.width, pyramid.height, TILE, pyramid.levels


def tile(image_sha: str, level: int, column: int, row: int) -> bytes | None:
    """A JPEG of at most 512 × 512 pixels."""
    file = _opened(image_sha)
    if file is None:
        return None
    with file:
        return _read(file, _pyramid(file), level, column, row)


def crop(image_sha: str, box: Box, turn: int, max_width: int) -> bytes:
    """The part of the upright page inside `box` as a JPEG at most `max_width` pixels wide.

    Raises LookupError while there is no pyramid. Costs the tiles it touches, at the level that fits."""
    file = _opened(image_sha)
    if file is None:
        raise LookupError(f"no pyramid for {image_sha}")
    with file:
        picture = _assembled(file, box.turned(-turn), turn, max_width)
    return _as_jpeg(_turned(picture, turn), max_width)


def _assembled(file: BinaryIO, scanned: Box, turn: int, max_width: int) -> Image.Image:
    pyramid = _pyramid(file)
    across = scanned.height * pyramid.height if turn in (90, 270) else scanned.width * pyramid.width
    smaller = max(0, math.floor(math.log2(max(1.0, across / max_width))))
    level = max(0, pyramid.levels - 1 - smaller)
    left, top, right, bottom = _cut(pyramid.size(level), scanned)
    while level and (
        (right - left) * (bottom - top) > MOST or max(right - left, bottom - top) > LONGEST
    ):  # a scroll, or a very long page: its width alone says little
        level -= 1
        left, top, right, bottom = _cut(pyramid.size(level), scanned)
    picture = Image.new("RGB", (right - left, bottom - top), "white")
    for column in range(left // TILE, (right - 1) // TILE + 1):
        for row in range(top // TILE, (bottom - 1) // TILE + 1):
            data = _read(file, pyramid, level, column, row)
            if data:
                with Image.open(io.BytesIO(data), formats=["JPEG"]) as part:
                    picture.paste(part, (column * TILE - left, row * TILE - top))
    return picture


def _cut(size: tuple[int, int], box: Box) -> tuple[int, int, int, int]:
    """The box in pixels of a level; at least one pixel."""
    width, height = size
    left, top = min(width - 1, math.floor(box.x0 * width)), min(height - 1, math.floor(box.y0 * height))
    right = min(width, max(left + 1, math.ceil(box.x1 * width)))
    return left, top, right, min(height, max(top + 1, math.ceil(box.y1 * height)))


def thumbnail(image_sha: str, turn: int = 0) -> bytes | None:
    """The small picture of the page, upright; None while there is none."""
    try:
        data = store.path("thumbs", image_sha).read_bytes()
    except OSError:
        return None
    if not turn:
        return data
    with Image.open(io.BytesIO(data), formats=["JPEG"]) as small:
        return _as_jpeg(_turned(small, turn), small.width + small.height)


def _turned(picture: Image.Image, turn: int) -> Image.Image:
    """Clockwise, without loss."""
    ways = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
    return picture.transpose(ways[turn]) if turn else picture


def _as_jpeg(picture: Image.Image, max_width: int) -> bytes:
    if picture.width > max_width:
        height = max(1, round(picture.height * max_width / picture.width))
        picture = picture.resize((max_width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=85)
    return written.getvalue()
