"""What of a page the model is shown: sizes, tiles and tokens as published, pixel for pixel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ocr_engine.deepseek import pictures
from ocr_engine.deepseek.modes import MODES, SECOND, Mode, grid_of
from ocr_engine.deepseek.pictures import picture_of


def noise(width: int, height: int, seed: int = 0) -> Image.Image:
    """Pixels that forgive no other filter."""
    made = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(made)


@pytest.mark.parametrize(
    ("mode", "size", "tokens"),
    [
        ("tiny", (2480, 3508), 73),
        ("small", (2480, 3508), 111),
        ("base", (2480, 3508), 273),
        ("large", (2480, 3508), 421),
        ("gundam", (600, 500), 273),
        ("gundam", (2480, 3508), 903),  # two tiles across, three down
        ("gundam", (4000, 2000), 1093),
    ],
)
def test_a_mode_costs_the_published_number_of_tokens(mode: str, size: tuple[int, int], tokens: int) -> None:
    assert MODES[mode].tokens(grid_of(*size, MODES[mode])) == tokens


def test_the_second_model_has_no_tokens_between_rows() -> None:
    assert SECOND.tokens(None) == 257
    assert SECOND.tokens(grid_of(1500, 1000, SECOND)) == 257 + 6 * 144


def published_grid(width: int, height: int, tile: int, most: int) -> tuple[int, int]:
    """The procedure as its authors describe it, step by step."""
    ratios = {(i, j) for n in range(2, most + 1) for i in range(1, n + 1) for j in range(1, n + 1)}
    ratios = {(i, j) for i, j in ratios if 2 <= i * j <= most}
    best, least = (1, 1), float("inf")
    for ratio in sorted(ratios, key=lambda ratio: ratio[0] * ratio[1]):
        difference = abs(width / height - ratio[0] / ratio[1])
        if difference < least:
            best, least = ratio, difference
        elif difference == least and width * height > 0.5 * tile * tile * ratio[0] * ratio[1]:
            best = ratio
    return best


@given(width=st.integers(1, 9000), height=st.integers(1, 9000), most=st.sampled_from([6, 9, 32]))
@settings(max_examples=300, deadline=None)
def test_the_grid_is_the_published_one_for_every_size(width: int, height: int, most: int) -> None:
    mode = Mode("any", 1024, 640, most)
    if max(width, height) <= 640:
        assert grid_of(width, height, mode) is None
    else:
        assert grid_of(width, height, mode) == published_grid(width, height, 640, most)


def test_tiles_are_cut_row_by_row_from_the_stretched_page() -> None:
    image = noise(1300, 1900)
    seen = picture_of(image, MODES["gundam"])
    assert seen.grid == (2, 3)
    stretched = np.asarray(image.resize((1280, 1920), Image.Resampling.BICUBIC))
    rows = [np.concatenate(seen.tiles[row * 2 : row * 2 + 2], axis=1) for row in range(3)]
    assert np.array_equal(np.concatenate(rows), stretched)


@pytest.mark.parametrize("size", [(700, 1000), (1000, 700), (704, 1024), (2000, 1000), (64, 64), (5, 2000)])
def test_the_second_models_pictures_are_those_of_the_published_processor(size: tuple[int, int]) -> None:
    kind = pytest.importorskip("transformers.models.deepseek_ocr2.image_processing_pil_deepseek_ocr2")
    image = noise(*size)
    theirs = kind.DeepseekOcr2ImageProcessorPil()(images=[image], return_tensors="np")
    ours = picture_of(image, SECOND)
    # Half of an odd margin they round down; the model's authors, who padded with Pillow, round it to even.
    margin = 1024 - round(min(size) * 1024 / max(size))
    moved = np.roll(theirs["pixel_values"][0], round(margin / 2) - margin // 2, 2 if size[0] < size[1] else 1)
    assert np.array_equal(normal(ours.view), moved)
    assert theirs["num_local_patches"][0] == len(ours.tiles)
    for tile, local in zip(ours.tiles, theirs.get("pixel_values_local", ()), strict=True):
        assert np.array_equal(normal(tile), local)


def normal(pixels: np.ndarray) -> np.ndarray:
    return (pixels.transpose(2, 0, 1).astype(np.float32) / 255 - 0.5) / 0.5


def test_a_page_too_wide_for_the_square_is_padded_with_grey_and_a_squeezed_one_fills_it() -> None:
    black = Image.new("RGB", (1000, 500))
    assert tuple(picture_of(black, MODES["base"]).view[0, 0]) == (127, 127, 127)
    assert not picture_of(black, MODES["tiny"]).view.any()


def test_a_turned_page_is_shown_upright() -> None:
    image = Image.new("RGB", (600, 400))
    image.paste((255, 255, 255), (0, 0, 600, 40))  # white along what becomes its right side
    seen = picture_of(image, MODES["small"], 90).view
    assert seen[:, -30:].min() == 255
    assert seen[:, :-80].max() == 0


def test_a_huge_page_is_brought_down_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS", 100_000)
    stripes = Image.fromarray(np.tile(np.array([[0, 255]], np.uint8), (900, 450)))  # finer than can be shown
    seen = picture_of(stripes, MODES["gundam"])
    assert seen.grid is None  # 316 × 316 by now
    assert 110 < seen.view.mean() < 145  # grey: each pixel was weighed, none skipped


@pytest.mark.parametrize("kind", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "F"])
def test_every_kind_of_image_is_shown(kind: str) -> None:
    assert picture_of(Image.new(kind, (40, 30)), MODES["tiny"]).view.shape == (512, 512, 3)
