"""Applying a metadata sheet to the records of a collection.

A row finds its record by shelfmark, else by file (or folder) name. It updates: a cell that is empty
leaves what is there. The same sheet can be applied again and changes nothing the second time.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from archive import describing
from archive.intake import dates
from archive.intake.sheet import Problem, Row
from archive.models import Collection, Original, Record

if TYPE_CHECKING:
    from archive.rights import Person

_TEXTS = ("shelfmark", "title", "creator", "language", "rights", "description")


#: A dry run lists this many changes; beyond it they are only counted.
_LISTED = 500


@dataclass(frozen=True, slots=True)
class Change:
    """What a row does, or would do, to a record: each field with what it says now and what it will say."""

    row: int
    record: int
    title: str
    fields: dict[str, tuple[str, str]]


@dataclass
class Applied:
    updated: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    coming: int = 0  # rows about files that a dry run expects
    changes: list[Change] = field(default_factory=list)  # of a dry run


def apply(
    rows: Iterable[Row],
    collection: Collection | None,
    person: Person,
    *,
    expected: Iterable[str] = (),
    dry_run: bool = False,
) -> Applied:
    """Updates the records of the collection. `expected` are places of files that a dry run would take in."""
    every = list(rows)
    named = _records_by_name(every, collection)
    coming = {name for place in expected for name in _names_of(place)}
    done: dict[int, int] = {}
    applied = Applied()
    for row in every:
        try:
            record = _record(row, collection, person, named)
            if record is None:
                if _plain(row.key) not in coming:
                    raise ValueError(_nothing(row))
                applied.coming += 1
                continue
            if record.pk in done:
                raise ValueError(f"Row {done[record.pk]} describes the same record (“{record.title}”). Remove one.")
            values = _values(row)
            if dry_run and len(applied.changes) < _LISTED and (differs := _differs(record, values)):
                applied.changes.append(Change(row.number, record.pk, record.title, differs))
            changed = _update(record, values, person, dry_run)
            done[record.pk] = row.number
            applied.updated += changed
            applied.unchanged += not changed
        except ValidationError as error:
            applied.problems.append(Problem(row.number, " ".join(_messages(error))))
        except ValueError as error:
            applied.problems.append(Problem(row.number, str(error)))
    return applied


def _record(row: Row, collection: Collection | None, person: Person, named: dict[str, set[int]]) -> Record | None:
    """The one record the row is about; None when there is none (yet)."""
    records = Record.objects.editable_by(person).filter(collection=collection)
    shelfmark, file = row.cells.get("shelfmark"), row.cells.get("file")
    if shelfmark:
        found = list(records.filter(shelfmark=shelfmark)[:2])
        if len(found) > 1:
            raise ValueError(f"Two records have the shelfmark “{shelfmark}”. Give one of them another first.")
        if found:
            return found[0]
    found = list(records.filter(pk__in=named.get(_plain(row.key), ()))[:2])
    if len(found) > 1:
        raise ValueError(
            f"“{row.key}” is the name of several files. Write it with its folder, as in folder/{row.key}."
        )
    if found and not file and found[0].shelfmark not in ("", shelfmark):
        return None  # a file called like this shelfmark belongs to another one
    return found[0] if found else None


def _nothing(row: Row) -> str:
    shelfmark, file = row.cells.get("shelfmark"), row.cells.get("file")
    if file:
        return f"There is no file or folder “{file}” in this collection. Check the name, or take the file in first."
    return f"There is no record with the shelfmark “{shelfmark}” in this collection, and the row names no file."


def _records_by_name(rows: list[Row], collection: Collection | None) -> dict[str, set[int]]:
    """Only the names that the sheet asks for are kept."""
    wanted = {_plain(row.key) for row in rows}
    found: dict[str, set[int]] = defaultdict(set)
    originals = Original.objects.filter(record__collection=collection)
    for name, source, record in originals.values_list("name", "record__source", "record_id").iterator():
        place = source.rpartition("#")[0]
        here = place if place.endswith(name) else f"{place}/{name}"
        for candidate in _names_of(here) | (_names_of(place) if here != place else set()):
            if candidate in wanted:
                found[candidate].add(record)
    return found


def _names_of(place: str) -> set[str]:
    """What a file may be called: its name, its name without the ending, with one or more of its folders."""
    parts = _plain(place).split("/")
    tails = {"/".join(parts[start:]) for start in range(len(parts))}
    return tails | {str(PurePosixPath(tail).with_suffix("")) for tail in tails if tail}


def _plain(name: str) -> str:
    """Some systems write é as one character and some as two."""
    return unicodedata.normalize("NFC", name.replace("\\", "/").strip().strip("/"))


def _values(row: Row) -> dict[str, Any]:
    cells = row.cells
    values: dict[str, Any] = {name: cells[name] for name in _TEXTS if name in cells}
    if "date" in cells:
        values["date_text"] = cells["date"]
        known = None if {"date_from", "date_to"} & cells.keys() else dates.span(cells["date"])
        if known:
            values["date_from"], values["date_to"] = known
    if "date_from" in cells:
        values["date_from"] = dates.first_day(cells["date_from"])
    if "date_to" in cells:
        values["date_to"] = dates.last_day(cells["date_to"])
    return values


def _differs(record: Record, values: dict[str, Any]) -> dict[str, tuple[str, str]]:
    pairs = {name: (getattr(record, name), value) for name, value in values.items()}
    return {name: (str(now or ""), str(then)) for name, (now, then) in pairs.items() if now != then}


def _update(record: Record, values: dict[str, Any], person: Person, dry_run: bool) -> bool:
    if not dry_run:
        return bool(describing.change(record, values, person))
    before = {name: getattr(record, name) for name, value in values.items() if getattr(record, name) != value}
    for name in before:
        setattr(record, name, values[name])
    record.full_clean(exclude=["collection", "source"], validate_unique=False)
    return bool(before)


def _messages(error: ValidationError) -> list[str]:
    if hasattr(error, "message_dict"):
        return [
            text if name == "__all__" else f"{name}: {text}"
            for name, texts in error.message_dict.items()
            for text in texts
        ]
    return list(error.messages)
