"""`manage.py evaluate ocr DIR…`: how well and how fast pages with known text are read."""

from __future__ import annotations

import argparse
import statistics
from pathlib import Path
from typing import Any

from django.conf import settings

from archive.blocks import PageText
from archive.faults import EngineMissing, Fault
from ocr_engine.evaluations import scoring, truth

_ERRORS = ("strict", "loose", "line_strict", "line_loose", "word_error", "order_error")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="holds gt-json/ and images/")
    parser.add_argument("--engine", default=settings.MUNIMENT_ENGINE, help="default: %(default)s")


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Figures of each set and of all; errors are shares of the truth's characters or words."""
    sets = {
        folder.name: [_measured(page, options["engine"]) for page in truth.pages(folder)]
        for folder in options["folders"]
    }
    every = [page for pages in sets.values() for page in pages]
    return {
        "sets": {name: summary(pages) | {"pages": pages} for name, pages in sets.items()},
        "total": summary(every),
    }


def _measured(page: truth.TruePage, engine: str) -> dict[str, Any]:
    try:
        source, done = truth.read(page, engine)
    except EngineMissing:
        raise
    except Fault as fault:
        return truth.failed(page, fault)
    text = PageText(done.parsed.blocks).text
    found: dict[str, Any] = {
        "page": page.name,
        "strict": scoring.character_error(page.text, text, "strict"),
        "loose": scoring.character_error(page.text, text),
        "word_error": scoring.word_error(page.text, text),
        "word_recall": scoring.word_recall(page.text, text),
        "order_error": scoring.order_error(page.text, text),
        "seconds": done.seconds,
        "verdict": done.verdict.decision,
    }
    if page.lines:
        words = list(truth.words_of(source, done))
        found["line_strict"] = scoring.line_error(page.lines, words, "strict")
        found["line_loose"] = scoring.line_error(page.lines, words)
    return {key: round(value, 4) if isinstance(value, float) else value for key, value in found.items()}


def summary(pages: list[dict[str, Any]]) -> dict[str, Any]:
    read = [page for page in pages if "error" not in page]
    made: dict[str, Any] = {"read": len(read), "failed": len(pages) - len(read)}
    for name in (*_ERRORS, "word_recall", "seconds"):
        values = sorted(page[name] for page in read if name in page)
        if values:
            made[name] = {
                "median": round(statistics.median(values), 4),
                "mean": round(statistics.fmean(values), 4),
                "p90": values[min(len(values) - 1, int(0.9 * len(values)))],
            }
            if name in _ERRORS:
                made[name]["above_half"] = sum(value > 0.5 for value in values)
    return made
