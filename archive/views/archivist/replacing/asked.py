"""What the form of finding and replacing says: where, what, what instead, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from archive.blocks import storable
from archive.models import Collection, Page, Record
from archive.replacing.pattern import Pattern
from archive.rights import Person
from archive.showing import numerals

MOST_PAGES, MOST_LEFT = 2000, 5000


@dataclass(frozen=True, slots=True)
class Where:
    """Pages this person may edit, as an errand names them and as the form sends them again."""

    scope: dict[str, Any]
    fields: tuple[tuple[str, str], ...]
    title: str
    back: str

    def pages(self, person: Person) -> QuerySet[Page]:
        every = Page.objects.editable_by(person)
        if "record" in self.scope:
            return every.filter(record=self.scope["record"])
        if "pages" in self.scope:
            return every.filter(pk__in=self.scope["pages"])
        above = Collection.objects.get(pk=self.scope["collection"]).path
        below = Collection.objects.filter(path__startswith=above).order_by()
        return every.filter(record__collection__in=below.values("pk"))


def where(request: HttpRequest) -> Where:
    """Raises Http404 where the address names nothing that the person may edit."""
    said, person = _said(request), request.user
    if (number := numerals.whole(said.get("record", ""))) is not None:
        record = Record.objects.editable_by(person).filter(pk=number).first()
        if record is not None:
            fields = (("record", str(record.pk)),)
            return Where({"record": record.pk}, fields, record.title, record.get_absolute_url())
    if slug := storable(said.get("collection", "")):
        collection = Collection.objects.editable_by(person).filter(slug=slug).first()
        if collection is not None:
            back = reverse("collection", args=[collection.slug])
            return Where({"collection": collection.pk}, (("collection", slug),), collection.title, back)
    if pages := _pages(said.get("pages", ""), person):
        fields = (("pages", ",".join(map(str, pages))),)
        title = _("the chosen pages (%(n)d)") % {"n": len(pages)}
        return Where({"pages": pages}, fields, title, reverse("page", args=[pages[0]]))
    raise Http404


def pattern(request: HttpRequest) -> Pattern | None:
    """None where nothing is looked for yet. Raises Refused."""
    said = _said(request)
    if not (find := said.get("find", "")):
        return None
    return Pattern(
        storable(find),
        storable(said.get("instead", "")),
        regex=bool(said.get("regex")),
        words=bool(said.get("words")),
        case=not said.get("nocase"),
    )


def left_out(request: HttpRequest) -> list[str]:
    """Places without a tick, on this screen and on those before: "page.region.row.start"."""
    said = _said(request)
    before = [key for key in said.get("left", "").split() if len(key) < 60]
    ticked = set(said.getlist("keep"))
    return [*dict.fromkeys([*before, *(key for key in said.getlist("shown") if key not in ticked)])][:MOST_LEFT]


def _said(request: HttpRequest) -> QueryDict:
    return request.POST if request.method == "POST" else request.GET


def _pages(given: str, person: Person) -> list[int]:
    numbers = [n for part in given.split(",")[:MOST_PAGES] if (n := numerals.whole(part)) is not None]
    return sorted(Page.objects.editable_by(person).filter(pk__in=numbers).values_list("pk", flat=True))
