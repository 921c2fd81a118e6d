"""What the demo collection holds: each document's file, description and pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

from archive.demo import born_digital
from archive.demo.drawing import DrawnPage, Sheet
from archive.demo.pages import bell, dues, guides, ledger, letter, mercury, mill, minutes, notice, relation

_SCANNED_AT = (300, 300)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A document as it was drawn: the bytes of its file and its pages."""

    data: bytes
    pages: tuple[DrawnPage, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """`title` to `description` are the cells of the metadata sheet."""

    file: str
    shelfmark: str
    title: str
    date: str
    language: str
    description: str
    draw: Callable[[], Drawn]


def _scan(draw: Callable[[], DrawnPage], kind: str) -> Callable[[], Drawn]:
    def drawn() -> Drawn:
        page, data = draw(), BytesIO()
        page.image.save(data, kind, quality=88, dpi=_SCANNED_AT)
        return Drawn(data.getvalue(), (page,))

    return drawn


def _film(draw: Callable[[], tuple[DrawnPage, ...]]) -> Callable[[], Drawn]:
    def drawn() -> Drawn:
        pages, data = draw(), BytesIO()
        first, *rest = (page.image for page in pages)
        first.save(data, "TIFF", compression="jpeg", quality=88, dpi=_SCANNED_AT, save_all=True, append_images=rest)
        return Drawn(data.getvalue(), pages)

    return drawn


def _leaflet(draw: Callable[[], Sequence[Sheet]], title: str) -> Callable[[], Drawn]:
    def drawn() -> Drawn:
        sheets = draw()
        data = born_digital.pdf(sheets, title, guides.DPI)
        return Drawn(data, tuple(sheet.page() for sheet in sheets))

    return drawn


DOCUMENTS: tuple[Document, ...] = (
    Document(
        "true-relation-1784.jpg",
        "PA 4.17",
        "A True Relation of the Great Storm at Havermouth",
        "1784",
        "en",
        "Pamphlet, letterpress. The storm of 9 November 1783, the ferry and the bell.",
        _scan(relation.draw, "JPEG"),
    ),
    Document(
        "minutes-1931-05-20.jpg",
        "HB 12.5",
        "Harbour Board: minutes of 20 May 1931",
        "1931-05-20",
        "en",
        "Typescript. A new ferry, the fog bell, smuggled brandy, a blanket.",
        _scan(minutes.draw, "JPEG"),
    ),
    Document(
        "mercury-1847-10-09.jpg",
        "NP 1847.41",
        "The Havermouth Mercury, 9 October 1847, page 3",
        "1847-10-09",
        "en",
        "Newspaper page in two columns.",
        _scan(mercury.draw, "JPEG"),
    ),
    Document(
        "flour-tax-1767.jpg",
        "PA 2.3",
        "Ledger of the flour tax, Lady Day 1767",
        "1767",
        "en",
        "Ruled table: who paid, who refused.",
        _scan(ledger.draw, "JPEG"),
    ),
    Document(
        "muehlenordnung-1791.jpg",
        "PA 5.2",
        "Ordnung für die Mühle, den Deich und die Fähre",
        "1791-03-03",
        "de",
        "German decree in Fraktur, after the flood.",
        _scan(mill.draw, "JPEG"),
    ),
    Document(
        "letter-1612.webp",
        "PA 1.9",
        "Letter on the storm of Twelfth Night, 1612",
        "1612",
        "en",
        "Secretary hand. The reading engine for print cannot read it, and says so.",
        _scan(letter.draw, "WEBP"),
    ),
    Document(
        "avis-1852.jpg",
        "HB 3.40",
        "Avis aux navigateurs: feu de la Pointe aux Mouettes",
        "1852-12-03",
        "fr",
        "French notice to mariners; it was laid on the scanner on its side.",
        _scan(notice.draw, "JPEG"),
    ),
    Document(
        "de-campana-1668.jpg",
        "PA 1.21",
        "De campana maiore",
        "1668",
        "la",
        "Latin leaf on the great bell Agnes; it lay askew on the scanner.",
        _scan(bell.draw, "JPEG"),
    ),
    Document(
        "ferry-book-1788.tif",
        "HB 1.1",
        "The ferry book: dues and accounts",
        "1788",
        "en",
        "Three leaves on microfilm, the second of them blank.",
        _film(dues.draw),
    ),
    Document(
        "guide.pdf",
        "LIB 1",
        "The Parish and Harbour Archive of Havermouth: a short guide",
        "2019",
        "en",
        "Leaflet for visitors, born digital.",
        _leaflet(guides.english, "The Parish and Harbour Archive of Havermouth"),
    ),
    Document(
        "guide-ar.pdf",
        "LIB 2",
        "أرشيف ميناء هافرماوث: دليل قصير للزائرين",
        "2019",
        "ar",
        "Leaflet for visitors in Arabic, born digital.",
        _leaflet(guides.arabic, "أرشيف ميناء هافرماوث"),
    ),
)
