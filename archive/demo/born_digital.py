"""A drawn sheet written as a PDF: the same words at the same places, as text.

Every word is shown with the font it was drawn with and tells its plain letters, in the order in
which they are read; the same sheets give the same bytes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

import pymupdf

from archive.demo.drawing import Colour, Placed, Sheet
from archive.demo.faces import Face
from archive.demo.joining import from_left, joined


def pdf(sheets: Sequence[Sheet], title: str, dpi: int, *, password: str = "") -> bytes:
    """One page a sheet; `dpi` is how many of the sheet's pixels make an inch."""
    document = pymupdf.open()
    scale = 72 / dpi
    for sheet in sheets:
        width, height = sheet.image.size
        page = document.new_page(width=width * scale, height=height * scale)
        for x0, y0, x1, y1, thick, ink in sheet.rules:
            start, end = (x0 * scale, y0 * scale), (x1 * scale, y1 * scale)
            page.draw_line(start, end, color=_share(ink), width=thick * scale)
        for font in sorted({placed.face.font for placed in sheet.placed}):
            page.insert_font(fontname=font, fontfile=str(Face(font, 1).path))
        for placed in sheet.placed:
            _write(page, placed, scale)
    _tell_plain_letters(document)
    document.set_metadata({"title": title, "producer": "Muniment", "creationDate": "D:20260101000000Z"})
    locked = {"encryption": pymupdf.PDF_ENCRYPT_AES_256, "user_pw": password} if password else {}
    return bytes(document.tobytes(garbage=3, deflate=True, no_new_id=True, **locked))


def _write(page: pymupdf.Page, placed: Placed, scale: float) -> None:
    """A word and the space after it, in the order in which they are read."""
    face = placed.face
    style = {"fontname": face.font, "fontsize": face.size * scale, "color": _share(placed.ink)}
    baseline = placed.baseline * scale
    if face.font != "naskh":
        page.insert_text((placed.x * scale, baseline), placed.text + " ", **style)
        return
    forms, x, places = joined(placed.text), placed.x, {}
    for at in from_left(forms):
        places[at] = x
        x += face.advance(forms[at])
    for at, letter in enumerate(forms):
        page.insert_text((places[at] * scale, baseline), letter, **style)
    page.insert_text(((placed.x - face.space) * scale, baseline), " ", **style)


def _tell_plain_letters(document: pymupdf.Document) -> None:
    """Joined forms are how Arabic letters look, not what they are: the fonts' maps tell the letters."""
    fonts = {(font[0], font[4]) for page in document for font in page.get_fonts(full=True)}
    for xref, name in sorted(fonts):
        _kind, target = document.xref_get_key(xref, "ToUnicode")
        if target.endswith(" 0 R"):
            document.update_stream(int(target.split()[0]), _map(Face(name, 1)).encode())


def _map(face: Face) -> str:
    font = pymupdf.Font(fontfile=str(face.path))
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
