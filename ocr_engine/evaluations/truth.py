"""Pages whose text is known: a folder with gt-json/*.json beside images/, or beside drawings of PDFs' pages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from archive.faults import Fault
from ocr_engine import readings
from ocr_engine.engine import PageSource
from ocr_engine.evaluations.scoring import Piece, Rectangle
from ocr_engine.opening import opened
from ocr_engine.readings import Done


@dataclass(frozen=True, slots=True)
class TruePage:
    name: str
    image: Path
    width: int  # of the stored image, in which all boxes are given
    height: int
    language: str
    text: str
    lines: tuple[Piece, ...]  # those with boxes
    words: tuple[Piece, ...]  # those with boxes
    table: bool = False  # the whole page is one; its lines are cells


def pages(folder: Path) -> list[TruePage]:
    files = sorted((folder / "gt-json").glob("*.json"))
    if not files:
        raise CommandError(f"{folder} holds no labelled pages: gt-json/*.json is missing.")
    return [_page(folder, json.loads(file.read_text())) for file in files]


def read(page: TruePage, engine: str) -> tuple[PageSource, Done]:
    """Reads the page as the archive would. Raises the Fault that stops it."""
    with opened(page.image, 1, "", ()) as source:
        return source, readings.read(source, engine)


def words_of(source: PageSource, done: Done) -> Iterator[Piece]:
    """What was read, word by word, in pixels of the stored image."""
    turn = done.parsed.turn
    for block in done.parsed.blocks:
        for word in block.words:
            box = word.box.turned(-turn)
            across, down = source.width, source.height
            yield Piece(
                block.text[word.start : word.end],
                (box.x0 * across, box.y0 * down, box.x1 * across, box.y1 * down),
            )


def failed(page: TruePage, fault: Fault) -> dict[str, Any]:
    return {"page": page.name, "error": fault.message}


def _page(folder: Path, given: dict[str, Any]) -> TruePage:
    if "raster" in given:
        return _of_pdf(folder, given)
    lines = given.get("lines") or []
    return TruePage(
        given["id"],
        folder / given["image"],
        given["width"],
        given["height"],
        given.get("lang", ""),
        given["text"],
        tuple(_piece(line) for line in lines if line.get("bbox") and line["text"]),
        tuple(_piece(w) for line in lines for w in line.get("words") or [] if w.get("bbox") and w["text"]),
        given.get("kind") == "table",
    )


def _of_pdf(folder: Path, given: dict[str, Any]) -> TruePage:
    """The one page of a PDF that was drawn; its words are given in points, and the line that each is on."""
    page = next(each for each in given["pages"] if each["page"] == given["raster_page"])
    scale = given["scale_pt_to_px"]
    lines, words = [], []
    for _line, run in groupby(page["words"], key=lambda word: (word["block"], word["line"])):
        some = [Piece(w["text"], _scaled(w["bbox"], scale)) for w in run if w["text"].strip()]
        if some:
            lefts, tops, rights, bottoms = zip(*(word.box for word in some), strict=True)
            around = (min(lefts), min(tops), max(rights), max(bottoms))
            lines.append(Piece(" ".join(word.text for word in some), around))
            words += some
    wide, high = (round(page[name] * scale) for name in ("width_pt", "height_pt"))
    image, language = folder / given["raster"], given.get("lang", "")
    return TruePage(given["id"], image, wide, high, language, page["text"], tuple(lines), tuple(words))


def _scaled(box: Sequence[float], scale: float) -> Rectangle:
    x0, y0, x1, y1 = (value * scale for value in box)
    return (x0, y0, x1, y1)


def _piece(given: dict[str, Any]) -> Piece:
    x0, y0, x1, y1 = given["bbox"]
    return Piece(given["text"], (x0, y0, x1, y1))
