"""The history of one record as prose: what each person did on a day, pages gathered by what was done to them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from archive.history import telling
from archive.history.telling import Told
from archive.history.verbs import ON_PAGES
from archive.models import Event, Page, Record

#: So many pages in a row are said as "3–9".
_RUN = 4


@dataclass(frozen=True, slots=True)
class Passage:
    """What one person did on one day. The sentence tells of pages; what else was done follows, each by itself."""

    day: datetime.date
    sentence: SafeString
    others: tuple[Told, ...]


def passages(events: Iterable[Event], record: Record) -> list[Passage]:
    """The latest day first, as the events come. Costs `telling.told` and one query."""
    order = Page.objects.filter(record=record).order_by("order").values_list("pk", flat=True)
    numbers = {f"page:{pk}": (n, pk) for n, pk in enumerate(order, 1)}
    told = telling.told(events)
    return [
        _passage(day, list(some), numbers)
        for day, of_day in groupby(told, key=lambda one: one.day)
        for some in _by_person(list(of_day))
    ]


def _by_person(told: list[Told]) -> Iterator[list[Told]]:
    """In the order in which they were last at work."""
    for actor in dict.fromkeys(one.event.actor_id for one in told):
        yield [one for one in told if one.event.actor_id == actor]


def _passage(day: datetime.date, told: list[Told], numbers: dict[str, tuple[int, int]]) -> Passage:
    done: dict[str, set[tuple[int, int]]] = {}
    others: list[Told] = []
    for one in reversed(told):
        number = numbers.get(one.event.target)
        if number is None or one.event.verb not in ON_PAGES:
            others.append(one)
        else:
            done.setdefault(one.event.verb, set()).add(number)
    return Passage(day, _sentence(told[0].event, done), tuple(others))


def _sentence(event: Event, done: dict[str, set[tuple[int, int]]]) -> SafeString:
    if not done:
        return SafeString("")
    who = format_html("<b><bdi>{}</bdi></b>", event.actor.get_username()) if event.actor else _("The archive")
    clauses = [_clause(verb, sorted(pages)) for verb, pages in done.items()]
    return format_html(_("{who} {deeds}."), who=who, deeds=_joined(clauses, _("{some}, and {last}")))


def _clause(verb: str, pages: list[tuple[int, int]]) -> SafeString:
    one, many = ON_PAGES[verb]
    return format_html(str(many if len(pages) > 1 else one), pages=_pages(pages))


def _pages(pages: list[tuple[int, int]]) -> SafeString:
    """Their numbers as links: "3, 4 and 7", "3–9"."""
    said: list[SafeString] = []
    for _key, grouped in groupby(enumerate(pages), key=lambda each: each[1][0] - each[0]):
        run = [_link(page) for _at, page in grouped]
        said += [format_html("{}–{}", run[0], run[-1])] if len(run) >= _RUN else run
    return _joined(said, _("{some} and {last}"))


def _joined(parts: list[SafeString], form: str) -> SafeString:
    *some, last = parts
    if not some:
        return last
    return format_html(form, some=format_html_join(", ", "{}", ((part,) for part in some)), last=last)


def _link(page: tuple[int, int]) -> SafeString:
    number, pk = page
    return format_html('<a href="{}">{}</a>', reverse("page-versions", args=[pk]), number)
