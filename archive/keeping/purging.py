"""Removing a record for good, wherever something of it lies: a takedown, or what lay in the trash long enough.

Rows and files go in steps, pages first. Within a step the files go before the rows are committed: after a kill the
rows are still there, and say what is left to do. Bytes that another original or page uses stay. What remains is
one event with who, when and how much, and history's bare verbs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from archive import events, registry, store
from archive.models import Accession, Act, Body, Event, Original, Page, Record, Region, Transcription, Upload
from archive.uploading import room

if TYPE_CHECKING:
    from archive.rights import Person

SOME = 50  # pages in one step
_MADE: tuple[store.Shelf, ...] = ("images", "pyramids", "thumbs")


def begin(record: Record, person: Person) -> Act:
    """The record is seen by nobody from now on and cannot be taken out of the trash any more. One act for a record,
    however often it is asked for."""
    with transaction.atomic():
        Record.objects.select_for_update().values_list("pk").get(pk=record.pk)
        for act in _unfinished():
            if record.pk in act.what["records"]:
                return act
        if Record.objects.filter(pk=record.pk, trashed_at__isnull=True).update(trashed_at=timezone.now()):
            events.record(person, "trashed", record)
        who = person.pk if person is not None and person.is_authenticated else None
        return Act.objects.create(kind=Act.Kind.PURGE, person_id=who, what={"records": [record.pk]})


def under_way() -> set[int]:
    """Records that are being removed for good."""
    return {pk for act in _unfinished() for pk in act.what["records"]}


def _apps() -> list[Any]:
    return [registry.load(name) for name in registry.PURGED]


def _unfinished() -> QuerySet[Act]:
    return Act.objects.filter(kind=Act.Kind.PURGE, finished_at__isnull=True)


# --- beforehand -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Extent:
    """What removing a record removes."""

    counts: dict[str, int]
    files: tuple[Original, ...]  # originals whose bytes go
    shared: tuple[Original, ...]  # originals whose bytes stay, since something else uses them


def extent(record: Record) -> Extent:
    """Looks everywhere; costs a few queries for each kind of thing."""
    pages = Page.objects.filter(record=record)
    ids = list(pages.values_list("pk", flat=True))
    originals = list(record.originals.order_by("position"))
    elsewhere = set(
        Original.objects.filter(sha256__in={o.sha256 for o in originals})
        .exclude(record=record)
        .values_list("sha256", flat=True)
    )
    counts = {
        "pages": len(ids),
        "versions": Transcription.objects.filter(page__record=record).count(),
        "images": pages.exclude(image="").values("image").distinct().count(),
        "events": Event.objects.filter(target__in=_targets(record, ids)).count(),
    }
    for app in _apps():
        counts |= app.counted(ids)
    return Extent(
        counts,
        tuple(o for o in originals if o.sha256 not in elsewhere),
        tuple(o for o in originals if o.sha256 in elsewhere),
    )


def _targets(record: Record, page_ids: list[int]) -> list[str]:
    originals = record.originals.values_list("pk", flat=True)
    return [f"record:{record.pk}", *(f"page:{pk}" for pk in page_ids), *(f"original:{pk}" for pk in originals)]


# --- doing it -------------------------------------------------------------------------------------


def prepare() -> None:
    """Before a step's transaction: SQLite overwrites what is deleted in its file when it is asked to."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")


def settle() -> None:
    """After the last step: the journal must not keep what the file no longer has."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def clean() -> bool:
    """Whether no file of any app holds what was removed any more."""
    return all(app.clean() for app in _apps())


def remove_some(act: Act) -> bool:
    """One step; the caller holds the act and a transaction. Says whether it was the last."""
    told = Counter(act.told)
    record = Record.objects.filter(pk__in=act.what["records"]).order_by("pk").first()
    if record is None:
        # What follows looks everywhere: the last of several does it.
        if not _unfinished().filter(halted="").exclude(pk=act.pk).exists():
            for app in _apps():
                told.update(app.finished())
        act.told = dict(told)
        for pk in act.what["records"]:
            Event.objects.create(actor_id=act.person_id, verb="purged", target=f"record:{pk}", after=dict(told))
        return True
    _nobody_adds()
    pages = list(Page.objects.filter(record=record).order_by("pk")[:SOME])
    told.update(_remove_pages(pages) if pages else _remove_record(record))
    act.told = dict(told)
    return False


def _nobody_adds() -> None:
    """Between the look whether bytes are used and their removal nobody may begin to use them; SQLite has but one
    writer."""
    if connection.vendor == "postgresql":
        tables = ", ".join(
            connection.ops.quote_name(model._meta.db_table) for model in (Original, Page, Transcription)
        )
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")


def _remove_pages(pages: list[Page]) -> Counter[str]:
    ids = [page.pk for page in pages]
    told: Counter[str] = Counter(pages=len(ids))
    versions = Transcription.objects.filter(page__in=ids)
    told["versions"] = versions.count()
    images = _images(pages)
    bodies = set(Region.objects.filter(transcription__page__in=ids).order_by().values_list("body", flat=True))
    targets = [f"page:{pk}" for pk in ids]
    targets += [f"transcription:{pk}" for pk in versions.values_list("pk", flat=True)]
    told["events"] = _forget(targets)
    _forget_log(Page, ids)
    for app in _apps():
        told.update(app.removed(ids))
    layers = {page.layer for page in pages if page.layer}
    Page.objects.filter(pk__in=ids).delete()
    told["bodies"] = _remove_bodies(bodies)
    told["images"] = sum(_drop_image(image) for image in sorted(images))
    for layer in sorted(layers):
        _drop_layer(layer)
    return told


def forget_made(page_id: int, image: str, layer: str) -> None:
    """Of a page that was removed while its image was being made: the files that came too late."""
    with transaction.atomic():
        _nobody_adds()
        if not Page.objects.filter(pk=page_id).exists():
            _drop_image(image)
            _drop_layer(layer)


def _drop_image(image: str) -> int:
    return 0 if _used(image) else _unlink(image, *_MADE)


def _drop_layer(layer: str) -> int:
    return 0 if not layer or Page.objects.filter(layer=layer).exists() else _unlink(layer, "layers")


def _images(pages: list[Page]) -> set[str]:
    """What the pages show, and what they showed before their image was replaced."""
    ids = [page.pk for page in pages]
    found = {page.image for page in pages}
    found |= set(Transcription.objects.filter(page__in=ids).order_by().values_list("image", flat=True))
    replaced = Event.objects.filter(target__in=[f"page:{pk}" for pk in ids], verb="replaced")
    found |= {str(before.get("image", "")) for before in replaced.values_list("before", flat=True)}
    return {image for image in found if len(image) == 64}


def _used(image: str) -> bool:
    return Page.objects.filter(image=image).exists() or Transcription.objects.filter(image=image).exists()


def _remove_bodies(bodies: set[str]) -> int:
    listed, gone = sorted(bodies), 0
    for at in range(0, len(listed), 500):
        some = Body.objects.filter(pk__in=listed[at : at + 500])
        gone += some.filter(~Exists(Region.objects.filter(body=OuterRef("pk")))).delete()[0]
    return gone


def _remove_record(record: Record) -> Counter[str]:
    originals = list(record.originals.all())
    ids = [original.pk for original in originals]
    told: Counter[str] = Counter(originals=len(ids))
    _forget_acts(record)
    told["events"] = _forget([f"record:{record.pk}", *(f"original:{pk}" for pk in ids)])
    _forget_accessions(originals)
    _forget_log(Record, [record.pk])
    _forget_log(Original, ids)
    Original.objects.filter(pk__in=ids).delete()
    for sha256 in sorted({original.sha256 for original in originals}):
        if Original.objects.filter(sha256=sha256).exists():
            told["shared"] += 1
        else:
            told["files"] += _unlink(sha256, "originals")
    record.delete()
    told["records"] = 1
    return told


def _forget(targets: list[str]) -> int:
    """That something was done stays; what it was done with goes."""
    told = 0
    for at in range(0, len(targets), 500):
        some = Event.objects.filter(target__in=targets[at : at + 500]).exclude(Q(before={}) & Q(after={}))
        told += some.update(before={}, after={})
    return told


def _forget_acts(record: Record) -> None:
    """What was written into this record together with none that remains."""
    own = Event.objects.filter(target=f"record:{record.pk}", verb="described")
    for act in Act.objects.filter(pk__in=[pk for pk in own.values_list("after__act", flat=True) if pk]):
        first, last = act.told.get("first", 0), act.told.get("last", 0)
        others = Event.objects.filter(pk__gte=first, pk__lte=last, after__act=act.pk).exclude(
            pk__in=own.values("pk")
        )
        remain = {int(target.partition(":")[2]) for target in others.values_list("target", flat=True)}
        if not Record.objects.filter(pk__in=remain).exists():
            Act.objects.filter(pk=act.pk).update(what={**act.what, "values": {}, "where": {}})


def _forget_accessions(originals: list[Original]) -> None:
    """What was said when these files came: their uploads, the archives they lay in, and, where nothing else of the
    accession remains, what it was called. A sheet that still waits to be looked at may speak of them."""
    ids = [original.pk for original in originals]
    Upload.objects.filter(original__in=ids).delete()
    for accession in Accession.objects.filter(originals__in=ids).distinct():
        rest = Original.objects.filter(accession=accession).exclude(pk__in=ids)
        packed = {name for name in map(_archive_of, (o.name for o in originals)) if name}
        kept = {_archive_of(name) for name in rest.filter(name__icontains=".zip/").values_list("name", flat=True)}
        Upload.objects.filter(accession=accession, name__in=packed - kept).delete()
        if accession.sheet:
            room.sheet(accession.pk).unlink(missing_ok=True)
        changes = {"sheet": ""} if rest.exists() else {"sheet": "", "title": "", "described": {}}
        Accession.objects.filter(pk=accession.pk).update(**changes)


def _archive_of(name: str) -> str:
    """The upload that held a member: "a.zip" of "a.zip/1.png"."""
    at = name.lower().rfind(".zip/")
    return name[: at + 4] if at >= 0 else ""


def _forget_log(model: type[models.Model], ids: list[int]) -> None:
    """The administration's own log keeps titles."""
    kind = ContentType.objects.get_for_model(model)
    LogEntry.objects.filter(content_type=kind, object_id__in=[str(pk) for pk in ids]).delete()


def _unlink(sha256: str, *shelves: store.Shelf) -> int:
    """1 if there was a file."""
    found = 0
    for shelf in shelves:
        path = store.path(shelf, sha256)
        found |= path.exists()
        path.unlink(missing_ok=True)
    return int(found)
