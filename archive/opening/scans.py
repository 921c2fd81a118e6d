"""Scans inside PDF pages: whether a page is nothing but one scan, and how fine its images are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pymupdf
import pyvips

from archive.faults import Refused
from archive.opening import images, kinds
from archive.opening.limits import Limits, plausible_dpi
from archive.opening.making import Made

_SLACK = 0.01  # of the page's size: how far a scan may stay inside or reach over its page
_ALIKE = 10.0  # mean difference, of 255, between the scan and the page as drawn
_GLANCE = 256  # pixels on the longer side of the two pictures that are compared
_NOTICED = 0.01  # share of the page from which an image's resolution matters


def _placed(page: pymupdf.Page) -> list[dict[str, Any]]:
    placed: list[dict[str, Any]] = page.get_image_info()
    return placed


def _xref(page: pymupdf.Page) -> int:
    """Of the one image the page shows. Asking MuPDF which of several it is costs decoding it."""
    held = page.get_images(full=True)
    if len(held) == 1:
        number, mask = held[0][:2]
        return 0 if mask else int(number)
    return int(page.get_image_info(xrefs=True)[0]["xref"])


def cover(page: pymupdf.Page) -> float:
    """Share of the page under images, 0..1; counted on a grid, so overlaps count once."""
    steps = 64
    area = page.cropbox if page.rotation == 0 else page.rect * page.derotation_matrix
    width, height = abs(area.width), abs(area.height)
    cells: set[tuple[int, int]] = set()
    for info in _placed(page):
        x0, y0, x1, y1 = info["bbox"]
        columns = range(max(0, round(x0 / width * steps)), min(steps, round(x1 / width * steps)))
        rows = range(max(0, round(y0 / height * steps)), min(steps, round(y1 / height * steps)))
        if len(cells) < steps * steps:
            cells |= {(column, row) for column in columns for row in rows}
    return len(cells) / steps**2


def finest(page: pymupdf.Page) -> float:
    """The highest resolution, in dots per inch, of an image that covers a noticeable part of the page."""
    best, area = 0.0, abs(page.rect.width * page.rect.height) or 1.0
    for info in _placed(page):
        matrix = pymupdf.Matrix(info["transform"])
        wide, high = (matrix.a**2 + matrix.b**2) ** 0.5, (matrix.c**2 + matrix.d**2) ** 0.5
        if wide * high / area >= _NOTICED:
            best = max(best, 72 * info["width"] / wide, 72 * info["height"] / high)
    return best


def only(page: pymupdf.Page, limits: Limits, folder: Path) -> Made | None:
    """The scan in its own resolution, when the page shows one image, upright or turned by quarters,
    and nothing else; else None. The scan has to look like the page as drawn."""
    if [kind for kind, *_box in page.get_bboxlog() if kind != "ignore-text"] != ["fill-image"]:
        return None
    placed = _placed(page)
    if len(placed) != 1 or placed[0]["has-mask"] or page.first_annot or page.first_widget:
        return None
    info = placed[0]
    if info["width"] * info["height"] > limits.pixels or not _fills(info, page):
        return None
    turn = _turn(pymupdf.Matrix(info["transform"]) * page.rotation_matrix)
    if turn is None:
        return None
    number = _xref(page)
    extracted = page.parent.extract_image(number) if number else None
    if not extracted or not extracted.get("image"):
        return None
    path = folder / "embedded"
    path.write_bytes(extracted["image"])
    del extracted
    try:
        made = images.make(path, kinds.identify(path), limits, folder, embedded=True, turn=turn)
    except Refused:
        return None  # drawing the page shows what can still be shown
    finally:
        path.unlink()
    if not _alike(made, page):
        made.image.unlink()
        return None
    pixels = max(info["width"], info["height"])
    inches = max(page.rect.width, page.rect.height) / 72
    return Made(made.image, made.media_type, plausible_dpi(pixels / inches, 1, 1))


def _fills(info: dict[str, Any], page: pymupdf.Page) -> bool:
    box = pymupdf.Rect(info["bbox"]) * page.rotation_matrix
    width, height = page.rect.width, page.rect.height
    gaps = (box.x0 / width, box.y0 / height, 1 - box.x1 / width, 1 - box.y1 / height)
    return all(abs(gap) <= _SLACK for gap in gaps)


def _turn(matrix: pymupdf.Matrix) -> int | None:
    """Degrees clockwise that the image is turned by; None for a mirrored or skewed one."""
    a, b, c, d = matrix.a, matrix.b, matrix.c, matrix.d
    if abs(b) + abs(c) < 0.001 * (abs(a) + abs(d)):
        return {(True, True): 0, (False, False): 180}.get((a > 0, d > 0))
    if abs(a) + abs(d) < 0.001 * (abs(b) + abs(c)):
        return {(True, False): 90, (False, True): 270}.get((b > 0, c > 0))
    return None


def _alike(made: Made, page: pymupdf.Page) -> bool:
    zoom = _GLANCE / max(page.rect.width, page.rect.height)
    drawn = page.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), colorspace=pymupdf.csGRAY, alpha=False)
    one = pyvips.Image.new_from_memory(bytes(drawn.samples), drawn.width, drawn.height, 1, "uchar")
    other = pyvips.Image.thumbnail(str(made.image), drawn.width, height=drawn.height, size="force", no_rotate=True)
    other = other.colourspace("b-w")[0]
    return bool((one - other).abs().avg() <= _ALIKE)
