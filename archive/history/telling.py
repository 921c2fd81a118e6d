"""Events as sentences: who did what to which thing, with links to what is still there."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.history.verbs import SENTENCES, STATES
from archive.models import Accession, Collection, Event, Original, Page, Record

#: Said of a deed in a line of its own, in this order; all else an event keeps is for programs.
_LONGEST = 160
_FIELDS = ("title", "shelfmark", "creator", "date_text", "date_from", "date_to", "language", "rights",
           "description", "visibility", "embargo_until", "languages", "slug")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    event: Event
    sentence: SafeString
    details: tuple[str, ...]

    @property
    def day(self) -> datetime.date:
        return localtime(self.event.at).date()


@dataclass(frozen=True, slots=True)
class Thing:
    name: str
    address: str = ""
    plain: bool = False  # words of ours, not a name


def told(events: Iterable[Event]) -> list[Told]:
    """A query for each kind of thing, however many events."""
    listed = list(events)
    things = _things({_target(event) for event in listed})
    return [Told(event, _sentence(event, things), tuple(_details(event))) for event in listed]


def _target(event: Event) -> str:
    """Of an errand one wants to know on what."""
    scope = (event.after or {}).get("scope")
    if event.target.startswith("errand:") and isinstance(scope, dict):
        return next((f"{kind}:{scope[kind]}" for kind in ("record", "collection") if kind in scope), event.target)
    return event.target


def thing(name: str) -> Thing | None:
    """What history calls by this name, if it is still there."""
    return _things({name}).get(name)


def deed(event: Event) -> str:
    """What was done; a change of state tells more than that something was described."""
    state = event.after.get("state") if isinstance(event.after, dict) else None
    if event.verb in {"described", "changed"} and state in STATES:
        return STATES[state]
    return event.verb


def _sentence(event: Event, things: dict[str, Thing]) -> SafeString:
    who = format_html("<b><bdi>{}</bdi></b>", event.actor.get_username()) if event.actor else _("The archive")
    on = things.get(_target(event)) or _gone(event)
    if on.plain:
        what: SafeString | str = on.name
    else:
        link = '<a href="{}">“<bdi>{}</bdi>”</a>' if on.address else "“<bdi>{1}</bdi>”"
        what = format_html(link, on.address, on.name)
    sentence = SENTENCES.get(deed(event))
    if sentence is None:
        words = event.verb.replace("_", " ")
        return format_html(_("{who}: {words}, {what}."), who=who, words=words, what=what)
    name = format_html("<bdi>{}</bdi>", event.after.get("name") or _("somebody"))
    return format_html(str(sentence), who=who, what=what, name=name)


def _gone(event: Event) -> Thing:
    kind, _colon, pk = event.target.partition(":")
    scope = (event.after or {}).get("scope")
    if isinstance(scope, dict):
        count = len(scope.get("pages", ()))
        if "errand" in scope:
            return Thing(_("change %s of many pages") % scope["errand"], plain=True)
        chosen = ngettext("%(n)d page", "%(n)d pages", count) % {"n": count}
        return Thing(chosen if count else _("pages that had halted"), plain=True)
    title = event.after.get("title") or event.after.get("name") or event.before.get("title")
    if title:
        return Thing(str(title))
    names = {
        "record": _("record %s"), "page": _("page %s"), "collection": _("collection %s"), "original": _("file %s"),
        "user": _("account %s"), "accession": _("accession %s"), "errand": _("errand %s"),
        "act": _("change of many records %s"),
    }  # fmt: skip
    return Thing(names.get(kind, f"{kind} %s") % pk, plain=True)


def _details(event: Event) -> Iterable[str]:
    after, before = event.after or {}, event.before or {}
    if why := after.get("withdrawn_why") or after.get("why"):
        yield _("because %(why)s") % {"why": _short(why)}
    pages = after.get("pages")
    count = len(pages) if isinstance(pages, list) else pages
    if isinstance(count, int) and count:
        yield ngettext("%(n)d page", "%(n)d pages", count) % {"n": count}
    if role := after.get("role"):
        yield _("as %(role)s") % {"role": role}
    if engine := (after.get("options") or {}).get("engine") if isinstance(after.get("options"), dict) else None:
        yield _("with %(engine)s") % {"engine": engine}
    if event.verb in {"described", "changed"}:
        yield from (_changed(name, before.get(name), after[name]) for name in _FIELDS if name in after)


def _changed(name: str, was: Any, now: Any) -> str:
    field = next((model._meta.get_field(name) for model in (Record, Collection) if hasattr(model, name)), None)
    label = str(getattr(field, "verbose_name", name))
    old, new = _short(was), _short(now)
    if not old:
        return f"{label}: {new or '–'}"
    return f"{label}: {old} → {new or '–'}"


def _short(value: Any) -> str:
    if value in (None, "", []):
        return ""
    said = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    if (moment := _moment(said)) is not None:
        said = date_format(localtime(moment), "DATE_FORMAT")
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"


def _moment(said: str) -> datetime.datetime | None:
    try:
        moment = parse_datetime(said) if len(said) > 10 and said[:4].isdigit() else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def _things(targets: set[str]) -> dict[str, Thing]:
    ids: dict[str, list[int]] = {}
    for target in targets:
        kind, _colon, pk = target.partition(":")
        if pk.isdigit():
            ids.setdefault(kind, []).append(int(pk))
    found: dict[str, Thing] = {}
    for kind, pks in ids.items():
        if kind in _KINDS:
            for row in _KINDS[kind](pks):
                found[f"{kind}:{row.pk}"] = _thing(row)
    return found


def _thing(row: Model) -> Thing:
    match row:
        case Page():
            return Thing(_("%(record)s, page") % {"record": row.record.title}, row.get_absolute_url())
        case Original():
            return Thing(row.name, row.record.get_absolute_url())
        case Record() | Collection():
            address = getattr(row, "get_absolute_url", None)
            return Thing(row.title, address() if address else f"/collections/{getattr(row, 'slug', '')}")
        case Accession():
            return Thing(getattr(row, "title", "") or str(row.collection))
    return Thing(str(row))


_KINDS: dict[str, Callable[[list[int]], Iterable[Model]]] = {
    "record": lambda pks: Record.objects.filter(pk__in=pks).only("title"),
    "page": lambda pks: Page.objects.filter(pk__in=pks).select_related("record"),
    "original": lambda pks: Original.objects.filter(pk__in=pks).select_related("record"),
    "collection": lambda pks: Collection.objects.filter(pk__in=pks),
    "accession": lambda pks: Accession.objects.filter(pk__in=pks).select_related("collection"),
    "user": lambda pks: get_user_model()._default_manager.filter(pk__in=pks),
}
