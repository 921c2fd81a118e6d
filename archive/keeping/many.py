"""The same change to many records, and taking it back.

An act of this kind says which records (by their ids, or by a filter up to the highest id there was) and what they
get. Each record's own history keeps what it was before, under the act's number: from that it is taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from archive import describing, events, rights
from archive.keeping import moving
from archive.keeping.choosing import Wanted
from archive.models import Act, Collection, Event, Page, Record

if TYPE_CHECKING:
    from archive.rights import Person

SOME = 500  # records in one step
#: What may be changed of many at once, beside the collection.
FIELDS = ("creator", "language", "rights", "description", "state", "withdrawn_why", "embargo_until")


def whole(records: Iterable[int] | None, wanted: Wanted, upto: int, values: dict[str, Any]) -> dict[str, Any]:
    """What an act keeps of what is to be done."""
    which = {"records": sorted(set(records))} if records is not None else {"where": wanted.as_json(), "upto": upto}
    return {**which, "values": {name: describing.written(value) for name, value in values.items()}}


def meant(act: Act) -> QuerySet[Record]:
    """The records of the act that its person may edit now, by id."""
    rows = Record.objects.filter(rights.edits_record(_person(act))).order_by("pk")
    if act.collection_id is None:
        return rows.none()
    rows = rows.filter(collection=act.collection_id)
    if "records" in act.what:
        return rows.filter(pk__in=[pk for pk in act.what["records"] if pk > act.reached][:SOME])
    return rows.filter(Wanted(**act.what["where"]).condition(), pk__lte=act.what["upto"], pk__gt=act.reached)


def change_some(act: Act) -> bool:
    """One step; the caller holds the act and a transaction. Says whether it was the last."""
    values = {name: describing.read(name, value) for name, value in act.what["values"].items()}
    asked = values.pop("collection", None)
    to = Collection.objects.editable_by(_person(act)).filter(pk=asked or 0).first()
    if asked and to is None:  # the person may no longer put anything there
        _count(act, [], refused=meant(act).count())
        return True
    rows = list(meant(act).select_for_update(of=("self",))[:SOME])
    chosen = rows
    if to is not None or values.get("state") == Record.State.WITHDRAWN:
        ours = Record.objects.filter(rights.curates_record(_person(act)), pk__in=[row.pk for row in rows])
        allowed = set(ours.values_list("pk", flat=True))
        chosen = [row for row in rows if row.pk in allowed]
    told = [made for row in chosen if (made := _event(row, values, to, act))]
    _write(chosen, values, to)
    _count(act, told, changed=len(told), same=len(chosen) - len(told), refused=len(rows) - len(chosen))
    if "records" in act.what:
        passed = [pk for pk in act.what["records"] if pk > act.reached][:SOME]
        act.reached = passed[-1] if passed else act.reached
        return act.reached >= max(act.what["records"], default=0)
    act.reached = rows[-1].pk if rows else act.reached
    return len(rows) < SOME


def _event(row: Record, values: dict[str, Any], to: Collection | None, act: Act) -> Event | None:
    before = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
    after = {name: values[name] for name in before}
    if to is not None and row.collection_id != to.pk:
        before["collection"], after["collection"] = row.collection_id, to.pk
    return _told(act, row, before, after) if before else None


def _told(act: Act, row: Record, before: dict[str, Any], after: dict[str, Any]) -> Event:
    return Event(
        actor_id=act.person_id,
        verb="described",
        target=events.named(row),
        before={name: describing.written(value) for name, value in before.items()},
        after={"act": act.pk} | {name: describing.written(value) for name, value in after.items()},
    )


def _write(rows: list[Record], values: dict[str, Any], to: Collection | None) -> None:
    ids = [row.pk for row in rows]
    language = "language" in values
    turned = [row.pk for row in rows if language and row.language != values["language"]]
    if values:
        Record.objects.filter(pk__in=ids).update(**values)
    moved = [row for row in rows if to is not None and row.collection_id != to.pk]
    if to is not None:
        for row in moved:
            source = moving.source_in(to, row)
            if source != row.source:
                Record.objects.filter(pk=row.pk).update(source=source)
        Record.objects.filter(pk__in=[row.pk for row in moved]).update(collection=to)
    _tell({*turned, *(row.pk for row in moved)})


def _tell(record_ids: set[int]) -> None:
    if record_ids:
        describing.tell(Page.objects.filter(record__in=record_ids).values_list("pk", flat=True))


def _count(act: Act, made: list[Event], **more: int) -> None:
    Event.objects.bulk_create(made)
    for name, number in more.items():
        act.told[name] = act.told.get(name, 0) + number
    if made:
        act.told.setdefault("first", made[0].pk)
        act.told["last"] = made[-1].pk


# --- taking it back -------------------------------------------------------------------------------


def take_back_some(act: Act) -> bool:
    """Gives records back what they had, where nobody changed it since."""
    done = act.undoes
    if done is None or "first" not in done.told:
        return True
    span = Event.objects.filter(pk__gt=max(act.reached, done.told["first"] - 1), pk__lte=done.told["last"])
    told = list(span.filter(verb="described", after__act=done.pk).order_by("pk")[:SOME])
    ids = [int(event.target.partition(":")[2]) for event in told]
    rows = Record.objects.filter(rights.edits_record(_person(act)), pk__in=ids).select_for_update(of=("self",))
    if any({"collection"} & event.after.keys() or event.after.get("state") == "withdrawn" for event in told):
        rows = rows.filter(rights.curates_record(_person(act)))
    here = {row.pk: row for row in rows.order_by("pk")}
    homes = {event.before["collection"] for event in told if "collection" in event.before}
    # Collections are deleted, and roles are taken away, while an act can be taken back.
    open_now = Collection.objects.editable_by(_person(act)).in_bulk(homes)
    made, since, closed, turned = [], 0, 0, set()
    for pk, event in zip(ids, told, strict=True):
        row = here.get(pk)
        if row is None or not _as_left(row, event):
            since += 1
            continue
        before = {name: describing.read(name, value) for name, value in event.before.items()}
        home = open_now.get(before.get("collection", 0))
        if "collection" in before and home is None:
            closed += 1
            continue
        after = {name: describing.read(name, event.after[name]) for name in before}
        made.append(_told(act, row, after, before))
        if before.keys() & {"collection", "language"}:
            turned.add(row.pk)
        if home is not None:
            before["collection_id"] = before.pop("collection")
            before["source"] = moving.source_in(home, row)
        Record.objects.filter(pk=row.pk).update(**before)
    _tell(turned)
    _count(act, made, changed=len(made), since=since, refused=closed)
    act.reached = told[-1].pk if told else act.reached
    return len(told) < SOME


def _as_left(row: Record, event: Event) -> bool:
    """Whether the record still is as the change left it, in what the change touched."""
    return all(
        describing.written(row.collection_id if name == "collection" else getattr(row, name))
        == event.after.get(name)
        for name in event.before
    )


def _person(act: Act) -> Person:
    """Who asked; their rights are looked up anew for each step."""
    from django.contrib.auth.models import AnonymousUser

    if act.person_id is None:
        return AnonymousUser()
    return get_user_model().objects.filter(pk=act.person_id).first() or AnonymousUser()


# --- before it is done ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a change would do."""

    records: int
    changes: int
    forbidden: int  # may not be changed so by this person


def outlook(rows: QuerySet[Record], person: Person, values: dict[str, Any], to: Collection | None) -> Outlook:
    """Three queries, however many records."""
    differs = Q(pk__in=())
    for name, value in values.items():
        differs |= ~Q(**{name: value}) if value is not None else Q(**{f"{name}__isnull": False})
        if name == "embargo_until" and value is not None:
            differs |= Q(embargo_until__isnull=True)
    if to is not None:
        differs |= ~Q(collection=to)
    every = rows.order_by().count()
    chosen = rows
    if to is not None or values.get("state") == Record.State.WITHDRAWN:
        chosen = rows.filter(rights.curates_record(person))
    return Outlook(every, chosen.filter(differs).order_by().count(), every - chosen.order_by().count())
