"""PDF. A page that is one scan keeps that scan; any other page is drawn."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pymupdf
import pyvips

from archive.faults import Refused
from archive.opening import making, scans, words
from archive.opening.limits import Limits
from archive.opening.making import Made

pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)
#: What PyMuPDF raises over damaged documents, depending on which of its layers notices.
_BROKEN = (pymupdf.mupdf.FzErrorBase, RuntimeError, ValueError, LookupError, TypeError, AttributeError, OSError)
_DRAWN_PIXELS = 100_000_000  # of a page that is drawn; a scan inside it may be larger
_MOST_DPI = 600
_PHOTOGRAPHIC = 0.5  # share of the page covered by images from which JPEG is the better page image


class Pdf:
    def count(self, path: Path, media_type: str, password: str, limits: Limits) -> int:
        with opened(path, password) as document:
            with _reading():
                pages = int(document.page_count)
                limits.check_pages(pages)
                document.load_page(0)
            return pages

    def page(self, path: Path, media_type: str, index: int, password: str, limits: Limits, folder: Path) -> Made:
        with opened(path, password) as document, _reading():
            page = document.load_page(index)
            if page.rect.is_empty or page.rect.is_infinite:
                raise making.damaged("PDF", f"page {index + 1} has no size")
            cover = scans.cover(page)
            layer = words.write(page, cover, folder)
            scan = scans.only(page, limits, folder)
            made = scan or _draw(page, cover, limits, folder)
        pymupdf.TOOLS.store_shrink(100)
        return Made(made.image, made.media_type, made.dpi, layer)


FAMILY = Pdf()


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise making.damaged("PDF", str(error)) from error


@contextmanager
def opened(path: Path, password: str) -> Iterator[pymupdf.Document]:
    with _reading():
        document = pymupdf.open(path, filetype="pdf")
    with document:
        if document.needs_pass and not document.authenticate(password):
            raise Refused(
                "The PDF is protected by a password, and the one given does not open it."
                if password
                else "The PDF is protected by a password. Give it with --password, or save a copy without one.",
                code="password",
            )
        yield document


def _draw(page: pymupdf.Page, cover: float, limits: Limits, folder: Path) -> Made:
    width, height = page.rect.width / 72, page.rect.height / 72  # inches
    dpi = min(max(limits.dpi, scans.finest(page)), max(limits.dpi, _MOST_DPI))
    dpi = min(dpi, math.sqrt(min(limits.pixels, _DRAWN_PIXELS) / (width * height)))
    zoom = dpi / 72
    pixels = page.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), colorspace=pymupdf.csRGB, alpha=False)
    image = pyvips.Image.new_from_memory(pixels.samples_mv, pixels.width, pixels.height, 3, "uchar")
    image = image.copy(interpretation="srgb")
    if pixels.is_monochrome or _grey(image):
        image = image[1]
        image = image.copy(interpretation="b-w")
    saved, media_type = making.save(image, folder, lossless=cover < _PHOTOGRAPHIC, drawn=True)
    return Made(saved, media_type, round(dpi, 2))


def _grey(image: pyvips.Image) -> bool:
    red, green, blue = image[0], image[1], image[2]
    return bool(((red - green).abs() + (green - blue).abs()).max() <= 6)
