"""The words a PDF page carries, as the PDF gives them; whether they are to be trusted is judged elsewhere."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pymupdf

_VISIBLE = 16 | 32  # filled or stroked; neither is render mode 3: the layer under a scan
_FLAGS = pymupdf.TEXT_PRESERVE_LIGATURES | pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_ACCURATE_BBOXES
_MOST_CHARACTERS = 300_000


def write(page: pymupdf.Page, image_cover: float, folder: Path) -> Path | None:
    """Gzipped JSON in `folder`, or None when the page carries no words.

    {"image_cover": 0..1, "lines": [{"block", "dir": [dx, dy], "size": points, "font", "flags", "hidden",
    "chars": [[c, x0, y0, x1, y1], …]}]}, coordinates in the unit square of the page image."""
    width, height = page.rect.width, page.rect.height
    lines: list[dict[str, Any]] = []
    characters = 0
    turned = page.rotation_matrix
    for number, block in enumerate(page.get_text("rawdict", flags=_FLAGS)["blocks"]):
        for line in block.get("lines", ()):
            for span in line["spans"]:
                chars = [_char(char, turned, width, height) for char in span["chars"]]
                characters += len(chars)
                if chars:
                    lines.append(_line(number, line, span, chars, turned))
        if characters > _MOST_CHARACTERS:
            break
    if not any(char[0].strip() for line in lines for char in line["chars"]):
        return None
    text = json.dumps({"image_cover": round(image_cover, 4), "lines": lines}, ensure_ascii=True)
    path = folder / "layer.json.gz"
    path.write_bytes(gzip.compress(text.encode(), 6, mtime=0))
    return path


def _char(char: dict[str, Any], turned: pymupdf.Matrix, width: float, height: float) -> list[Any]:
    box = pymupdf.Rect(char["bbox"]) * turned
    corners = (box.x0 / width, box.y0 / height, box.x1 / width, box.y1 / height)
    return [char["c"], *(round(value, 5) for value in corners)]


def _line(
    number: int, line: dict[str, Any], span: dict[str, Any], chars: list[list[Any]], turned: pymupdf.Matrix
) -> dict[str, Any]:
    dx, dy = line["dir"]
    return {
        "block": number,
        "dir": [round(dx * turned.a + dy * turned.c, 4), round(dx * turned.b + dy * turned.d, 4)],
        "size": round(span["size"], 2),
        "font": span["font"],
        "flags": span["flags"],
        "hidden": not span["char_flags"] & _VISIBLE or span["alpha"] == 0,
        "chars": chars,
    }
