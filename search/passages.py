"""Cutting a page's text into passages at the borders of regions and sentences."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from archive.blocks import Kind, PageText

#: Word pieces in one passage; the bundled embedder reads no more than 256.
LIMIT = 200
#: Word pieces of the passage before that are said again, so that a thought cut in two is whole somewhere.
OVERLAP = 40
#: Not worth a vector: found by their words alone.
BARE = {Kind.PAGE_NUMBER, Kind.HEADER, Kind.FOOTER}
_SENTENCE = re.compile(r"(?<=[.!?…;:])[\"'”’»)\]]*\s+|(?<=[。！？；])|\n{2,}", re.UNICODE)
_HYPHEN = re.compile("[-\u00ad\u2010\u00ac=\u2e17]\\s*\n+(?=[^\\W\\d_A-Z])")

Measure = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Span:
    """text[start:end] of a page."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a passage cannot span {self.start}..{self.end}")


def cut(page: PageText, measure: Measure, limit: int = LIMIT, overlap: int = OVERLAP) -> list[Span]:
    """Passages of at most `limit` word pieces. Short regions share one; long ones are cut between
    sentences, and only a sentence longer than `limit` is cut between words."""
    found: list[Span] = []
    held: list[tuple[Span, int]] = []  # the sentences of the passage being filled, with their sizes

    def close() -> None:
        found.append(Span(held[0][0].start, held[-1][0].end))

    for span in _pieces(page, measure, limit):
        size = measure(page.text[span.start : span.end])
        if held and sum(n for _s, n in held) + size > limit:
            close()
            held = _tail(held, min(overlap, limit - size))
        held.append((span, size))
    if held:
        close()
    return found


def _tail(held: list[tuple[Span, int]], room: int) -> list[tuple[Span, int]]:
    kept: list[tuple[Span, int]] = []
    for piece in reversed(held[1:]):
        room -= piece[1]
        if room < 0:
            break
        kept.insert(0, piece)
    return kept


def _pieces(page: PageText, measure: Measure, limit: int) -> Iterator[Span]:
    for block, start in zip(page.blocks, page.starts, strict=True):
        if block.kind in BARE:
            continue
        for span in sentences(block.text):
            yield from _halves(page.text, Span(start + span.start, start + span.end), measure, limit)


def sentences(text: str) -> Iterator[Span]:
    """Sentences without the space around them."""
    at = 0
    for end, after in [*((m.start(), m.end()) for m in _SENTENCE.finditer(text)), (len(text), len(text))]:
        piece = text[at:end]
        if piece.strip():
            left = at + len(piece) - len(piece.lstrip())
            yield Span(left, at + len(piece.rstrip()))
        at = after


def _halves(text: str, span: Span, measure: Measure, limit: int) -> Iterator[Span]:
    """The span, or its halves where it is too long: cut at a line's end or a space near the middle."""
    said = text[span.start : span.end]
    if len(said) < 2 or measure(said) <= limit:
        yield span
        return
    middle = len(said) // 2
    gap = min(re.finditer(r"\s+", said), key=lambda m: abs(m.start() - middle), default=None)
    left, right = (gap.start(), gap.end()) if gap else (middle, middle)
    yield from _halves(text, Span(span.start, span.start + left), measure, limit)
    yield from _halves(text, Span(span.start + right, span.end), measure, limit)


def spoken(text: str) -> str:
    """A passage as it is embedded: lines joined, words whole."""
    return " ".join(_HYPHEN.sub("", text).replace("ſ", "s").split())


def hash_of(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()
