"""The metadata sheet of an accession: it waits until somebody has looked at what it changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from django.core.files import File
from django.utils.translation import gettext as _

from archive.faults import Refused
from archive.intake import describing, sheet
from archive.models import Accession, Record, Upload
from archive.uploading import names, room

if TYPE_CHECKING:
    from archive.rights import Person

_MOST = 16 << 20  # bytes
#: Rows that are looked at and applied while a person waits: some milliseconds each.
_ROWS = 3000


@dataclass(frozen=True, slots=True)
class Preview:
    applied: describing.Applied
    unread: str = ""  # why it is no sheet at all

    def changes(self) -> list[tuple[describing.Change, list[tuple[str, str, str]]]]:
        """Each record that changes, with its fields as people call them, now and then."""
        return [
            (change, [(_called(name), *pair) for name, pair in change.fields.items()])
            for change in self.applied.changes
        ]


def _called(field: str) -> str:
    return str(getattr(Record._meta.get_field(field), "verbose_name", field))


def lay(accession: Accession, name: str, source: IO[bytes] | File[Any]) -> None:
    """Keeps a sheet for the accession, in place of an earlier one. Raises Refused when it cannot be read as one."""
    target = room.sheet(accession.pk)
    beside = target.with_suffix(".new")
    try:
        with beside.open("wb") as file:
            left = _MOST
            while chunk := source.read(1 << 18):
                left -= len(chunk)
                if left < 0:
                    raise Refused(_("The sheet is larger than 16 MB. Split it."), code="sheet")
                file.write(chunk)
        rows, _problems = sheet.read(beside)
        if len(rows) > _ROWS:
            said = _(
                "The sheet has %(n)d rows. On this page it may have %(most)d: split it, or give the whole to "
                "“manage.py ingest --metadata”."
            )
            raise Refused(said % {"n": len(rows), "most": _ROWS}, code="sheet")
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
