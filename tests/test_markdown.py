"""Markdown is rendered from kinds, levels and markup, and shows exactly the page's characters."""

from __future__ import annotations

import pytest

from archive.blocks import Block, Kind, PageText
from archive.geometry import Box
from archive.markdown import plain, render

PLACE = Box(0.1, 0.1, 0.9, 0.2)


def page(*blocks: tuple[Kind, str], **more) -> str:
    return render(PageText(tuple(Block(kind, PLACE, text, **more) for kind, text in blocks)))


def test_titles_and_headings_go_by_level():
    assert page((Kind.TITLE, "Tides\nof the coast")) == "# Tides of the coast\n"
    assert page((Kind.HEADING, "First part"), level=1) == "## First part\n"
    assert page((Kind.HEADING, "Small"), level=3) == "#### Small\n"
    assert page((Kind.HEADING, "Deep"), level=9) == "###### Deep\n"


def test_paragraphs_keep_their_lines():
    assert page((Kind.TEXT, "one\ntwo"), (Kind.TEXT, "three")) == "one\ntwo\n\nthree\n"


def test_lists_become_lists():
    assert page((Kind.LIST, "1. salt\n2. rope and\nnets\n10) tar")) == "1. salt\n2. rope and\n  nets\n10. tar\n"
    assert page((Kind.LIST, "• salt\n– rope\n(a) tar")) == "- salt\n- rope\n- (a) tar\n"


def test_tables_become_pipe_tables():
    table = Block(Kind.TABLE, PLACE, "a\tb\n1|2\t", markup="<table><tr><td>a</td></tr></table>")
    assert render(PageText((table,))) == "| a | b |\n| --- | --- |\n| 1\\|2 |  |\n"


def test_tables_with_spans_stay_html():
    html = '<table><tr><td colspan="2">a</td></tr></table>'
    assert render(PageText((Block(Kind.TABLE, PLACE, "a\t", markup=html),))) == html + "\n"


def test_what_belongs_to_the_sheet_becomes_a_comment():
    assert page((Kind.PAGE_NUMBER, "12"), (Kind.HEADER, "HISTORY --> x")) == (
        "<!-- page number: 12 -->\n\n<!-- header: HISTORY ‐‐› x -->\n"
    )


def test_captions_and_notes_in_the_margin_are_marked():
    assert page((Kind.CAPTION, "Fig. 1"), (Kind.MARGINAL, "see\nbelow")) == "*Fig. 1*\n\n> see\n> below\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# no heading", "\\# no heading"),
        ("- no item", "\\- no item"),
        ("1. no item", "1\\. no item"),
        ("> no quote", "\\> no quote"),
        ("a*b_c`d", "a\\*b\\_c\\`d"),
        ("<script>", "\\<script\\>"),
        ("[x](y)", "\\[x\\](y)"),
        ("&lt;", "&amp;lt;"),
        ("R & D", "R & D"),
        ("1,5 t", "1,5 t"),
        ("a $5 b", "a \\$5 b"),
        ("===", "\\==="),
        ("    code", "code"),
        ("~~x~~", "\\~\\~x\\~\\~"),
    ],
)
def test_the_pages_own_signs_are_no_markdown(text, shown):
    assert plain(text) == shown


def test_an_empty_page_is_empty():
    assert render(PageText(())) == ""
