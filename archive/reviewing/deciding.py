"""What a person decides about the text before them. Each is done only while the text they saw still counts, and
each is written into history with what was before, so that it can be taken back (archive.reviewing.undoing)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive import approving, events, registry, transcriptions
from archive.blocks import PageText
from archive.models import Page, Review, Transcription
from archive.rights import Person

#: Why one passes a page over.
WHY: dict[str, Promise] = {
    "hand": _("I cannot read this hand"),
    "language": _("I do not know the language"),
    "unsure": _("I am not sure what is right"),
    "image": _("The image is not good enough"),
    "other": _("Another reason"),
}
_LONGEST = 500
#: So long a page that is to be read again is offered to nobody, unless the new text comes earlier.
READING = timedelta(days=1)


class Overtaken(Exception):
    """Somebody changed the text meanwhile, or decided about it: nothing was done."""


class OwnText(Exception):
    """A second person is wanted, and this one was the first: nothing was done."""


def accept(page: Page, seen: int, person: Person) -> Transcription:
    base = _base(page, seen, person)
    version = approving.approve(page.pk, person, seen=seen, before=_before(page, base), reviewing=True)
    if version is None:
        raise Overtaken
    return version


def blank(page: Page, seen: int, person: Person) -> Transcription:
    """There is nothing on it: an empty text counts from now on, so that what was invented is no longer found."""
    base = _base(page, seen, person)
    return _said(page, base, person, "found_blank", PageText(()), Page.Condition.BLANK)


def illegible(page: Page, seen: int, person: Person) -> Transcription:
    """Nobody can say what it says: the text stays, as doubtful as it was, and is at least flagged."""
    base = _base(page, seen, person)
    doubted = base.verdict != Transcription.Verdict.PASS
    return _said(
        page,
        base,
        person,
        "found_illegible",
        base.content(),
        Page.Condition.ILLEGIBLE,
        engine=base.engine,
        reading=base.reading,
        verdict=base.verdict if doubted else Transcription.Verdict.FLAG,
        reasons=base.reasons if doubted else [["illegible", str(_("A person could not read this page."))]],
    )


@transaction.atomic
def again(page: Page, seen: int, person: Person) -> None:
    """The page is read once more, as settings and collection say; until then it is offered to nobody."""
    base = _base(page, seen, person, own=True)
    until = timezone.now() + READING
    held = Review.objects.filter(page=page, transcription=seen, page__current=seen)
    if not held.update(holder=None, held_until=None, not_before=until):
        raise Overtaken
    module = registry.load(registry.READ_AGAIN)
    module.wish([page.pk], module.Way(), by=person.pk if person is not None else None, why="review")
    events.record(person, "read_again", page, _before(page, base), reviewing=True)


@transaction.atomic
def skip(page: Page, seen: int, person: Person, why: str, said: str = "") -> None:
    """Passed over by this person until its text changes; others see why."""
    base = _base(page, seen, person, own=True)
    row = Review.objects.select_for_update().filter(page=page, transcription=seen, page__current=seen).first()
    if row is None or person is None:
        raise Overtaken
    told = {"why": why if why in WHY else "other", "said": said.replace("\0", "").strip()[:_LONGEST]}
    mine = {"holder": None, "held_until": None} if row.holder_id == person.pk else {}
    Review.objects.filter(pk=row.pk).update(skips=row.skips | {str(person.pk): told}, **mine)
    events.record(person, "passed_over", page, _before(page, base), reviewing=True, **_because(told))


def _because(told: dict[str, str]) -> dict[str, str]:
    """As history tells a reason."""
    return {"why": ": ".join(filter(None, (str(WHY[told["why"]]), told["said"])))}


def _base(page: Page, seen: int, person: Person, *, own: bool = False) -> Transcription:
    base = page.current
    if base is None or base.pk != seen or base.status == Transcription.Status.REVIEWED:
        raise Overtaken
    if not own and approving.is_own(page, base, person):
        raise OwnText
    return base


def _before(page: Page, base: Transcription) -> dict[str, Any]:
    row = Review.objects.filter(page=page).values("assigned", "skips").first() or {}
    return {"version": base.number, "condition": page.condition, **row}


@transaction.atomic
def _said(
    page: Page, base: Transcription, person: Person, verb: str, text: PageText, condition: str, **fields: Any
) -> Transcription:
    before = _before(page, base)
    version = transcriptions.add(
        page,
        text,
        turn=base.turn,
        made_by=Transcription.MadeBy.PERSON,
        author_id=person.pk if person is not None else None,
        status=approving.first_or_second(page, base),
        **fields,
    )
    counting = transcriptions.counts(page, version, text) | {"condition": condition}
    if not Page.objects.filter(pk=page.pk, current=base).update(**counting):
        raise Overtaken
    events.record(person, verb, page, before, version=version.number, reviewing=True)
    return version
