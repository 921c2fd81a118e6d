"""A page's text laid out for reading beside its image: blocks, lines, and pieces that know their place."""

from __future__ import annotations

from dataclasses import dataclass

from archive.blocks import Block, PageText
from archive.geometry import Box

SCALE = 10_000  # boxes go into the page as whole numbers: a tenth of a thousandth is finer than a pixel


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; a word has its box in ten-thousandths ("x0 y0 x1 y1"), what lies between has none."""

    text: str
    box: str = ""
    hit: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    kind: str
    level: int
    box: str
    lines: tuple[tuple[Piece, ...], ...]

    @property
    def rows(self) -> list[list[list[Piece]]]:
        """A table's cells: the pieces of each line, parted at tabs."""
        return [_cells(line) for line in self.lines]


def laid_out(page: PageText, hits: list[Box]) -> list[Paragraph]:
    """Words that stand inside one of the hits' boxes are said to be hits."""
    marked = _Marked(hits)
    return [_paragraph(block, marked) for block in page.blocks if block.text.strip()]


class _Marked:
    """Hits by the strips of the page they touch: thousands of words times thousands of hits take seconds."""

    STRIPS = 512

    def __init__(self, hits: list[Box]) -> None:
        self._strips: list[list[Box]] = [[] for _ in range(self.STRIPS + 1)]
        for hit in hits:
            for strip in self._strips[int(hit.y0 * self.STRIPS) : int(hit.y1 * self.STRIPS) + 1]:
                strip.append(hit)

    def holds(self, word: Box) -> bool:
        """Whether the word's middle lies in a hit."""
        x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
        near = self._strips[int(y * self.STRIPS)]
        return any(hit.x0 <= x <= hit.x1 and hit.y0 <= y <= hit.y1 for hit in near)


def _paragraph(block: Block, marked: _Marked) -> Paragraph:
    pieces: list[Piece] = []
    at = 0
    for word in sorted(block.words, key=lambda w: w.start):
        if word.start < at:
            continue
        if word.start > at:
            pieces.append(Piece(block.text[at : word.start]))
        pieces.append(Piece(block.text[word.start : word.end], written(word.box), marked.holds(word.box)))
        at = word.end
    pieces.append(Piece(block.text[at:]))
    return Paragraph(str(block.kind), block.level, written(block.box), _lines(pieces))


def _lines(pieces: list[Piece]) -> tuple[tuple[Piece, ...], ...]:
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        for number, part in enumerate(piece.text.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append(Piece(part, piece.box, piece.hit))
    return tuple(tuple(line) for line in lines if line)


def _cells(line: tuple[Piece, ...]) -> list[list[Piece]]:
    cells: list[list[Piece]] = [[]]
    for piece in line:
        for number, part in enumerate(piece.text.split("\t")):
            if number:
                cells.append([])
            if part:
                cells[-1].append(Piece(part, piece.box, piece.hit))
    return cells


def written(box: Box) -> str:
    return " ".join(str(round(v * SCALE)) for v in (box.x0, box.y0, box.x1, box.y1))
