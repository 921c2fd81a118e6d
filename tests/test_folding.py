"""Folding: what counts as the same word, and that every token knows where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.folding import fold, tokens


def forms(text: str) -> list[tuple[str, ...]]:
    return [token.forms for token in tokens(text)]


def meets(one: str, other: str) -> bool:
    """A query of the one finds a text of the other."""
    return not set(fold(one)).isdisjoint(fold(other))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("HOUSE", "house"),
        ("cafe", "café"),
        ("same", "ſame"),
        ("office", "oﬃce"),
        ("Caesar", "Cæsar"),
        ("Strasse", "Straße"),
        ("Mueller", "Müller"),
        ("Müller", "Mueller"),
        ("Muller", "Müller"),
        ("Müller", "Mu\u0364ller"),
        ("λογος", "λόγος"),
        ("كتاب", "كِتَابٌ"),
        ("احمد", "أحمد"),
        ("مكتبه", "مكتبة"),
        ("שלום", "שָׁלוֹם"),
        ("елка", "ёлка"),
    ],
)
def test_these_are_the_same_word(query: str, text: str) -> None:
    assert meets(query, text)


@pytest.mark.parametrize(("query", "text"), [("Mueller", "Muller"), ("corn", "corns"), ("का", "की")])
def test_these_are_not(query: str, text: str) -> None:
    assert not meets(query, text)


def test_a_word_split_over_two_lines_is_one_token_over_both_halves() -> None:
    text = "an exam-\nple of it"
    token = next(t for t in tokens(text) if "example" in t.forms)
    assert text[token.start : token.end] == "exam-\nple"
    assert [t.place for t in tokens(text)] == [0, 1, 2, 3]


@pytest.mark.parametrize("hyphen", ["-", "‐", "¬", "=", "⸗", "- ", "-\r"])
def test_every_hyphen_at_a_lines_end_joins(hyphen: str) -> None:
    assert any("gewesen" in found for found in forms(f"ist ge{hyphen}\nwesen"))


def test_a_soft_hyphen_inside_a_line_is_not_there() -> None:
    assert forms("exam\u00adple")[0][0] == "example"


def test_a_word_goes_on_in_the_next_column() -> None:
    assert any("example" in found for found in forms("exam-\n\nple"))


def test_the_halves_of_a_hyphenated_compound_are_found_as_well() -> None:
    assert set(forms("twenty-\nfive")[0]) == {"twentyfive", "twenty", "five"}


def test_numbers_and_names_are_not_joined() -> None:
    assert forms("1850-\n1860") == [("1850",), ("1860",)]
    assert forms("Saint-\nDenis") == [("saint",), ("denis",)]


def test_scripts_without_spaces_are_cut_into_pairs() -> None:
    assert forms("東京都") == [("東", "東京"), ("京", "京都"), ("都",)]


def test_a_word_inside_a_run_of_han_stays_a_word() -> None:
    assert [found[0] for found in forms("第2巻ABC版")] == ["第", "2", "巻", "abc", "版"]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_tokens_stand_in_order_inside_the_text_and_are_what_stands_there(text: str) -> None:
    before = (-1, 0)
    for token in tokens(text):
        assert token.forms
        assert all(token.forms)
        assert 0 <= token.start < token.end <= len(text)
        assert token.place > before[0]
        assert token.start >= before[1]
        before = (token.place, token.end)


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(word: str) -> None:
    for form in fold(word):
        assert fold(form)[0] == form
