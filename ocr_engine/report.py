"""A reading as the JSON that `manage.py read` and programs speak."""

from __future__ import annotations

from typing import Any

from archive import markdown
from archive.blocks import Block, PageText
from archive.geometry import Box
from ocr_engine.engine import PageSource
from ocr_engine.readings import Done


def report(page: PageSource, done: Done) -> dict[str, Any]:
    """Boxes lie in the unit square of the upright page, whose size is given in pixels."""
    text = PageText(done.parsed.blocks)
    turn = done.parsed.turn
    width, height = (page.height, page.width) if turn in (90, 270) else (page.width, page.height)
    return {
        "engine": done.engine,
        "text": text.text,
        "markdown": markdown.render(text),
        "seconds": round(done.seconds, 3),
        "width": width,
        "height": height,
        "turn": turn,
        "verdict": done.verdict.decision,
        "reasons": done.verdict.as_json(),
        "regions": [_region(block) for block in text.blocks],
    }


def _region(block: Block) -> dict[str, Any]:
    words: dict[int, list[dict[str, Any]]] = {}
    for word in block.words:
        line = next((at for at, line in enumerate(block.lines) if line.start <= word.start < line.end), -1)
        words.setdefault(line, []).append(
            {
                "text": block.text[word.start : word.end],
                "box": _box(word.box),
                "confidence": _rounded(word.confidence),
                "geometry": word.geometry.value,
            }
        )
    return {
        "kind": block.kind.value,
        "level": block.level,
        "markup": block.markup,
        "text": block.text,
        "box": _box(block.box),
        "confidence": _rounded(block.confidence),
        "lines": [
            {"text": block.text[line.start : line.end], "box": _box(line.box), "words": words.get(at, [])}
            for at, line in enumerate(block.lines)
        ],
    }


def _box(box: Box) -> list[float]:
    return box.as_list()


def _rounded(confidence: float | None) -> float | None:
    return None if confidence is None else round(confidence, 4)
