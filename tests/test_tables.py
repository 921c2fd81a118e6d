"""Tables come out with their cells: tabs and line breaks in the text, clean HTML beside."""

from __future__ import annotations

from archive.blocks import Kind
from ocr_engine.layout import arrange
from tests.typesetting import column, line, shuffled

WIDE, HIGH = 1200, 1600
LEDGER = [
    ["Goods", "Barrels", "Price"],
    ["Salt", "12", "3.50"],
    ["Rope", "7", "11.25"],
    ["Lamp oil", "104", "0.75"],
    ["Tar", "31", "2.10"],
]


def cells(rows, x=200, y=600, step=36, widths=(300, 200, 200)):
    found = []
    for n, row in enumerate(rows):
        at = x
        for text, wide in zip(row, widths, strict=True):
            if text:
                found.append(line(text, at, y + n * step))
            at += wide
    return found


def table(lines, **more):
    return next(b for b in arrange(shuffled(lines), WIDE, HIGH, **more) if b.kind == Kind.TABLE)


def test_cells_that_stand_in_line_make_a_table():
    found = table(cells(LEDGER))
    assert found.text == "\n".join("\t".join(row) for row in LEDGER)


def test_the_words_of_a_table_know_their_place_in_its_text():
    found = table(cells(LEDGER))
    assert [found.text[w.start : w.end] for w in found.words] == " ".join(" ".join(r) for r in LEDGER).split()


def test_the_markup_says_heads_and_cells():
    markup = table(cells(LEDGER)).markup
    assert markup.startswith("<table><tr><th>Goods</th><th>Barrels</th><th>Price</th></tr><tr><td>Salt</td>")


def test_an_empty_cell_stays_empty():
    rows = [*LEDGER[:2], ["Rope", "", "11.25"], *LEDGER[3:]]
    found = table(cells(rows))
    assert "Rope\t\t11.25" in found.text
    assert "<td>Rope</td><td></td><td>11.25</td>" in found.markup


def test_text_on_the_page_cannot_become_markup():
    rows = [*LEDGER[:4], ["<b>Tar", "31&2", "2<1"]]
    markup = table(cells(rows)).markup
    assert "&lt;b&gt;Tar" in markup
    assert "<b>" not in markup


def test_text_around_a_table_stays_text_and_in_order():
    above, below = column(100, 200, 10, 80, seed=1), column(100, 900, 10, 80, seed=2)
    blocks = arrange(shuffled(above + cells(LEDGER) + below), WIDE, HIGH)
    assert [b.kind for b in blocks] == [Kind.TEXT, Kind.TABLE, Kind.TEXT]
    assert blocks[0].text.startswith(above[0].text)
    assert blocks[2].text.startswith(below[0].text)


def test_a_heading_over_two_columns_spans_them():
    lines = [*cells(LEDGER), line("Havermouth, the whole year", 500, 562)]
    assert '<th colspan="2">Havermouth, the whole year</th>' in table(lines).markup


def test_running_text_in_columns_is_no_table():
    lines = column(100, 200, 20, 48, seed=1) + column(650, 200, 20, 48, seed=2)
    assert all(b.kind == Kind.TEXT for b in arrange(shuffled(lines), WIDE, HIGH))


def test_ruled_lines_say_where_cells_end():
    xs, ys = (180, 480, 700, 900), (580, 680, 780, 880)
    rules = [((x, ys[0]), (x, ys[-1])) for x in xs] + [((xs[0], y), (xs[-1], y)) for y in ys]
    lines = [
        line("Goods and", 200, 590),
        line("their marks", 200, 630),
        line("Barrels", 520, 610),
        line("Price", 720, 610),
    ]
    lines += [line("Salt", 200, 710), line("12", 520, 710), line("3.50", 720, 710), line("Rope", 200, 810)]
    found = table(lines, rules=rules)
    assert found.text == "Goods and their marks\tBarrels\tPrice\nSalt\t12\t3.50\nRope\t\t"
