"""Tiles, crops and thumbnails show the pixels of the page image, at every turn."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from archive import pyramids, store
from archive.geometry import TURNS, Box
from tests.pictures import Rendered

WIDTH, HEIGHT = 1500, 1130


@pytest.fixture
def page(home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Image.Image]:
    """A smooth picture in which every place has a colour of its own, kept as a page image."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    pixels = np.stack([x * 255 / WIDTH, y * 255 / HEIGHT, 127 + 127 * np.sin((x + y) / 300)], axis=-1).astype(
        np.uint8
    )
    image = Image.fromarray(pixels)
    path = tmp_path_factory.mktemp("page") / "page.png"
    image.save(path)
    made = Rendered(path)
    sha = store.hash_of(made.path)
    store.put("pyramids", sha, made.folder / made.facts["pyramid"])
    store.put("thumbs", sha, made.folder / made.facts["thumb"])
    return sha, image


def _opened(data: bytes | None) -> Image.Image:
    assert data is not None
    return Image.open(io.BytesIO(data)).convert("RGB")


def _apart(one: Image.Image, other: Image.Image) -> float:
    assert one.size == other.size
    return float(np.abs(np.asarray(one, dtype=int) - np.asarray(other, dtype=int)).mean())


def _upright(image: Image.Image, turn: int) -> Image.Image:
    return image.rotate(-turn, expand=True)


def test_the_tiles_of_the_last_level_are_the_page(page: tuple[str, Image.Image]) -> None:
    sha, image = page
    described = pyramids.info(sha)
    assert described is not None
    width, height, size, levels = described
    assert (width, height, size, levels) == (WIDTH, HEIGHT, 512, 12)
    whole = Image.new("RGB", (width, height))
    for column in range(-(-width // size)):
        for row in range(-(-height // size)):
            whole.paste(_opened(pyramids.tile(sha, levels - 1, column, row)), (column * size, row * size))
    assert _apart(whole, image) < 3


def test_each_level_is_half_the_next_down_to_one_pixel(page: tuple[str, Image.Image]) -> None:
    sha, image = page
    for level in range(12):
        scale = 2 ** (11 - level)
        first = _opened(pyramids.tile(sha, level, 0, 0))
        assert first.width == min(512, -(-WIDTH // scale))
        if 64 <= first.width < 512:  # further down it is a question of rounding
            assert _apart(first, image.resize(first.size, Image.Resampling.BOX)) < 8


def test_there_is_no_tile_outside_the_page(page: tuple[str, Image.Image]) -> None:
    sha, _image = page
    for level, column, row in ((11, 3, 0), (11, 0, 3), (12, 0, 0), (-1, 0, 0), (11, -1, 0)):
        assert pyramids.tile(sha, level, column, row) is None


@pytest.mark.parametrize("turn", TURNS)
def test_a_crop_shows_that_part_of_the_upright_page(page: tuple[str, Image.Image], turn: int) -> None:
    sha, image = page
    upright = _upright(image, turn)
    dice = random.Random(turn)
    for _ in range(12):
        x0, y0 = dice.uniform(0, 0.8), dice.uniform(0, 0.8)
        box = Box(x0, y0, x0 + dice.uniform(0.02, 1 - x0), y0 + dice.uniform(0.02, 1 - y0))
        wide = dice.choice((150, 400, 5000))
        crop = _opened(pyramids.crop(sha, box, turn, wide))
        assert crop.width <= wide
        exact = [v * s for v, s in zip(box.as_list(), (*upright.size, *upright.size), strict=True)]
        expected = upright.resize(crop.size, Image.Resampling.BOX, box=tuple(exact))
        assert _apart(crop, expected) < 8
        assert crop.width == pytest.approx(min(wide, box.width * upright.width), abs=10)


def test_a_crop_of_the_smallest_box_is_still_a_picture(page: tuple[str, Image.Image]) -> None:
    sha, _image = page
    for box in (Box(0, 0, 1e-6, 1e-6), Box(1 - 1e-6, 1 - 1e-6, 1, 1), Box(0, 0, 1, 1e-6)):
        for turn in TURNS:
            assert min(_opened(pyramids.crop(sha, box, turn, 600)).size) >= 1


@pytest.mark.parametrize("turn", TURNS)
def test_a_thumbnail_is_upright(page: tuple[str, Image.Image], turn: int) -> None:
    sha, image = page
    small = _opened(pyramids.thumbnail(sha, turn))
    assert max(small.size) == 480
    assert _apart(small, _upright(image, turn).resize(small.size, Image.Resampling.BOX)) < 8


def test_a_page_without_pyramid_says_so_and_is_found_once_it_is_made(
    home: Path, page: tuple[str, Image.Image]
) -> None:
    sha, _image = page
    other = "0" * 64
    assert pyramids.info(other) is None
    assert pyramids.tile(other, 0, 0, 0) is None
    assert pyramids.thumbnail(other) is None
    with pytest.raises(LookupError):
        pyramids.crop(other, Box(0, 0, 1, 1), 0, 100)
    store.path("pyramids", other).parent.mkdir(parents=True, exist_ok=True)
    store.path("pyramids", other).write_bytes(store.path("pyramids", sha).read_bytes())
    assert pyramids.info(other) is not None


def test_a_pyramid_made_anew_is_read_anew(home: Path, page: tuple[str, Image.Image]) -> None:
    sha, _image = page
    before = pyramids.tile(sha, 11, 1, 1)
    entries = []
    with zipfile.ZipFile(store.path("pyramids", sha)) as archive:
        entries = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    with zipfile.ZipFile(home / "again.zip", "w") as archive:
        for name, data in reversed(entries):
            archive.writestr(name, data)
    store.put("pyramids", sha, home / "again.zip")
    assert pyramids.tile(sha, 11, 1, 1) == before


def test_a_page_of_one_pixel_has_a_pyramid(home: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("dot") / "dot.png"
    Image.new("RGB", (1, 1), (10, 200, 30)).save(path)
    made = Rendered(path)
    sha = store.hash_of(made.path)
    store.put("pyramids", sha, made.folder / made.facts["pyramid"])
    assert pyramids.info(sha) == (1, 1, 512, 1)
    assert _opened(pyramids.crop(sha, Box(0, 0, 1, 1), 90, 10)).size == (1, 1)
