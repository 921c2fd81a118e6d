"""What befell a leaf before it was scanned: wear, the reverse showing through, dirt, stamps, tears.

Each function takes a page (places known) and gives one; the same dice give the same page.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from archive.demo.drawn import DrawnPage
from archive.demo.faces import Face
from archive.demo.wear import aged, skewed, speckled
from bench.gate_pages.readings import without

_PAPERS = ((246, 240, 224), (240, 229, 204), (236, 226, 203), (228, 211, 176), (250, 249, 245), (226, 226, 226))


def clean(page: DrawnPage, dice: Random) -> DrawnPage:
    """Hardly used: near-white paper, little skew."""
    page = skewed(page, dice.uniform(-0.4, 0.4)) if dice.random() < 0.5 else page
    paper = dice.choice(((255, 255, 255), (250, 249, 245), (246, 240, 224), (248, 248, 248)))
    grain, browned = dice.uniform(0.3, 2.0), dice.uniform(0, 0.08)
    return aged(
        page, dice.randrange(10**6), paper=paper, grain=grain, stains=0, browned=browned, blur=dice.choice((0, 0.4))
    )


def worn(page: DrawnPage, dice: Random, strength: float = 1.0, *, colour: bool = False) -> DrawnPage:
    """As most of an archive looks: brown paper, stains, skew; unless `colour` is asked for, some grey or bitonal."""
    page = skewed(page, dice.uniform(-1.6, 1.6) * min(1.0, strength)) if dice.random() < 0.75 else page
    faded = dice.uniform(0, 0.45) * min(1.0, strength)
    if faded > 0.1:
        page = replace(page, image=page.image.point([round(255 - (255 - v) * (1 - faded)) for v in range(256)] * 3))
    through = ImageOps.flip(ImageOps.mirror(page.image)) if dice.random() < 0.35 else None
    way = dice.random()
    if way < 0.2:
        page = speckled(page, dice.randrange(10**6), specks=dice.randint(40, round(500 * strength) + 50))
    page = aged(
        page,
        dice.randrange(10**6),
        paper=dice.choice(_PAPERS),
        grain=dice.uniform(1.5, 5.5 * strength),
        stains=dice.randint(2, 10 + round(24 * strength)),
        browned=dice.uniform(0.05, 0.3),
        gutter=dice.choice((0.0, 0.0, 0.2, -0.25)),
        through=through,
        blur=dice.uniform(0.3, 1.0 * strength),
    )
    if colour:
        return page
    if way < 0.2:
        return replace(page, image=page.image.convert("L"))
    if way < 0.28 and strength <= 1.0 and faded < 0.25:
        return bitonal(page)
    return page


def bitonal(page: DrawnPage) -> DrawnPage:
    """Black and white, cut against the light around each spot as scanners do it."""
    grey = page.image.convert("L")
    near = grey.filter(ImageFilter.BoxBlur(25))
    dark = np.asarray(grey, dtype=np.int16) < np.asarray(near, dtype=np.int16) - 28
    return replace(page, image=Image.fromarray(np.where(dark, 0, 255).astype(np.uint8)))


def showing_through(page: DrawnPage, behind: Image.Image, dice: Random, strength: float) -> DrawnPage:
    """The page with the mirrored reverse of its leaf; `strength` is how much of its ink comes through."""
    mirrored = ImageOps.mirror(behind.convert("L")).resize(page.image.size)
    soft = mirrored.filter(ImageFilter.GaussianBlur(dice.uniform(0.9, 2.2)))
    faint = soft.point([round(255 - (255 - v) * strength) for v in range(256)])
    return replace(page, image=ImageChops.multiply(page.image.convert("RGB"), faint.convert("RGB")))


def dirty(page: DrawnPage, dice: Random) -> DrawnPage:
    """Two or three sorts of marks that are not text: blots, rings, ruled lines, shadows, a stamp, an edge."""
    image = page.image.convert("RGB")
    for mark in dice.sample((_blots, _ring, _ruling, _shadow, _stamp, _edge, _scratches), dice.randint(2, 3)):
        image = mark(image, dice)
    return replace(page, image=image)


def torn(page: DrawnPage, dice: Random, share: float | None = None) -> tuple[DrawnPage, float, str]:
    """The page with a side torn off or burnt away, without the words that went with it.

    Also says how much is gone and from which side: top, bottom, left or right.
    """
    width, height = page.image.size
    share = share or dice.uniform(0.3, 0.6)
    side = dice.choice(("top", "bottom", "bottom", "left", "right"))
    long = width if side in ("top", "bottom") else height
    deep = height if side in ("top", "bottom") else width
    steps = np.linspace(0, 1, 60)
    walk = np.cumsum([dice.gauss(0, 0.012) for _ in steps])
    edge = np.clip(share + walk - walk.mean() + (steps - 0.5) * dice.uniform(-0.15, 0.15), 0.05, 0.9) * deep
    along = np.interp(np.arange(long), steps * (long - 1), edge)
    depth = np.arange(deep)
    gone = depth[:, None] < along[None, :]
    if side in ("bottom", "right"):
        gone = gone[::-1]
    if side in ("left", "right"):
        gone = gone.T
    mask = Image.fromarray((gone * 255).astype(np.uint8))
    under = dice.choice(((18, 17, 16), (40, 38, 36), (252, 252, 252), (205, 203, 198)))
    image = page.image.convert("RGB")
    fringe = mask.filter(ImageFilter.GaussianBlur(6)).point([min(255, round(v * 0.7)) for v in range(256)])
    image.paste((92, 66, 40) if dice.random() < 0.4 else (214, 205, 186), (0, 0), fringe)
    image.paste(under, (0, 0), mask)
    lost = [
        (at, n)
        for at, line in enumerate(page.lines)
        for n, word in enumerate(line.words)
        if gone[_span(word.y0, word.y1, height), _span(word.x0, word.x1, width)].mean() > 0.2
    ]
    return without(replace(page, image=image), lost), share, side


def _span(low: float, high: float, size: int) -> slice:
    return slice(max(0, int(low)), max(1, min(size, int(high) + 1)))


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
    for line, text in enumerate(
        dice.choice((("BIBLIOTHECA", "CIVITATIS"), ("PUBLIC", "LIBRARY"), ("ARCHIV", "1898")))
    ):
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
    ImageDraw.Draw(out).rectangle(
        (left, 0, left + wide, image.height), fill=dice.choice(((14, 13, 12), (50, 46, 42)))
    )
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
