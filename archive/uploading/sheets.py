"""The metadata sheet of an accession: it waits until somebody has looked at what it changes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from archive.faults import Refused
from archive.intake import describing, sheet
from archive.models import Accession, Upload
from archive.uploading import names, room

if TYPE_CHECKING:
    from archive.rights import Person

_MOST = 64 << 20


@dataclass(frozen=True, slots=True)
class Preview:
    applied: describing.Applied
    unread: str = ""  # why it is no sheet at all


def is_sheet(name: str) -> bool:
    return PurePosixPath(name.lower()).suffix in (".csv", ".tsv")


def lay(accession: Accession, name: str, source: BinaryIO) -> None:
    """Keeps a sheet for the accession, in place of an earlier one. Raises Refused when it cannot be read as one."""
    target = room.sheet(accession.pk)
    beside = target.with_suffix(".new")
    try:
        with beside.open("wb") as file:
            left = _MOST
            while chunk := source.read(1 << 18):
                left -= len(chunk)
                if left < 0:
                    raise Refused("The sheet is larger than 64 MB. Split it.", code="sheet")
                file.write(chunk)
        sheet.read(beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    Accession.objects.filter(pk=accession.pk).update(sheet=names.label(name)[-200:])


def preview(accession: Accession, person: Person) -> Preview:
    """What applying the sheet now would change. Costs what applying costs, without writing."""
    return _run(accession, person, dry_run=True)


def apply(accession: Accession, person: Person) -> Preview:
    done = _run(accession, person, dry_run=False)
    if not done.unread:
        drop(accession)
    return done


def drop(accession: Accession) -> None:
    Accession.objects.filter(pk=accession.pk).update(sheet="")
    room.sheet(accession.pk).unlink(missing_ok=True)


def _run(accession: Accession, person: Person, *, dry_run: bool) -> Preview:
    try:
        rows, problems = sheet.read(room.sheet(accession.pk))
    except Refused as refused:
        return Preview(describing.Applied(), refused.message)
    except FileNotFoundError:
        return Preview(describing.Applied(), "The sheet is gone. Upload it again.")
    coming = accession.uploads.filter(outcome=Upload.Outcome.COMING).values_list("name", flat=True)
    expected = list(coming) if dry_run else ()
    applied = describing.apply(rows, accession.collection, person, expected=expected, dry_run=dry_run)
    applied.problems[:0] = problems
    return Preview(applied)
