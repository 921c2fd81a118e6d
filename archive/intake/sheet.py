"""The metadata sheet: a CSV whose rows describe records. Reading it; `archive.intake.describing` applies it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from archive.faults import Refused

#: Column names, and other names people give them.
COLUMNS = {
    "shelfmark": ("reference", "ref", "signature"),
    "file": ("filename", "file name", "folder"),
    "title": (),
    "creator": ("author",),
    "date": ("date as written",),
    "date_from": ("from",),
    "date_to": ("to",),
    "language": (),
    "rights": ("licence", "license"),
    "description": (),
}
_NAMES = {alias: name for name, aliases in COLUMNS.items() for alias in (name, *aliases)}
_MOST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Row:
    number: int  # as a spreadsheet counts: 1 is the line of column names
    cells: dict[str, str]  # only the filled ones

    @property
    def key(self) -> str:
        return self.cells.get("file") or self.cells.get("shelfmark", "")


@dataclass(frozen=True, slots=True)
class Problem:
    row: int
    why: str


def read(path: Path) -> tuple[list[Row], list[Problem]]:
    """The filled rows, and what is wrong with others. Raises Refused when it is no sheet at all."""
    lines = _lines(path)
    names, problems = _header(lines[0])
    rows = []
    for number, line in enumerate(lines[1:], 2):
        cells = {name: cell.strip() for name, cell in zip(names, line, strict=False) if name and cell.strip()}
        if any(cell.strip() for cell in line[len(names) :]):
            problems.append(Problem(number, "The row has more cells than there are columns. Is a quote missing?"))
        elif cells and not (cells.get("shelfmark") or cells.get("file")):
            problems.append(Problem(number, "The row names neither a shelfmark nor a file."))
        elif cells:
            rows.append(Row(number, cells))
    return rows, problems


def _lines(path: Path) -> list[list[str]]:
    data = path.read_bytes()[: _MOST_BYTES + 1]
    if len(data) > _MOST_BYTES:
        raise Refused(f"The sheet is larger than {_MOST_BYTES >> 20} MB. Split it.", code="sheet")
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise Refused("The sheet is a spreadsheet file. Save it as CSV (UTF-8) first.", code="sheet")
    try:
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(
            f"The sheet is not UTF-8 text (byte {error.start}). Save it as CSV (UTF-8).", code="sheet"
        ) from None
    if "\0" in text:
        raise Refused("The sheet holds NUL characters. Save it as CSV (UTF-8) again.", code="sheet")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise Refused(f"The sheet is not a CSV: {error}. Save it as CSV (UTF-8) again.", code="sheet") from None
    if not lines or not any(cell.strip() for cell in lines[0]):
        raise Refused("The sheet is empty. Its first line must name the columns.", code="sheet")
    return lines


def _header(cells: list[str]) -> tuple[list[str], list[Problem]]:
    names, problems = [], []
    for cell in cells:
        given = " ".join(cell.replace("_", " ").split()).lower()
        name = _NAMES.get(given) or _NAMES.get(given.replace(" ", "_"), "")
        if given and not name:
            known = ", ".join(COLUMNS)
            problems.append(Problem(1, f"“{cell.strip()}” is not a column; it was left out. Known are: {known}."))
        if name in names and name:
            raise Refused(f"The sheet has two columns called “{name}”. Remove one.", code="sheet")
        names.append(name)
    if not {"shelfmark", "file"} & set(names):
        raise Refused(
            "The sheet needs a column “shelfmark” or “file” that says what each row is about.", code="sheet"
        )
    return names, problems
