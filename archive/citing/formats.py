"""Citations as files for bibliography programs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from archive.citing.source import Source

_TEX = str.maketrans(
    {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {special: "\\" + special for special in "{}$&%#_"}
)


def bibtex(source: Source) -> str:
    """UTF-8, for BibTeX and biblatex. Doubled braces keep names and capitals as they are."""
    fields = {
        "author": " and ".join(f"{{{name.translate(_TEX)}}}" for name in source.creators),
        "title": f"{{{source.title.translate(_TEX)}}}",
        "year": (source.year or source.written).translate(_TEX),
        "howpublished": ", ".join(part for part in (source.collection, source.shelfmark) if part).translate(_TEX),
        "pages": "" if source.page is None else str(source.page),
        "language": source.language.translate(_TEX),
        "note": source.text.translate(_TEX),
        "url": re.sub(r"[{}\\\s]", "", source.address),
        "urldate": source.seen.isoformat(),
    }
    said = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{source.key},\n{said}\n}}\n"


def ris(source: Source) -> str:
    """Lines end in CR LF, as the format says."""
    rows = [("TY", "MANSCPT"), ("TI", source.title)]
    rows += [("AU", name) for name in source.creators]
    rows += [
        ("PY", source.year),
        ("DA", f"{source.begun:%Y/%m/%d}/" if source.begun and source.begun == source.ended else ""),
        ("T2", source.collection),
        ("CN", source.shelfmark),
        ("SP", "" if source.page is None else str(source.page)),
        ("LA", source.language),
        ("C1", source.rights),
        ("N1", " ".join(part for part in (source.written, source.text) if part)),
        ("UR", source.address),
        ("Y2", f"{source.seen:%Y/%m/%d}/"),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in rows if value) + "ER  - \r\n"


def csl(source: Source) -> str:
    """CSL-JSON: names and dates that the archive only knows as text stay text."""
    issued: dict[str, Any] = {}
    if source.begun:
        issued = {"date-parts": _parts(source.begun, source.ended or source.begun)}
    elif source.written:
        issued = {"literal": source.written}
    entry = {
        "id": source.key,
        "type": "manuscript",
        "title": source.title,
        "author": [{"literal": name} for name in source.creators],
        "issued": issued,
        "archive": source.collection,
        "archive_location": source.shelfmark,
        "page": "" if source.page is None else str(source.page),
        "language": source.language,
        "note": source.standing,
        "version": "" if source.version is None else str(source.version),
        "URL": source.address,
        "accessed": {"date-parts": [[source.seen.year, source.seen.month, source.seen.day]]},
    }
    return (
        json.dumps([{name: value for name, value in entry.items() if value}], ensure_ascii=False, indent=2) + "\n"
    )


@dataclass(frozen=True, slots=True)
class Format:
    title: str
    ending: str
    media_type: str
    write: Callable[[Source], str]


#: name in an address -> how
FORMATS = {
    "bibtex": Format("BibTeX", "bib", "application/x-bibtex", bibtex),
    "ris": Format("RIS", "ris", "application/x-research-info-systems", ris),
    "csl": Format("CSL-JSON", "json", "application/vnd.citationstyles.csl+json", csl),
}


def _parts(first: date, last: date) -> list[list[int]]:
    """A span from the first to the last day of years is said in years: the days are not known, only the years."""
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return [[year] for year in sorted({first.year, last.year})]
    return [[day.year, day.month, day.day] for day in sorted({first, last})]
