"""The text beside the image: every word knows its place, and the words of a search are said to be hits."""

from __future__ import annotations

import random
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.blocks import PageText
from archive.geometry import Box
from archive.showing import facsimile
from tests import makers


def _box(chance: random.Random) -> Box:
    x0, y0 = chance.uniform(0, 0.9), chance.uniform(0, 0.9)
    return Box(x0, y0, chance.uniform(x0 + 1e-6, 1), chance.uniform(y0 + 1e-6, 1))


def _pieces(paragraphs: list[facsimile.Paragraph]) -> Iterator[facsimile.Piece]:
    return (piece for paragraph in paragraphs for line in paragraph.lines for piece in line if piece.box)


@settings(max_examples=50, deadline=None)
@given(st.integers(), st.integers(0, 20))
def test_a_word_is_a_hit_when_its_middle_lies_in_one(seed: int, count: int) -> None:
    chance = random.Random(seed)
    hits = [_box(chance) for _ in range(count)] + [Box(0, 0, 1e-6, 1e-6), Box(0.5, 0.999, 1, 1)]
    page = PageText(tuple(makers.block("one two three\nfour five", y) for y in (0.0, 0.3, 0.9, 0.94)))
    words = [word for block in page.blocks for word in block.words]

    def middle_in(word: Box) -> bool:
        x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
        return any(hit.x0 <= x <= hit.x1 and hit.y0 <= y <= hit.y1 for hit in hits)

    laid = list(_pieces(facsimile.laid_out(page, hits)))
    assert [piece.hit for piece in laid] == [middle_in(word.box) for word in words]


def test_every_character_of_the_text_is_there_once() -> None:
    page = PageText((makers.block("A page\nof two lines"), makers.block("and a second block", 0.5)))
    said = [["".join(piece.text for piece in line) for line in p.lines] for p in facsimile.laid_out(page, [])]
    assert said == [["A page", "of two lines"], ["and a second block"]]
