"""The chain: a span of text, the words it covers and their boxes always belong together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.marks import marks
from search import folding
from search.highlights import Highlighter, united
from search.query import parse
from tests.leaves import page_text

word = st.text(alphabet="abcdeé", min_size=1, max_size=6)
line = st.lists(word, min_size=1, max_size=6).map(" ".join)
region = st.lists(line, min_size=1, max_size=4).map("\n".join)
pages = st.lists(region, min_size=1, max_size=4).map(lambda texts: page_text(*texts))


@given(pages, st.data())
def test_the_mark_of_a_searched_word_is_the_box_of_that_word(page, data) -> None:
    number = data.draw(st.integers(0, len(page.blocks) - 1))
    block, start = page.blocks[number], page.starts[number]
    chosen = data.draw(st.sampled_from(block.words))
    said = block.text[chosen.start : chosen.end]
    found = united(Highlighter(parse(said), "").matches(page.text) or [])
    assert (start + chosen.start, start + chosen.end) in found
    (mark,) = marks(page, start + chosen.start, start + chosen.end)
    assert mark.precision == "word"
    assert mark.box == chosen.box


@given(pages, st.data())
def test_a_phrase_is_marked_from_its_first_to_its_last_word(page, data) -> None:
    tokens = list(folding.tokens(page.text))
    first = data.draw(st.integers(0, len(tokens) - 1))
    last = data.draw(st.integers(first, min(first + 4, len(tokens) - 1)))
    phrase = " ".join(token.forms[0] for token in tokens[first : last + 1])
    matches = Highlighter(parse(f'"{phrase}"'), "").matches(page.text)
    assert matches is not None
    assert (tokens[first].start, tokens[last].end) in {(m.start, m.end) for m in matches}


@given(pages)
def test_every_box_lies_on_the_line_of_its_word(page) -> None:
    for block, start in zip(page.blocks, page.starts, strict=True):
        for line_ in block.lines:
            for mark in marks(page, start + line_.start, start + line_.end):
                assert abs(mark.box.y0 - line_.box.y0) < 1e-9
                assert abs(mark.box.y1 - line_.box.y1) < 1e-9
