"""A page's picture is looked at, whoever read it: writing, what shows through, and bare paper are told apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter, ImageOps

from archive.demo.drawing import Sheet
from archive.demo.drawn import DrawnPage
from archive.demo.faces import Face
from ocr_engine.rapid.looking import look
from tests.leaves_judged import PROSE


@pytest.fixture(scope="module")
def written() -> DrawnPage:
    sheet = Sheet(1000, 1400)
    sheet.paragraph(" ".join(PROSE * 3), Face("roman", 30), 120, 200, 760)
    return sheet.page()


def stored(image: Image.Image, folder: Path) -> str:
    file = folder / "page.png"
    image.save(file)
    return str(file)


def test_every_line_is_a_row_with_room_for_its_letters(written: DrawnPage, tmp_path: Path) -> None:
    sight = look(stored(written.image, tmp_path))
    assert sight is not None
    letters = sum(not c.isspace() for line in written.lines for c in line.text)
    assert 0.7 * letters < sight.room < 1.5 * letters
    assert len(written.lines) <= len(sight.rows) <= 2 * len(written.lines)
    assert not sight.shown


def test_a_turned_page_is_looked_at_upright(written: DrawnPage, tmp_path: Path) -> None:
    upright = look(stored(written.image, tmp_path))
    lying = look(stored(written.image.transpose(Image.Transpose.ROTATE_90), tmp_path), 90)
    assert upright is not None
    assert lying is not None
    assert abs(lying.room - upright.room) < 0.1 * upright.room


def test_bare_and_shaded_paper_has_no_rows(tmp_path: Path) -> None:
    shade = np.tile(np.linspace(170, 245, 1000), (1400, 1)).astype(np.uint8)
    grain = np.random.default_rng(3).normal(0, 3, shade.shape)
    for paper in (shade, np.clip(shade + grain, 0, 255).astype(np.uint8)):
        sight = look(stored(Image.fromarray(paper), tmp_path))
        assert sight is not None
        assert not sight.rows


def test_ruled_paper_has_none_either(tmp_path: Path) -> None:
    paper = np.full((1400, 1000), 240, np.uint8)
    paper[100:1300:40, 80:920] = 120
    sight = look(stored(Image.fromarray(paper), tmp_path))
    assert sight is not None
    assert not sight.rows


def test_the_faint_mirrored_back_of_a_leaf_is_no_writing(written: DrawnPage, tmp_path: Path) -> None:
    behind = ImageOps.mirror(written.image.convert("L")).filter(ImageFilter.GaussianBlur(2))
    through = Image.blend(Image.new("L", behind.size, 235), behind, 0.18)
    sight = look(stored(through, tmp_path))
    assert sight is not None
    assert not sight.rows
    assert sight.shown


def test_faint_writing_that_is_sharp_is_writing(written: DrawnPage, tmp_path: Path) -> None:
    faint = Image.blend(Image.new("L", written.image.size, 235), written.image.convert("L"), 0.18)
    sight = look(stored(faint, tmp_path))
    assert sight is not None
    assert sight.rows
    assert not sight.shown


def test_what_is_no_picture_is_not_looked_at(tmp_path: Path) -> None:
    broken = tmp_path / "page.png"
    broken.write_bytes(b"no picture")
    assert look(str(broken)) is None
