"""What is written on the demo pages: one file a document, a blank line between paragraphs.

A `|` inside a word is where it may part at a line's end.
"""

from __future__ import annotations

from pathlib import Path

from archive.demo.drawing import SOFT_HYPHEN

_FOLDER = Path(__file__).parent


def paragraphs(name: str) -> list[str]:
    """The paragraphs of a document, with soft hyphens; the lines of a paragraph stay apart."""
    text = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return [part.strip().replace("|", SOFT_HYPHEN) for part in text.split("\n\n")]


def articles(name: str) -> list[tuple[str, str]]:
    """Pairs of a heading (written after `# `) and the paragraph below it."""
    parts = paragraphs(name)
    return [(heading.removeprefix("# "), text) for heading, text in zip(parts[::2], parts[1::2], strict=True)]
