"""A page image as the model wants it, to the bit as published: Pillow's bicubic, grey around it in the square.

Pixels stay bytes until they are on the card: a quarter of the way there, and the same numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from archive.geometry import Turn
from ocr_engine.deepseek.modes import Mode, grid_of

Pixels = np.ndarray[Any, np.dtype[np.uint8]]
_GREY = (127, 127, 127)
#: Beyond it a page is brought down first, every pixel weighed: no mode sees more than a tenth of it.
MOST_PIXELS = 60_000_000
_TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


@dataclass(frozen=True, slots=True)
class Picture:
    view: Pixels  # rows, columns, red green blue
    tiles: tuple[Pixels, ...]  # row by row
    grid: tuple[int, int] | None  # across, down
    tokens: int


def turned(image: Image.Image, turn: Turn = 0) -> Image.Image:
    """In colours, as it was meant to be seen, and then clockwise by `turn`."""
    image = ImageOps.exif_transpose(image)
    if image.width * image.height > MOST_PIXELS:
        share = (MOST_PIXELS / (image.width * image.height)) ** 0.5
        size = (max(1, round(image.width * share)), max(1, round(image.height * share)))
        image = image.convert("RGB").resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    image = image.convert("RGB")
    return image.transpose(_TURNS[turn]) if turn else image


def picture_of(image: Image.Image, mode: Mode, turn: Turn = 0) -> Picture:
    """`turn` brings the page upright, clockwise."""
    image = turned(image, turn)
    grid = grid_of(*image.size, mode)
    square = (mode.view, mode.view)
    view = image.resize(square) if mode.squeezed else ImageOps.pad(image, square, color=_GREY)
    return Picture(np.asarray(view), _tiles(image, mode.tile, grid), grid, mode.tokens(grid))


def _tiles(image: Image.Image, side: int, grid: tuple[int, int] | None) -> tuple[Pixels, ...]:
    if grid is None:
        return ()
    across, down = grid
    whole = np.asarray(image.resize((side * across, side * down)))
    return tuple(
        whole[row * side : (row + 1) * side, column * side : (column + 1) * side]
        for row in range(down)
        for column in range(across)
    )
