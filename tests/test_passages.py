"""Passages: exact spans, borders of sentences, nothing left out, nothing too long."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from archive.blocks import Kind, PageText
from search.passages import cut, sentences, spoken
from tests.leaves import block, page_text


def words_in(text: str) -> int:
    return len(text.split())


def test_a_short_page_is_one_passage() -> None:
    page = page_text("Sir,", "I have your letter of the 4th.", "Yours, J. Smith")
    (only,) = cut(page, words_in)
    assert page.text[only.start : only.end] == page.text


def test_a_long_page_is_cut_between_sentences() -> None:
    page = page_text(" ".join(f"This is sentence number {n}." for n in range(60)))
    spans = cut(page, words_in, limit=50, overlap=10)
    assert len(spans) > 5
    for span in spans:
        said = page.text[span.start : span.end]
        assert said.startswith("This")
        assert said.endswith(".")
        assert words_in(said) <= 50


def test_neighbours_share_their_last_sentences() -> None:
    page = page_text(" ".join(f"This is sentence number {n}." for n in range(60)))
    spans = cut(page, words_in, limit=50, overlap=10)
    assert all(later.start < earlier.end for earlier, later in itertools.pairwise(spans))


def test_a_sentence_longer_than_a_passage_is_cut_between_words() -> None:
    page = page_text("word " * 500)
    for span in cut(page, words_in, limit=50):
        assert set(page.text[span.start : span.end].split()) == {"word"}


def test_running_titles_and_page_numbers_get_no_vector() -> None:
    page = PageText(
        (block("THE GAZETTE", 0.01, Kind.HEADER), block("News of the day."), block("17", 0.9, Kind.PAGE_NUMBER))
    )
    assert [page.text[s.start : s.end] for s in cut(page, words_in)] == ["News of the day."]


def test_a_blank_page_has_no_passages() -> None:
    assert cut(PageText(()), words_in) == []
    assert cut(page_text("  \n "), words_in) == []


def test_sentences_leave_the_space_around_them_out() -> None:
    text = "  One.  Two!\n\nThree  "
    assert [text[s.start : s.end] for s in sentences(text)] == ["One.", "Two!", "Three"]


def test_what_is_embedded_has_whole_words_on_one_line() -> None:
    assert spoken("an exam-\nple of\nthe ſame") == "an example of the same"


texts = st.lists(st.text(alphabet="ab .?!\n-é漢", max_size=120), max_size=6)


@given(texts, st.integers(1, 12), st.integers(0, 6))
def test_every_word_lies_in_a_passage_and_no_passage_is_too_long(
    parts: list[str], limit: int, overlap: int
) -> None:
    def letters(text: str) -> int:
        return len(text)

    page = page_text(*[p for p in parts if p.strip()])
    spans = cut(page, letters, limit=limit, overlap=overlap)
    covered = set()
    for span in spans:
        covered.update(range(span.start, span.end))
        assert page.text[span.start : span.end].strip() == page.text[span.start : span.end]
    assert all(n in covered for n, sign in enumerate(page.text) if not sign.isspace())
    assert spans == sorted(spans, key=lambda s: s.start)
