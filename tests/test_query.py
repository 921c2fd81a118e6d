"""The query parser: words, exact phrases, exclusions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query import Part, parse


def said(parts: tuple[Part, ...]) -> list[str]:
    return [" ".join(token.forms[0] for token in part.tokens) for part in parts]


def test_words_phrases_and_exclusions_are_told_apart() -> None:
    query = parse('grain "corn exchange" -murder -"high street"')
    assert said(query.words) == ["grain"]
    assert said(query.phrases) == ["corn exchange"]
    assert said(query.without) == ["murder", "high street"]
    assert query.text == "grain corn exchange"


@pytest.mark.parametrize("typed", ['"corn exchange', "“corn exchange”", "„corn exchange“", "«corn exchange»"])
def test_every_kind_of_quotation_mark_quotes(typed: str) -> None:
    assert said(parse(typed).phrases) == ["corn exchange"]


def test_a_hyphen_inside_a_word_excludes_nothing() -> None:
    query = parse("twenty-five years - and more")
    assert query.without == ()
    assert said(query.words)[0] == "twenty five"


def test_grammar_words_are_not_what_is_looked_for() -> None:
    assert said(parse("the price of the grain").telling) == ["price", "grain"]


def test_unless_there_is_nothing_else() -> None:
    assert said(parse("to be or not to be").telling)[:2] == ["to", "be"]


@given(st.text(max_size=200))
def test_no_input_breaks_it(typed: str) -> None:
    query = parse(typed)
    assert all(part.tokens for part in (*query.words, *query.phrases, *query.without))
