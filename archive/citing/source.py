"""The facts a citation is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from archive import vouching
from archive.models import Collection, Page, Record, Transcription

_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Source:
    """One line of text to a field; empty where nothing is known."""

    key: str  # of the entry in a bibliography, such as "record12p3"
    title: str
    creators: tuple[str, ...]
    written: str  # the date as the archive says it
    begun: date | None
    ended: date | None
    shelfmark: str
    collection: str
    language: str
    rights: str
    page: int | None
    version: int | None  # of the page's text
    address: str
    seen: date
    standing: str = ""  # of that version: who vouches for it, without names

    @property
    def year(self) -> str:
        if self.begun:
            return str(self.begun.year)
        found = _YEAR.search(self.written)
        return found[0] if found else ""

    @property
    def text(self) -> str:
        """Which text is cited, for it may be corrected later."""
        if self.version is None:
            return ""
        if not self.standing:
            return _("text version %(n)s") % {"n": self.version}
        return _("text version %(n)s, %(standing)s") % {"n": self.version, "standing": self.standing}

    @property
    def dated(self) -> str:
        """The date for people: as written, or else the years."""
        if self.written or not self.begun:
            return self.written
        if self.ended and self.ended.year != self.begun.year:
            return f"{self.begun.year}–{self.ended.year}"
        return str(self.begun.year)


def of_record(record: Record, address: str) -> Source:
    """Titles of collections that the person may not see must not be told: the record's own is seen by whoever
    sees the record, those above it are left out."""
    return _source(record, address, f"record{record.pk}")


def of_page(page: Page, number: int, version: Transcription | None, address: str) -> Source:
    key = f"record{page.record_id}p{number}"
    return _source(page.record, address, key, number, version)


def _source(
    record: Record, address: str, key: str, page: int | None = None, version: Transcription | None = None
) -> Source:
    collection: Collection = record.collection
    return Source(
        key=key,
        title=_line(record.title),
        # Several names are parted by semicolons, as in the metadata sheet; a comma belongs to a name.
        creators=tuple(name for part in record.creator.split(";") if (name := _line(part))),
        written=_line(record.date_text),
        begun=record.date_from,
        ended=record.date_to,
        shelfmark=_line(record.shelfmark),
        collection=_line(collection.title),
        language=_line(record.language),
        rights=_line(record.rights),
        page=page,
        version=version.number if version else None,
        address=address,
        seen=timezone.localdate(),
        standing=vouching.plainly(version) if version else "",
    )


def _line(text: str) -> str:
    """Line ends would begin a new field in RIS and BibTeX."""
    return _SPACE.sub(" ", text).strip()
