"""Whether any answer of a model can stop the parser, or keep it busy.

    python bench/hostile_answers.py [NUMBER] [SEED]

Answers are made of marks whole and broken, boxes true and absurd, tables, formulas, fences, markup that would
act, letters of every kind, and cut anywhere. Each is taken apart in one piece and in crumbs, which must come to
the same, made into blocks, laid beside words, judged and rendered. What raises is printed; the slowest is told."""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django

django.setup()

from archive import markdown  # noqa: E402  Django first
from archive.blocks import Block, Geometry, Kind, Line, PageText, Word  # noqa: E402
from archive.geometry import Box  # noqa: E402
from ocr_engine.deepseek.grammar import Grammar, pieces  # noqa: E402
from ocr_engine.deepseek.reading import Part, Raw, parsed  # noqa: E402
from ocr_engine.engine import Parsed  # noqa: E402
from ocr_engine.gate import judge  # noqa: E402

_BITS = (
    *("<|ref|>", "<|/ref|>", "<|det|>", "<|/det|>", "<PAGE>", "<|ref", "|>", "<", "<｜end▁of▁sentence｜>"),
    *("text", "title", "table", "image", "sub_title", "equation", "\n", "\n\n", " ", "\t", "\r", "\0", "\ud800"),
    *("[[1, 2, 30, 40]]", "[[", "]]", "[[999,999,0,0]]", "[[-5, 1e9, 7, 8]]", "[[1,2,3", "[99999999999999999999]"),
    *("<table>", "<tr><td>a</td><td colspan=99999>b", "</table>", "<script>alert(1)</script>", "<td onclick=x>"),
    *("\\(", "\\)", "$$", "**", "__", "# ", "###### ", "- ", "1. ", "```", "```markdown\n", "&amp;", "&#0;"),
    *("&#x110000;", "the ferry", "schiff", "الميناء", "港口", "e\u0301", "\u202e", "\U0001f71a"),
    *("a" * 400, "[" * 200, "<" * 200, "&" * 200, "*" * 200),
)  # fmt: skip
_LONG = 30_000  # characters, about as much as a model can write
_TASKS = ("markdown", "lines", "text", "locate", "table")


def beside() -> Parsed:
    box = Box(0.1, 0.1, 0.9, 0.12)
    words = (Word(0, 3, box, 0.9, Geometry.DETECTED), Word(4, 9, box, 0.9, Geometry.DETECTED))
    return Parsed((Block(Kind.TEXT, box, "the ferry", (Line(0, 9, box),), words),))


def main(number: int, seed: int) -> None:
    draw, other = random.Random(seed), beside()
    failed, letters, slowest, worst = 0, 0, 0.0, ""
    begun = time.perf_counter()
    for _ in range(number):
        said = "".join(draw.choices(_BITS, k=draw.choice((3, 10, 40, 200))))
        if draw.random() < 0.01:  # one thing over and over: what is slow for its length shows itself
            bit = draw.choice(_BITS)
            said = bit * (_LONG // len(bit))
        said = said[: draw.randrange(len(said) + 1)] if draw.random() < 0.3 else said
        letters += len(said)
        at = time.perf_counter()
        try:
            one(said, draw, other)
        except Exception as error:  # noqa: BLE001  what this is for
            failed += 1
            print(f"{type(error).__name__}: {error}\n    {said[:300]!r}")
        spent = (time.perf_counter() - at) / (len(said) + 200)
        if spent > slowest:
            slowest, worst = spent, said[:80]
    seconds = time.perf_counter() - begun
    print(f"{number:,} answers, {letters:,} characters: {failed} stopped the parser")
    print(f"{seconds / number * 1000:.2f} ms each, at most {slowest * 1e6:.0f} µs a character: {worst!r}")
    sys.exit(bool(failed))


def one(said: str, draw: random.Random, other: Parsed) -> None:
    grammar, crumbs, place = Grammar(), [], 0
    while place < len(said):
        step = draw.choice((1, 3, 17, 400))
        crumbs += grammar.feed(said[place : place + step])
        place += step
    if crumbs + grammar.close() != pieces(said):
        raise AssertionError("in crumbs it comes out otherwise")
    ends = tuple(range(1, len(said) + 1))
    raw = Raw("deepseek", draw.choice(_TASKS), 0, (Part(said, ends, (-0.1,) * len(ends)),))
    page = parsed(Raw.read(raw.packed()), other if draw.random() < 0.7 else None)
    markdown.render(PageText(page.blocks))
    judge(page)


if __name__ == "__main__":
    main(*(int(given) for given in [*sys.argv[1:3], *("20000", "1")[len(sys.argv) - 1 :]]))
