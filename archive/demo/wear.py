"""What time and the scanner do to a page: turned, skewed, aged. The boxes come along exactly.

Each function takes a page and returns a new one; the same seed gives the same page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import cos, radians, sin

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter, ImageOps

from archive.demo.drawn import DrawnPage, DrawnWord, Point
from archive.geometry import as_turn

_QUARTERS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


def turned(page: DrawnPage, by: int) -> DrawnPage:
    """The page as it lies when turned clockwise by quarters; its `turn` says how to undo that."""
    by = as_turn(by)
    if by == 0:
        return page
    width, height = page.image.size
    moves: dict[int, Callable[[Point], Point]] = {
        90: lambda p: (height - p[1], p[0]),
        180: lambda p: (width - p[0], height - p[1]),
        270: lambda p: (p[1], width - p[0]),
    }
    lying = _moved(page, page.image.transpose(_QUARTERS[by]), moves[by])
    return replace(lying, turn=(page.turn - by) % 360)


def skewed(page: DrawnPage, degrees: float) -> DrawnPage:
    """The page laid askew on the scanner, clockwise when positive, without changing the image's size.

    Boxes follow through the outlines of the ink, so they hold the ink as tightly as before.
    """
    width, height = page.image.size
    paper = page.image.getpixel((0, 0))
    image = page.image.rotate(-degrees, Image.Resampling.BICUBIC, fillcolor=paper)
    cosine, sine, cx, cy = cos(radians(degrees)), sin(radians(degrees)), width / 2, height / 2

    def move(point: Point) -> Point:
        x, y = point[0] - cx, point[1] - cy
        return cx + x * cosine - y * sine, cy + x * sine + y * cosine

    return _moved(page, image, move)


def aged(
    page: DrawnPage,
    seed: int,
    *,
    paper: tuple[int, int, int] = (240, 229, 204),
    grain: float = 2.5,
    stains: int = 14,
    browned: float = 0.16,
    gutter: float = 0.0,
    through: Image.Image | None = None,
    blur: float = 0.5,
) -> DrawnPage:
    """Old paper under an uneven light: tint, grain, stains, browned edges, a shadow in the gutter
    (left when positive, right when negative) and the other side of the leaf showing through.
    """
    dice = np.random.default_rng(seed)
    width, height = page.image.size
    image = page.image.filter(ImageFilter.BoxBlur(blur)) if blur else page.image
    if through is not None:
        # Paper blurs what is behind it, so a small picture of it will do.
        behind = ImageOps.mirror(through.convert("L").reduce(4)).filter(ImageFilter.BoxBlur(1))
        faint = behind.point([round(255 - (255 - value) * 0.11) for value in range(256)])
        image = ImageChops.multiply(image, faint.resize(image.size, Image.Resampling.BICUBIC).convert("RGB"))
    light = _clouds(dice, width, height, 5, 0.03) + _clouds(dice, width, height, 70, 0.006)
    light -= _edges(width, height) * browned
    if gutter:
        across = (
            np.linspace(0, 1, width, dtype=np.float32) if gutter > 0 else np.linspace(1, 0, width, dtype=np.float32)
        )
        light -= abs(gutter) * np.exp(-across * 14)[None, :]
    foxing = _stains(dice, width, height, stains)
    field = np.empty((height, width, 3), dtype=np.uint8)
    noise = dice.standard_normal((height, width), dtype=np.float32) * (grain / 255)
    for channel, (tone, bite) in enumerate(zip(paper, (0.5, 0.8, 1.25), strict=True)):
        # Age takes more of the blue than of the red: that is what turns paper brown.
        shade = 1 + light * (0.7 + 0.3 * bite) - foxing * bite + noise
        field[..., channel] = np.clip(shade * tone, 0, 255)
    return replace(page, image=ImageChops.multiply(image, Image.fromarray(field)))


def speckled(page: DrawnPage, seed: int, *, specks: int = 400) -> DrawnPage:
    """Dust and pinholes, as on a microfilm."""
    dice = np.random.default_rng(seed)
    width, height = page.image.size
    mask = Image.new("L", (width, height))
    dots = mask.load()
    if dots is None:
        raise ValueError("the page has no pixels")
    for x, y, size in zip(
        dice.integers(2, width - 2, specks),
        dice.integers(2, height - 2, specks),
        dice.integers(1, 3, specks),
        strict=True,
    ):
        for dx in range(int(size)):
            for dy in range(int(size)):
                dots[int(x) + dx, int(y) + dy] = 200
    image = page.image.copy()
    image.paste(Image.new(image.mode, image.size, "black"), (0, 0), mask)
    return replace(page, image=image)


def _moved(page: DrawnPage, image: Image.Image, move: Callable[[Point], Point]) -> DrawnPage:
    lines = tuple(replace(line, words=tuple(_carried(word, move) for word in line.words)) for line in page.lines)
    return replace(page, image=image, lines=lines)


def _carried(word: DrawnWord, move: Callable[[Point], Point]) -> DrawnWord:
    corners = ((word.x0, word.y0), (word.x1, word.y0), (word.x1, word.y1), (word.x0, word.y1))
    outline = tuple(move(point) for point in word.outline or corners)
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    return DrawnWord(word.text, min(xs), min(ys), max(xs), max(ys), outline)


def _clouds(dice: np.random.Generator, width: int, height: int, cells: int, strength: float) -> NDArray[np.float32]:
    """Smooth noise with about `cells` hills across the page."""
    down = max(2, round(cells * height / width))
    hills = Image.fromarray(dice.standard_normal((down, cells), dtype=np.float32) * strength)
    return np.array(hills.resize((width, height), Image.Resampling.BICUBIC), dtype=np.float32)


def _edges(width: int, height: int) -> NDArray[np.float32]:
    """0 inside, rising to 1 at the edges of the leaf."""
    x = np.abs(np.linspace(-1, 1, width, dtype=np.float32))[None, :]
    y = np.abs(np.linspace(-1, 1, height, dtype=np.float32))[:, None]
    return np.asarray(np.maximum(x**18, y**26) * 0.75 + (x**6 + y**6) * 0.12, dtype=np.float32)


def _stains(dice: np.random.Generator, width: int, height: int, count: int) -> NDArray[np.float32]:
    """Foxing: soft brown spots."""
    field = np.zeros((height, width), dtype=np.float32)
    for _ in range(count):
        radius = float(dice.gamma(2.0, width / 260)) + 3
        cx, cy, depth = dice.uniform(0, width), dice.uniform(0, height), float(dice.uniform(0.02, 0.1))
        reach = int(radius * 3)
        left, right = max(0, int(cx) - reach), min(width, int(cx) + reach)
        top, bottom = max(0, int(cy) - reach), min(height, int(cy) + reach)
        if left >= right or top >= bottom:
            continue
        ys, xs = np.ogrid[top:bottom, left:right]
        spot = depth * np.exp(-(((xs - cx) ** 2 + (ys - cy) ** 2) / (radius * radius)))
        field[top:bottom, left:right] += spot.astype(np.float32)
    return field
