"""What a paragraph is for: title, heading with its level, caption, or text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import median

from archive.blocks import Kind
from ocr_engine.layout.paragraphs import Paragraph
from ocr_engine.layout.pieces import Area, steady
from ocr_engine.layout.tables import Table

_CAPTION = re.compile(
    r"^\s*(?:fig(?:ure|ura|\.)?|table|tabl?\.|tableau|tabelle|abb(?:ildung|\.)?|taf(?:el|\.)|plate|pl\.|planche|map|photo|図|表)"
    r"\s*[.:]?\s*(?:\d+|[ivxlc]+\b)",
    re.IGNORECASE,
)
_LARGER = 1.22  # than the text: detected heights differ by a tenth and more from line to line
_LONG = 4  # rows; more is text, however large


def named(parts: Sequence[Paragraph | Table]) -> list[Paragraph | Table]:
    """The parts with headings and captions told from text."""
    texts = [p for p in parts if isinstance(p, Paragraph)]
    rows = [row for part in texts for row in part.rows]
    body = _usual([(row.size, len(row.text)) for row in rows])
    letters = _usual([(row.letters, len(row.text)) for row in rows])
    page = [p for p in parts if p.kind not in (Kind.HEADER, Kind.FOOTER, Kind.PAGE_NUMBER)]
    pace = _usual([(row.pace, len(row.text)) for row in rows if row.pace])
    exact = steady(rows)
    larger = {id(p): _larger(p, body, letters, 0.0 if exact else pace) for p in texts}
    kinds = {id(p): _kind(p, larger[id(p)], page) for p in texts if p.kind == Kind.TEXT}
    large = [p for p in texts if kinds.get(id(p)) == Kind.HEADING]
    steps = _steps([p.size for p in large if p.size >= _LARGER * body])
    title = _title(large, page, body, larger)
    found: list[Paragraph | Table] = []
    for part in parts:
        if not isinstance(part, Paragraph) or id(part) not in kinds:
            found.append(part)
        elif part is title:
            found.append(replace(part, kind=Kind.TITLE))
        elif kinds[id(part)] == Kind.HEADING:
            found.append(replace(part, kind=Kind.HEADING, level=_level(part.size, steps, body)))
        else:
            found.append(replace(part, kind=kinds[id(part)]))
    return found


def _larger(part: Paragraph, body: float, letters: float, pace: float) -> float:
    """How many times as large as the text, by all measures at hand: detected heights alone mislead."""
    ratios = [part.size / body, part.letters / letters]
    if pace and part.pace:
        ratios.append(part.pace / pace)
    return min(ratios)


def _usual(sizes: Sequence[tuple[float, int]]) -> float:
    """The size in which the most is written; sizes come with the number of characters."""
    half, run = sum(count for _size, count in sizes) / 2, 0
    for size, count in sorted(sizes):
        run += count
        if run >= half:
            return max(size, 1e-6)
    return 1.0


def _kind(part: Paragraph, larger: float, page: Sequence[Area]) -> Kind:
    text = part.text
    letters = [c for c in text if c.isalpha()]
    if len(part.rows) <= 8 and _CAPTION.match(text) and larger < _LARGER:
        return Kind.CAPTION
    if len(letters) < 3 or len(part.rows) > _LONG or len(text) > 200:
        return Kind.TEXT
    if larger >= _LARGER and len(letters) > 0.5 * len(text.replace(" ", "")):
        return Kind.HEADING
    if len(part.rows) <= 2 and all(row.capitals for row in part.rows) and _centred(part, page):
        return Kind.HEADING
    return Kind.TEXT


def _centred(part: Paragraph, page: Sequence[Area]) -> bool:
    """Narrower than the text around it, and as far from its left edge as from its right."""
    near = [p for p in page if p is not part and p.under(part) > 0.5 * part.width and p.width > part.width]
    if not near:
        return False
    below = [p for p in near if p.middle > part.middle]
    return any(_amid(part, min(some, key=lambda p: abs(p.middle - part.middle))) for some in (near, below) if some)


def _amid(part: Paragraph, around: Area) -> bool:
    before, after = part.x0 - around.x0, around.x1 - part.x1
    return abs(before - after) < 0.15 * around.width and min(before, after) > 0.8 * part.size


def _steps(sizes: Sequence[float]) -> list[float]:
    """Sizes of headings from large to small, those within a sixth of each other as one."""
    groups: list[list[float]] = []
    for size in sorted(sizes, reverse=True):
        if groups and groups[-1][0] < 1.17 * size:
            groups[-1].append(size)
        else:
            groups.append([size])
    return [median(group) for group in groups]


def _level(size: float, steps: Sequence[float], body: float) -> int:
    if size < _LARGER * body:
        return min(len(steps) + 1, 6)  # capitals in the size of the text
    return min(min(range(len(steps)), key=lambda n: abs(steps[n] - size)) + 1, 6)


def _title(
    large: Sequence[Paragraph], page: Sequence[Area], body: float, larger: Mapping[int, float]
) -> Paragraph | None:
    """The largest heading, if it stands above most of the page and is much larger than the text, or above all."""
    if not large:
        return None
    first = max(large, key=lambda p: p.size)
    top, bottom = min(p.y0 for p in page), max(p.y1 for p in page)
    others = [p.size for p in large if p is not first]
    alone = not others or first.size > 1.17 * max(others)
    much = first.size > 1.6 * body or (larger[id(first)] > 1.25 and first.y0 <= top)
    return first if alone and much and first.middle < top + 0.4 * (bottom - top) else None
