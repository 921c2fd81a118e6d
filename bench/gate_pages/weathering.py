"""What befell a leaf before it was scanned: wear, the reverse showing through, tears.

Each function takes a page (places known) and gives one; the same dice give the same page.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
from PIL import Image, ImageChops, ImageFilter, ImageOps

from archive.demo.drawn import DrawnPage
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
    """As most of an archive looks: brown, stained, askew; unless `colour` is asked for, some grey or bitonal."""
    page = skewed(page, dice.uniform(-1.6, 1.6) * min(1.0, strength)) if dice.random() < 0.75 else page
    faded = dice.uniform(0, 0.45) * min(1.0, strength) if dice.random() < 0.88 else dice.uniform(0.45, 0.68)
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
