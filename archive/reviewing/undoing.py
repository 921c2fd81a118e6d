"""Taking back the last decision: one step, while nobody built upon it."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive import events, pipeline, transcriptions
from archive.models import Event, Page, Review, Sample, Transcription
from archive.reviewing.deciding import Overtaken
from archive.rights import Person

#: Decisions that made a version; those that only passed the page on.
_MADE = frozenset({"approved", "found_blank", "found_illegible"})
_PASSED = frozenset({"passed_over", "read_again"})
UNDID = "took_back_decision"
#: So long, and over so many other deeds, a decision can be taken back.
_FOR, _OVER = timedelta(hours=1), 200


class Nothing(Exception):
    """There is no decision to take back."""


def last(person: Person) -> Event | None:
    """The person's last decision, if it can be taken back. One query."""
    if person is None or not person.is_authenticated:
        return None
    recent = Event.objects.filter(actor_id=person.pk, at__gte=timezone.now() - _FOR).order_by("-id")[:_OVER]
    for event in recent:
        if event.verb == UNDID:
            return None
        if event.verb in _MADE | _PASSED and event.after.get("reviewing"):
            return event
    return None


@transaction.atomic
def undo(person: Person) -> Page:
    """Text, condition and place in the list are as before; the version that was made stays among the others.
    Raises Nothing, or Overtaken where somebody did something since."""
    event = last(person)
    if event is None:
        raise Nothing
    pk = int(event.target.partition(":")[2])
    Page.objects.select_for_update().filter(pk=pk).values_list("pk").first()
    rows = Page.objects.editable_by(person).select_related("current__author", "record__collection")
    page = rows.filter(pk=pk).first()
    if page is None or page.current is None:
        raise Overtaken
    if event.verb in _MADE:
        _unmade(page, page.current, event)
    else:
        _passed_back(page, page.current, event, person)
    events.record(person, UNDID, page, {"decision": event.pk}, version=page.current.number)
    return page


def _unmade(page: Page, now: Transcription, event: Event) -> None:
    was = Transcription.objects.filter(page=page, number=event.before["version"]).first()
    if was is None or now.number != event.after["version"]:
        raise Overtaken
    version = transcriptions.add(
        page,
        was.content(),
        turn=was.turn,
        **{name: getattr(was, name) for name in _SAME},
        note=_("As version %(n)s: a decision was taken back.") % {"n": was.number},
    )
    counting = transcriptions.counts(page, version) | {"condition": event.before["condition"]}
    if not Page.objects.filter(pk=page.pk, current=now).update(**counting):
        raise Overtaken
    # What was not decided measured nothing.
    Sample.objects.filter(page=page, person_version=now.number).delete()
    row = {"assigned": event.before.get("assigned"), "skips": event.before.get("skips") or {}}
    Review.objects.filter(page=page).update(**row)
    page.current = version


_SAME = ("made_by", "author", "engine", "reading", "status", "verdict", "reasons")


def _passed_back(page: Page, now: Transcription, event: Event, person: Person) -> None:
    row = Review.objects.select_for_update().filter(page=page, transcription=now).first()
    if row is None or now.number != event.before["version"]:
        raise Overtaken
    if event.verb == "read_again":
        wishes = pipeline.AGAIN.rows.filter(page=page, outcome="wanted", wanted_by=person.pk if person else None)
        free = wishes.filter(lease="")
        if wishes.exists() and not free.delete()[0]:
            raise Overtaken  # it is being read
        Review.objects.filter(pk=row.pk).update(not_before=None)
        return
    others = {who: why for who, why in row.skips.items() if person is None or who != str(person.pk)}
    Review.objects.filter(pk=row.pk).update(skips=others)
