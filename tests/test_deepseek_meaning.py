"""Blocks of what was said: kinds, headings, tables, formulas; text that knows where each letter was said."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import markdown
from archive.blocks import Kind, PageText
from archive.geometry import Box
from ocr_engine.deepseek.grammar import pieces
from ocr_engine.deepseek.meaning import Told, told
from tests.test_deepseek_grammar import PARTS


def block(label: str, text: str) -> Told:
    said = f"<|ref|>{label}<|/ref|><|det|>[[100, 200, 300, 400]]<|/det|>\n{text}\n\n"
    (one,) = told(pieces(said))
    for letter, at in zip(one.block.text, one.at, strict=True):
        assert at == -1 or said[at] == letter or said[at] in "&<\n \t"
    return one


@pytest.mark.parametrize(
    ("label", "text", "kind", "level", "expected"),
    [
        ("title", "# The log of the Mercury", Kind.TITLE, 0, "The log of the Mercury"),
        ("sub_title", "## Chapter **one**", Kind.HEADING, 1, "Chapter one"),
        ("sub_title", "### Deeper", Kind.HEADING, 2, "Deeper"),
        ("text", "#### Hidden heading", Kind.HEADING, 3, "Hidden heading"),
        ("text", "A *soft* and __loud__ word, 2 * 3 * 4.", Kind.TEXT, 0, "A soft and loud word, 2 * 3 * 4."),
        ("Text", "<center>Middle<br>of it</center>", Kind.TEXT, 0, "Middle\nof it"),
        ("text", r"escaped \* and \_ &amp; &lt;b&gt;", Kind.TEXT, 0, "escaped * and _ & <b>"),
        ("text", r"where \( x^2 \) is small", Kind.TEXT, 0, "where x^2 is small"),
        ("image_caption", "Fig. 1", Kind.CAPTION, 0, "Fig. 1"),
        ("page number", "7", Kind.PAGE_NUMBER, 0, "7"),
        ("never heard of", "words", Kind.TEXT, 0, "words"),
        ("list", "- one\n\n- two", Kind.LIST, 0, "- one\n- two"),
    ],
)
def test_a_block_has_its_kind_and_its_words_without_marks(
    label: str, text: str, kind: Kind, level: int, expected: str
) -> None:
    one = block(label, text)
    assert (one.block.kind, one.block.level, one.block.text) == (kind, level, expected)
    assert one.placed
    assert one.block.box == Box(100 / 999, 200 / 999, 300 / 999, 400 / 999)


def test_a_table_keeps_its_cells_and_nothing_that_could_act() -> None:
    one = block(
        "table",
        '<table border=1 onload="x()"><tr><th colspan="2">Dues</th></tr>'
        "<tr><td>Rye &amp; oats</td><td><b>7</b></td></tr>"
        "<tr><td></td><td>8<script>alert(1)</script></td></tr></table>",
    )
    assert one.block.kind == Kind.TABLE
    assert one.block.text == "Dues\nRye & oats\t7\n\t8<script>alert(1)</script>"
    assert one.block.markup == (
        '<table><tbody><tr><th colspan="2">Dues</th></tr><tr><td>Rye &amp; oats</td><td>7</td></tr>'
        "<tr><td></td><td>8</td></tr></tbody></table>"
    )


def test_a_formula_keeps_its_source() -> None:
    assert block("equation", r"\[ E = mc^2 \]").block.markup == "E = mc^2"
    assert block("equation", "$$\na < b\n$$").block.text == "a < b"


def test_a_figure_without_words_stays_and_other_empty_blocks_go() -> None:
    assert block("image", "").block.kind == Kind.FIGURE
    assert told(pieces("<|ref|>text<|/ref|><|det|>[[1,2,3,4]]<|/det|>\n\n")) == []


def test_several_boxes_are_one_place_and_none_is_the_strip_of_its_turn() -> None:
    (both,) = told(pieces("<|ref|>text<|/ref|><|det|>[[0, 0, 99, 99],[300,300,999,999]]<|/det|>words"))
    assert both.block.box == Box(0.0, 0.0, 1.0, 1.0)
    first, second = told(pieces("<|ref|>text<|/ref|>1234567890<|ref|>text<|/ref|>1234567890"))
    assert not first.placed
    assert first.block.box.y1 == pytest.approx(second.block.box.y0)
    assert second.block.box.y1 == 1.0


def test_lines_say_their_text_in_the_place_of_a_name() -> None:
    said = "<|ref|>INVOICE No. 7<|/ref|><|det|>[[10, 20, 300, 40]]<|/det|>\n"
    (one,) = told(pieces(said), lines=True)
    assert one.block.text == "INVOICE No. 7"
    assert [said[at] for at in one.at] == list("INVOICE No. 7")


@given(
    said=st.one_of(
        PARTS,
        st.lists(
            st.one_of(
                st.sampled_from(["<table>", "<tr>", "<td>", "</td>", "**", "*", "_", "# ", "\\("]),
                st.sampled_from(["\\)", "$$", "&lt;"]),
                st.sampled_from(["\n", "a", "\t", "<b>", "|", "\x00", "\ud800", "<script>"]),
            ),
            max_size=40,
        ).map("".join),
    ),
    lines=st.booleans(),
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_whatever_is_said_makes_blocks_that_can_be_kept_and_shown(said: str, lines: bool) -> None:
    found = told(pieces(said), lines=lines)
    for one in found:
        assert len(one.at) == len(one.block.text)
        assert all(-1 <= at < len(said) for at in one.at)
    shown = markdown.render(PageText(tuple(one.block for one in found)))
    assert "<script" not in shown.replace("\\<script", "")
