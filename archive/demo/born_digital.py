"""A drawn sheet written as a PDF: the same words at the same places, as text.

Every word is shown with the font it was drawn with and tells its plain letters, in the order in
which they are read; the same sheets give the same bytes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import pymupdf

from archive.demo.drawing import Colour, Placed, Sheet
from archive.demo.joining import from_left, joined


def pdf(sheets: Sequence[Sheet], title: str, dpi: int, *, password: str = "") -> bytes:
    """One page a sheet; `dpi` is how many of the sheet's pixels make an inch."""
    document = pymupdf.open()
    scale = 72 / dpi
    faces = {placed.face.font: placed.face for sheet in sheets for placed in sheet.placed}
    fonts = {name: pymupdf.Font(fontfile=str(face.path)) for name, face in faces.items()}
    for sheet in sheets:
        width, height = sheet.image.size
        page = document.new_page(width=width * scale, height=height * scale)
        for x0, y0, x1, y1, thick, ink in sheet.rules:
            start, end = (x0 * scale, y0 * scale), (x1 * scale, y1 * scale)
            page.draw_line(start, end, color=_share(ink), width=thick * scale)
        for ink, run in groupby(sheet.placed, key=lambda placed: placed.ink):
            writer = pymupdf.TextWriter(page.rect, color=_share(ink))
            for placed in run:
                _write(writer, placed, scale, fonts[placed.face.font])
            writer.write_text(page)
    _tell_plain_letters(document, fonts)
    document.set_metadata({"title": title, "producer": "Muniment", "creationDate": "D:20260101000000Z"})
    locked = {"encryption": pymupdf.PDF_ENCRYPT_AES_256, "user_pw": password} if password else {}
    return bytes(document.tobytes(garbage=3, deflate=True, no_new_id=True, **locked))


def _write(writer: pymupdf.TextWriter, placed: Placed, scale: float, font: pymupdf.Font) -> None:
    """A word and the space after it, in the order in which they are read."""
    face = placed.face
    baseline, size = placed.baseline * scale, face.size * scale
    if face.font != "naskh":
        writer.append((placed.x * scale, baseline), placed.text + " ", font, size)
        return
    forms, x, places = joined(placed.text), placed.x, {}
    for at in from_left(forms):
        places[at] = x
        x += face.advance(forms[at])
    for at, letter in enumerate(forms):
        writer.append((places[at] * scale, baseline), letter, font, size)
    writer.append(((placed.x - face.space) * scale, baseline), " ", font, size)


def _tell_plain_letters(document: pymupdf.Document, fonts: Mapping[str, pymupdf.Font]) -> None:
    """Joined forms are how Arabic letters look, not what they are: the fonts' maps tell the letters."""
    named = {font.name.replace(" ", ""): font for font in fonts.values()}
    used = {(entry[0], entry[3]) for page in document for entry in page.get_fonts(full=True)}
    for xref, name in sorted(used):
        _kind, target = document.xref_get_key(xref, "ToUnicode")
        font = named[name.rpartition("+")[2].replace(" ", "").partition("-")[0]]
        document.update_stream(int(target.split()[0]), _map(font).encode())


def _map(font: pymupdf.Font) -> str:
    glyphs = {font.has_glyph(code): unicodedata.normalize("NFKC", chr(code)) for code in font.valid_codepoints()}
    entries = [
        f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>" for glyph, text in sorted(glyphs.items()) if glyph
    ]
    return "\n".join(_sections(entries))


def _sections(entries: list[str]) -> Iterable[str]:
    yield "/CIDInit /ProcSet findresource begin 12 dict begin begincmap"
    yield "/CMapName /Letters def /CMapType 2 def"
    yield "1 begincodespacerange <0000> <ffff> endcodespacerange"
    for start in range(0, len(entries), 100):
        some = entries[start : start + 100]
        yield f"{len(some)} beginbfchar"
        yield from some
        yield "endbfchar"
    yield "endcmap CMapName currentdict /CMap defineresource pop end end"


def _share(ink: Colour) -> tuple[float, float, float]:
    red, green, blue = (round(part / 255, 3) for part in ink)
    return red, green, blue
