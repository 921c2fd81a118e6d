"""A version as the editor's script takes it: regions and rows, each word with its place and its doubt, and what
other readings say instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from archive.blocks import Block, PageText
from archive.correcting.rows import Row, rows
from archive.correcting.suggesting import Suggestion, suggestions
from archive.correcting.wanted import Wanted
from archive.models import Page, Transcription

#: Other readings of the page that are asked, the latest first.
READINGS = 2


def begun_from(page: Page, version: Transcription | None) -> dict[str, Any]:
    """Costs two queries for each reading that is held against the version."""
    text = version.content() if version else PageText(())
    offers = defaultdict(list)
    for each in _offered(page, version, text):
        offers[each.region, each.row].append(each)
    return {
        "number": version.number if version else 0,
        "regions": [
            _region(block, [offers[r, i] for i in range(block.text.count("\n") + 1)])
            for r, block in enumerate(text.blocks)
        ],
    }


def said(wanted: Wanted) -> dict[str, Any]:
    """As a browser would have sent it."""
    return {
        "regions": [
            {
                "from": region.source,
                "kind": str(region.kind),
                "level": region.level,
                "box": region.box.as_list() if region.box else None,
                "markup": region.markup,
                "rows": [
                    {
                        "from": [list(source) for source in row.sources],
                        "text": row.text,
                        "box": row.box.as_list() if row.box else None,
                    }
                    for row in region.rows
                ],
            }
            for region in wanted.regions
        ]
    }


def _offered(page: Page, version: Transcription | None, text: PageText) -> Iterable[Suggestion]:
    """Not from the reading the text was made of: its mistakes were corrected."""
    if version is None:
        return
    others = page.transcriptions.filter(
        made_by=Transcription.MadeBy.MACHINE, reading__isnull=False, image=version.image, turn=version.turn
    ).exclude(pk=version.pk)
    if version.reading is not None:
        others = others.exclude(reading=version.reading)
    seen = set()
    for other in others.exclude(verdict=Transcription.Verdict.QUARANTINE).order_by("-number")[:READINGS]:
        for each in suggestions(text, other.content()):
            if each not in seen:
                seen.add(each)
                yield each


def _region(block: Block, offers: list[list[Suggestion]]) -> dict[str, Any]:
    return {
        "kind": str(block.kind),
        "level": block.level,
        "box": block.box.as_list(),
        "markup": block.markup,
        "rows": [_row(block, row, offered) for row, offered in zip(rows(block), offers, strict=True)],
    }


def _row(block: Block, row: Row, offers: list[Suggestion]) -> dict[str, Any]:
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
        "offers": [[_units(text, each.start), _units(text, each.end), each.instead] for each in offers],
    }


def _units(text: str, at: int) -> int:
    """Browsers count letters beyond the first 65,536 as two."""
    return at if text.isascii() else at + sum(letter > "\uffff" for letter in text[:at])
