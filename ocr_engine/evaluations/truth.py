"""Pages whose text is known: a folder with gt-json/*.json beside images/."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from archive.faults import Fault
from ocr_engine import readings
from ocr_engine.engine import PageSource
from ocr_engine.evaluations.scoring import Piece
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
    )


def _piece(given: dict[str, Any]) -> Piece:
    x0, y0, x1, y1 = given["bbox"]
    return Piece(given["text"], (x0, y0, x1, y1))
