"""Taking files in: hash, look, keep, and write the rows; one short transaction for each file.

Every step can be repeated: the same file in the same place is recognised by its name and bytes, and a
crash at any line leaves at most bytes in the store that the next run finds and uses.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from archive import events, rendering, store
from archive.faults import Refused
from archive.intake import duplicates, placing, zips
from archive.intake.arrivals import Arrival, by_folder
from archive.intake.duplicates import Choice
from archive.models import Accession, Collection, Original, Page, Record
from archive.rendering import Inspected

if TYPE_CHECKING:
    from archive.rights import Person

_SOME = 200  # hashes in one query
Outcome = Literal["taken", "already", "skipped", "refused"]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file."""

    place: str
    outcome: Outcome
    why: str = ""
    code: str = ""
    record: int | None = None
    original: int | None = None
    pages: int = 0
    same_as: str = ""  # an earlier file with the same bytes, described
    size: int = 0
    same: int | None = None  # that earlier file

    @property
    def arrived(self) -> bool:
        return self.outcome != "refused"


@dataclass(frozen=True, slots=True)
class _Looked:
    """A file that was hashed and opened."""

    sha256: str
    inspected: Inspected
    password: str
    earlier: Original | None


def copied(path: Path, _sha256: str) -> tuple[str, int]:
    """Keeps a file that stays where it is; its hash and size as they were while it was copied."""
    with path.open("rb") as file:
        return store.keep(file)


@dataclass(frozen=True)
class Intake:
    """How files are taken in. `collection` is None only in a dry run that would create it."""

    collection: Collection | None
    person: Person = None
    per: Literal["file", "folder", "all"] = "file"
    duplicates: Choice = Choice.LINK
    passwords: tuple[str, ...] = ()
    dry_run: bool = False
    accession: Accession | None = None  # what they come with
    title: str = ""  # of the one record, where all files are pages of one
    described: Mapping[str, Any] = field(default_factory=dict)  # what new records begin with
    keep: Callable[[Path, str], tuple[str, int]] = copied

    def take(self, arrivals: Iterable[Arrival]) -> Iterator[Result]:
        """One result for each file, as they are done; nothing is kept in memory beyond one folder."""
        every = _opened_up(arrivals)
        if self.per == "file":
            for arrival in every:
                yield arrival if isinstance(arrival, Result) else self._take_file(arrival)
            return
        if self.per == "all":
            yield from self._take_folder(self.title, list(every))
            return
        for folder, group in groupby(every, key=lambda arrival: arrival.place.rpartition("/")[0]):
            yield from self._take_folder(folder, list(group))

    # --- a record for each file -------------------------------------------------------------

    def _take_file(self, arrival: Arrival) -> Result:
        try:
            with arrival.at() as path:
                sha256 = _hash(path)
                source = _source(arrival.place, sha256)
                known = self._originals().filter(record__source=source).first()
                if known:
                    return _already(arrival, known)
                looked = self._look(path, sha256)
                return self._decide(arrival, path, looked, source, None)
        except (Refused, OSError) as error:
            return _refused(arrival, error)

    # --- a record for each folder -----------------------------------------------------------

    def _take_folder(self, folder: str, group: list[Arrival | Result]) -> Iterator[Result]:
        hashes: dict[int, str] = {}
        files: dict[int, Arrival] = {}
        for index, arrival in enumerate(group):
            if isinstance(arrival, Result):
                yield arrival
                continue
            try:
                with arrival.at() as path:
                    hashes[index] = _hash(path)
                files[index] = arrival
            except (Refused, OSError) as error:
                yield _refused(arrival, error)
        wanted = {(self._name(arrival), hashes[index]) for index, arrival in files.items()}
        record = self._record_of(folder, wanted)
        source = record.source if record else _source(folder, next(iter(hashes.values()), ""))
        here = record.originals.values_list("name", "pk") if record else ()
        ranks = sorted((by_folder(name), pk) for name, pk in here)
        for index, arrival in files.items():
            try:
                with arrival.at() as path:
                    known = self._originals().filter(
                        record__source=source, name=self._name(arrival), sha256=hashes[index]
                    )
                    first = known.first()
                    if first:
                        result = _already(arrival, first)
                    else:
                        looked = self._look(path, hashes[index])
                        rank = by_folder(self._name(arrival))
                        # Right after the file that people would count before this one.
                        at = bisect_left(ranks, (rank, float("inf")))
                        result = self._decide(arrival, path, looked, source, ranks[at - 1][1] if at else None)
                        if result.original:
                            insort(ranks, (rank, result.original))
            except (Refused, OSError) as error:
                result = _refused(arrival, error)
            yield result

    def _record_of(self, folder: str, wanted: set[tuple[str, str]]) -> Record | None:
        """The record made of this folder before: the same place, and at least one file in common, or the
        same accession."""
        prefix = _source(folder, "")
        if self.accession is not None:
            of_it = self._originals().filter(accession=self.accession).order_by("pk")
            for original in of_it.filter(record__source__startswith=prefix)[:1]:
                return original.record
        hashes = sorted({sha256 for _name, sha256 in wanted})
        for start in range(0, len(hashes), _SOME):
            same_bytes = self._originals().filter(sha256__in=hashes[start : start + _SOME]).order_by("pk")
            for original in same_bytes.iterator():
                if original.record.source.startswith(prefix) and (original.name, original.sha256) in wanted:
                    return original.record
        return None

    # --- both ---------------------------------------------------------------------------------

    def _name(self, arrival: Arrival) -> str:
        """What an original is called: in one record for all files, with the folders that tell them apart."""
        return _name(arrival.place if self.per == "all" else arrival.place.rpartition("/")[2])

    def _originals(self) -> QuerySet[Original]:
        return Original.objects.filter(record__collection=self.collection).select_related("record")

    def _look(self, path: Path, sha256: str) -> _Looked:
        refusal = Refused("")
        for password in ("", *self.passwords):
            try:
                inspected = rendering.inspect(path, password)
            except Refused as error:
                if error.code != "password":
                    raise
                refusal = error
            else:
                return _Looked(sha256, inspected, password, duplicates.earlier(sha256, self.person))
        raise refusal

    def _decide(self, arrival: Arrival, path: Path, looked: _Looked, source: str, before: int | None) -> Result:
        same = duplicates.described(looked.earlier) if looked.earlier else ""
        earlier = looked.earlier.pk if looked.earlier else None
        pages = looked.inspected.pages
        result = Result(arrival.place, "taken", pages=pages, same_as=same, size=arrival.size, same=earlier)
        if same and self.duplicates == Choice.SKIP:
            return replace(result, outcome="skipped", code="duplicate", why=f"The archive has it already: {same}.")
        if same and self.duplicates == Choice.REFUSE:
            why = f"The archive has it already: {same}. Take it in with --duplicates link to keep both."
            return replace(result, outcome="refused", code="duplicate", why=why)
        if self.dry_run:
            return result
        kept, size = self.keep(path, looked.sha256)
        if kept != looked.sha256:
            raise Refused("The file changed while it was being read. Take it in again.", code="changed")
        try:
            original = self._write(self._name(arrival), looked, size, source, before)
        except IntegrityError:  # another intake of the same folder was faster with this file
            known = self._originals().filter(record__source=source, sha256=looked.sha256).first()
            if known is None:
                raise
            return _already(arrival, known)
        return replace(result, record=original.record_id, original=original.pk)

    @transaction.atomic
    def _write(self, name: str, looked: _Looked, size: int, source: str, before: int | None) -> Original:
        of_file = self.per == "file"
        title = _title(name if of_file else source.rpartition("#")[0].rpartition("/")[2], of_file)
        record, _new = Record.objects.get_or_create(
            collection=self.collection,
            source=source,
            defaults={"title": self.title[:500] or title, **self.described},
        )
        record = Record.objects.select_for_update().get(pk=record.pk)  # one at a time finds its place in it
        if of_file and record.originals.exists():
            raise IntegrityError("taken in meanwhile")
        where = placing.place(record, before, looked.inspected.pages)
        original = Original.objects.create(
            record=record,
            position=where.position,
            name=name,
            sha256=looked.sha256,
            media_type=looked.inspected.media_type,
            size=size,
            password=looked.password,
            uploaded_by_id=self.person.pk if self.person is not None else None,
            accession=self.accession,
            duplicate_of=looked.earlier,
        )
        Page.objects.bulk_create(
            (
                Page(record=record, original=original, index=index, order=at)
                for index, at in enumerate(where.orders)
            ),
            batch_size=500,
        )
        if not store.path("originals", looked.sha256).exists():
            # A record with the same bytes was being removed for good (archive.keeping.purging).
            raise Refused("The same file was being removed for good just now. Take it in again.", code="removed")
        events.record(self.person, "taken_in", original, name=name, sha256=looked.sha256, record=record.pk)
        return original


def _opened_up(arrivals: Iterable[Arrival]) -> Iterator[Arrival | Result]:
    """ZIPs give way to their files."""
    for arrival in arrivals:
        try:
            with arrival.at() as path:
                found = zips.members(path, arrival.place) if zips.is_zip(path) else None
        except (Refused, OSError) as error:
            yield _refused(arrival, error)
            continue
        if found is None:
            yield arrival
        else:
            yield from found


def _hash(path: Path) -> str:
    size = path.stat().st_size
    if size > settings.MUNIMENT_MAX_FILE_MB << 20:
        raise Refused(zips.too_large(size), code="too_large")
    return store.hash_of(path)


def _already(arrival: Arrival, original: Original) -> Result:
    trashed = "Its record is in the trash." if original.record.trashed_at else ""
    return Result(
        arrival.place,
        "already",
        trashed,
        "",
        original.record_id,
        original.pk,
        original.pages.count(),
        "",
        arrival.size,
    )


def _refused(arrival: Arrival, error: Refused | OSError) -> Result:
    if isinstance(error, Refused):
        return Result(arrival.place, "refused", error.message, error.code, size=arrival.size)
    why = f"The file cannot be read ({error.strerror or error}). Check the disk and the permissions."
    return Result(arrival.place, "refused", why, "unreadable", size=arrival.size)


def _source(place: str, sha256: str) -> str:
    """What intake recognises a record by: where it lay, and the beginning of its bytes' hash."""
    if len(place) > 400:
        place = f"{place[:300]}…{hashlib.sha256(place.encode()).hexdigest()[:16]}"
    return f"{place}#{sha256[:16]}"


def _name(name: str) -> str:
    """Shortened to what the database keeps."""
    return name if len(name) <= 500 else f"{name[:400]}…{name[-90:]}"


def _title(name: str, is_file: bool) -> str:
    stem = Path(name).stem if is_file or name.lower().endswith(".zip") else name
    return (stem.strip() or name)[:500]
