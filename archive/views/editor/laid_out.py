"""A version as the editor's script takes it: regions and rows, each word with its place and its doubt."""

from __future__ import annotations

from typing import Any

from archive.blocks import Block, PageText
from archive.correcting.rows import Row, rows


def laid_out(text: PageText) -> list[dict[str, Any]]:
    return [_region(block) for block in text.blocks]


def _region(block: Block) -> dict[str, Any]:
    return {
        "kind": str(block.kind),
        "level": block.level,
        "box": block.box.as_list(),
        "markup": block.markup,
        "rows": [_row(block, row) for row in rows(block)],
    }


def _row(block: Block, row: Row) -> dict[str, Any]:
    text = row.text(block)
    return {
        "text": text,
        "box": row.line.box.as_list() if row.line else None,
        "words": [
            [
                _units(text, word.start - row.start),
                _units(text, word.end - row.start),
                word.confidence,
                word.box.as_list(),
            ]
            for word in row.words
        ],
    }


def _units(text: str, at: int) -> int:
    """Browsers count letters beyond the first 65,536 as two."""
    return at if text.isascii() else at + sum(letter > "\uffff" for letter in text[:at])
