"""TIFF: one page per full image in the file. Its directories are walked here, so that sizes, loops and
cut-off data are known before any decoder touches the file."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyvips

from archive.faults import Refused
from archive.opening import colour, making
from archive.opening.limits import Limits, plausible_dpi
from archive.opening.making import Made

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_LETTERS = {1: "B", 3: "H", 4: "I", 16: "Q"}
_LOSSY = {6, 7, 33003, 33005, 34712, 50001, 34892}  # JPEG and its relatives inside TIFF
_REDUCED, _MASK = 1, 4
_WANTED = {254, 256, 257, 258, 259, 273, 277, 278, 279, 282, 283, 296, 322, 323, 324, 325}
_MOST_VALUES = 1 << 20


@dataclass(frozen=True, slots=True)
class Directory:
    number: int  # among all directories of the file, thumbnails included
    width: int
    height: int
    bits: int
    compression: int
    dpi: float | None
    ends: int  # the last byte its data needs


class Tiff:
    def count(self, path: Path, media_type: str, password: str, limits: Limits) -> int:
        """Checks every directory and decodes the first page."""
        directories = pages_of(path, limits)
        limits.check_pages(len(directories))
        size = path.stat().st_size
        for place, directory in enumerate(directories, 1):
            limits.check_pixels(directory.width, directory.height)
            if directory.ends > size:
                raise making.damaged(
                    "TIFF", f"page {place} needs {directory.ends} bytes, but the file has only {size}"
                )
        with making.reading("TIFF"):
            _load(path, directories[0]).avg()
        return len(directories)

    def page(self, path: Path, media_type: str, index: int, password: str, limits: Limits, folder: Path) -> Made:
        directories = pages_of(path, limits)
        if index >= len(directories):
            raise making.damaged("TIFF", f"page {index + 1} is missing")
        directory = directories[index]
        limits.check_pixels(directory.width, directory.height)
        with making.reading("TIFF"):
            image = colour.plain(lambda: _load(path, directory), sixteen_from=None)
            saved, made_type = making.save(
                image,
                folder,
                lossless=directory.compression not in _LOSSY,
                bilevel=directory.bits == 1 and image.bands == 1,
            )
        return Made(saved, made_type, directory.dpi)


FAMILY = Tiff()


def _load(path: Path, directory: Directory) -> pyvips.Image:
    image = pyvips.Image.tiffload(str(path), page=directory.number, access="sequential", fail_on="error")
    turned = image.get_typeof("orientation") and image.get("orientation") != 1
    if turned:
        image = pyvips.Image.tiffload(str(path), page=directory.number, access="random", fail_on="error")
    return image


def pages_of(path: Path, limits: Limits) -> list[Directory]:
    """The full images, in the order of the file; thumbnails and masks beside them are no pages."""
    with path.open("rb") as file:
        try:
            return list(_walk(file, limits.pages))
        except struct.error as error:
            raise making.damaged("TIFF", "its list of pages is cut off") from error


def _walk(file: BinaryIO, most: int) -> Iterator[Directory]:
    head = file.read(16)
    order = "<" if head[:2] == b"II" else ">"
    big = struct.unpack(order + "H", head[2:4])[0] == 43
    at = struct.unpack(order + ("Q" if big else "I"), head[8:16] if big else head[4:8])[0]
    seen: set[int] = set()
    found = number = 0
    while at and at not in seen and found <= most:
        if len(seen) > 2 * most + 100:
            raise Refused("The TIFF has more directories than pages are allowed. Split it.", code="too_many_pages")
        seen.add(at)
        tags, at = _directory(file, at, order, big)
        if not tags.get(254, [0])[0] & (_REDUCED | _MASK):
            found += 1
            yield _described(tags, number)
        number += 1


def _directory(file: BinaryIO, at: int, order: str, big: bool) -> tuple[dict[int, list[int]], int]:
    count_form, entry, inline, word = (
        (order + "Q", order + "HHQ8s", 8, "Q") if big else (order + "H", order + "HHI4s", 4, "I")
    )
    file.seek(at)
    (count,) = struct.unpack(count_form, file.read(struct.calcsize(count_form)))
    if count > 4096:
        raise making.damaged("TIFF", f"a page claims {count} properties")
    size = struct.calcsize(entry)
    raw = file.read(count * size)
    (following,) = struct.unpack(order + word, file.read(struct.calcsize(order + word)))
    tags: dict[int, list[int]] = {}
    for place in range(count):
        tag, kind, amount, value = struct.unpack_from(entry, raw, place * size)
        if tag not in _WANTED or kind not in _SIZES or amount > _MOST_VALUES:
            continue
        length = _SIZES[kind] * amount
        if length > inline:
            file.seek(struct.unpack(order + word, value)[0])
            value = file.read(length)
        tags[tag] = _values(order, kind, amount, value)
    return tags, following


def _values(order: str, kind: int, amount: int, data: bytes) -> list[int]:
    if kind == 5:  # rational, kept in thousandths
        pairs = struct.unpack(f"{order}{2 * amount}I", data[: 8 * amount])
        return [
            round(1000 * over / under) if under else 0 for over, under in zip(pairs[::2], pairs[1::2], strict=True)
        ]
    letter = _LETTERS.get(kind)
    return list(struct.unpack(f"{order}{amount}{letter}", data[: _SIZES[kind] * amount])) if letter else []


def _described(tags: dict[int, list[int]], number: int) -> Directory:
    def first(tag: int, default: int) -> int:
        return (tags.get(tag) or [default])[0]

    width, height = first(256, 0), first(257, 0)
    offsets, lengths = tags.get(324) or tags.get(273, []), tags.get(325) or tags.get(279, [])
    unit = {1: 0.0, 2: 1.0, 3: 2.54}.get(first(296, 2), 1.0)
    return Directory(
        number,
        width,
        height,
        first(258, 1) * max(1, first(277, 1)),
        first(259, 1),
        plausible_dpi(first(282, 0) / 1000 * unit, width, height),
        max((offset + length for offset, length in zip(offsets, lengths, strict=False)), default=0),
    )
