"""Lines drawn on a page are found, letters and pictures are not taken for them, and they make tables."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr_engine.layout import arrange
from ocr_engine.rules import rules
from tests.typesetting import column, line


def page(draw_on, degrees: float = 0.0):
    image = Image.new("L", (1400, 1800), 235)
    draw_on(ImageDraw.Draw(image))
    return np.asarray(image.rotate(degrees, fillcolor=235, resample=Image.Resampling.BICUBIC))


def grid(draw) -> None:
    for y in range(200, 1201, 200):
        draw.line((100, y, 1300, y), fill=60, width=2)
    for x in range(100, 1301, 400):
        draw.line((x, 200, x, 1200), fill=60, width=2)


@pytest.mark.parametrize("degrees", [0.0, 1.0, -2.0])
def test_the_lines_of_a_table_are_found_though_the_page_leans(degrees):
    found = rules(page(grid, degrees))
    level = [r for r in found if abs(r[2] - r[0]) > abs(r[3] - r[1])]
    assert (len(level), len(found) - len(level)) == (6, 4)
    x0, y0, x1, y1 = max(level, key=lambda r: r[1])
    assert abs((y1 - y0) / (x1 - x0) + np.tan(np.radians(degrees))) < 0.005


def test_a_fine_line_is_found_where_it_stands():
    (found,) = rules(page(lambda draw: draw.line((200, 500, 900, 500), fill=120, width=1)))
    assert np.allclose(found, (200, 500, 900, 500), atol=4)


def test_bars_pictures_and_strokes_of_letters_are_no_lines():
    def draw(on) -> None:
        on.rectangle((200, 200, 800, 700), fill=40)
        on.rectangle((200, 900, 900, 960), fill=40)
        for x in range(200, 1200, 40):
            on.line((x, 1200, x + 25, 1200), fill=40, width=4)

    assert rules(page(draw)) == []


def test_rules_around_columns_of_running_text_make_no_table():
    lines = [*column(100, 120, 30, 40, seed=1), *column(600, 120, 30, 40, seed=2)]
    frame = [((80, y), (1020, y)) for y in (40, 100, 980)] + [((x, 40), (x, 980)) for x in (80, 540, 1020)]
    blocks = arrange([line("The Evening Post", 300, 60), *lines], 1100, 1000, rules=frame)
    assert "table" not in {str(block.kind) for block in blocks}
