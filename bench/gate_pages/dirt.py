"""Marks on a leaf that are not text: blots, rings, ruled lines, folds, stamps, edges, scratches."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from archive.demo.drawn import DrawnPage
from archive.demo.faces import Face

_STAMPS = (("BIBLIOTHECA", "CIVITATIS"), ("PUBLIC", "LIBRARY"), ("ARCHIV", "1898"))
_BEDS = ((14, 13, 12), (50, 46, 42))


def dirty(page: DrawnPage, dice: Random) -> DrawnPage:
    """Two or three sorts of marks that are not text: blots, rings, ruled lines, shadows, a stamp, an edge."""
    image = page.image.convert("RGB")
    for mark in dice.sample((_blots, _ring, _ruling, _shadow, _stamp, _edge, _scratches), dice.randint(2, 3)):
        image = mark(image, dice)
    return replace(page, image=image)


def _blots(image: Image.Image, dice: Random) -> Image.Image:
    """Ink that fell or ran, dark and soft-edged."""
    layer, (width, height) = Image.new("L", image.size, 255), image.size
    pen = ImageDraw.Draw(layer)
    for _ in range(dice.randint(3, 14)):
        x, y, r = dice.uniform(0, width), dice.uniform(0, height), dice.expovariate(1 / 14) + 3
        for _ in range(dice.randint(2, 7)):
            dx, dy, s = dice.gauss(0, r * 0.6), dice.gauss(0, r * 0.6), r * dice.uniform(0.4, 1.0)
            pen.ellipse((x + dx - s, y + dy - s, x + dx + s, y + dy + s), fill=dice.randint(40, 120))
    return ImageChops.multiply(image, layer.filter(ImageFilter.GaussianBlur(2)).convert("RGB"))


def _ring(image: Image.Image, dice: Random) -> Image.Image:
    """A cup stood here."""
    layer = Image.new("RGB", image.size, "white")
    x, y, r = dice.uniform(0, image.width), dice.uniform(0, image.height), dice.uniform(70, 140)
    ImageDraw.Draw(layer).ellipse((x - r, y - r, x + r, y + r), outline=(190, 160, 120), width=dice.randint(5, 12))
    return ImageChops.multiply(image, layer.filter(ImageFilter.GaussianBlur(3)))


def _ruling(image: Image.Image, dice: Random) -> Image.Image:
    """Lines to write on, on which nobody wrote."""
    layer = Image.new("RGB", image.size, "white")
    pen, pitch = ImageDraw.Draw(layer), dice.randint(32, 60)
    ink = dice.choice(((150, 170, 200), (190, 150, 150), (120, 120, 120)))
    for y in range(round(image.height * 0.1), round(image.height * 0.93), pitch):
        pen.line((image.width * 0.06, y, image.width * 0.94, y + dice.uniform(-1, 1)), fill=ink, width=2)
    if dice.random() < 0.5:
        pen.line((image.width * 0.14, 0, image.width * 0.14, image.height), fill=(200, 120, 120), width=2)
    return ImageChops.multiply(image, layer)


def _shadow(image: Image.Image, dice: Random) -> Image.Image:
    """A fold, or a leaf that did not lie flat."""
    across = np.linspace(0, 1, image.width, dtype=np.float32) - dice.uniform(0.1, 0.9)
    dip = 1 - dice.uniform(0.25, 0.6) * np.exp(-((across / dice.uniform(0.01, 0.08)) ** 2))
    field = np.broadcast_to((dip * 255)[None, :], (image.height, image.width)).astype(np.uint8)
    return ImageChops.multiply(image, Image.fromarray(field.copy()).convert("RGB"))


def _stamp(image: Image.Image, dice: Random) -> Image.Image:
    """A library's stamp, inked badly and set askew."""
    size, face = dice.randint(130, 230), Face("roman", dice.randint(20, 30))
    stamp = Image.new("L", (size * 2, size), 0)
    pen = ImageDraw.Draw(stamp)
    pen.ellipse((4, 4, size * 2 - 4, size - 4), outline=255, width=4)
    for line, text in enumerate(dice.choice(_STAMPS)):
        pen.text((size, size * (0.38 + 0.27 * line)), text, fill=230, font=face.loaded, anchor="mm")
    stamp = stamp.rotate(dice.uniform(-20, 20), expand=True)
    held = np.random.default_rng(dice.randrange(10**6)).random(stamp.size[::-1]) > 0.25
    stamp = ImageChops.multiply(stamp, Image.fromarray((held * 255).astype(np.uint8)))
    ink = dice.choice(((60, 60, 140), (140, 40, 50), (40, 40, 40)))
    at = (dice.randint(0, max(1, image.width - stamp.width)), dice.randint(0, max(1, image.height - stamp.height)))
    out = image.copy()
    out.paste(ink, at, stamp)
    return out


def _edge(image: Image.Image, dice: Random) -> Image.Image:
    """The scanner's bed or the next leaf beside the page."""
    out, wide = image.copy(), round(image.width * dice.uniform(0.02, 0.09))
    left = 0 if dice.random() < 0.5 else image.width - wide
    ImageDraw.Draw(out).rectangle((left, 0, left + wide, image.height), fill=dice.choice(_BEDS))
    return out


def _scratches(image: Image.Image, dice: Random) -> Image.Image:
    """Hairs and scratches of a film."""
    layer = Image.new("L", image.size, 255)
    pen = ImageDraw.Draw(layer)
    for _ in range(dice.randint(4, 18)):
        x, y = dice.uniform(0, image.width), dice.uniform(0, image.height)
        points = [(x, y)]
        for _ in range(dice.randint(3, 8)):
            x, y = x + dice.gauss(0, 22), y + dice.gauss(0, 45)
            points.append((x, y))
        pen.line(points, fill=dice.randint(60, 170), width=dice.randint(1, 2))
    return ImageChops.multiply(image, layer.convert("RGB"))
