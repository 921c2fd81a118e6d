"""An archive with one of everything, and every address of the site in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from archive import collections
from archive.models import Accession, Act, Errand, Invitation, Page, Upload
from archive.reviewing import looking_round
from tests import makers, scanned
from tests.persons import EDIT, admin, of_kind, somebody

SECRET = "s" * 43


def addresses(patterns: list[Any] | None = None) -> Iterator[URLPattern]:
    """All of the site but Django's administration, which has tests of its own."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            if str(pattern.pattern) != "admin/":
                yield from addresses(pattern.url_patterns)
        elif not str(pattern.pattern).startswith("admin/"):
            yield pattern


class World:
    """One of everything, in a members-only collection below another; what is somebody's own is this person's."""

    def __init__(self, kind: str) -> None:
        above = makers.collection(visibility="members")
        self.collection = collections.create("below-it", "Below it", above, visibility="members")
        self.beside = collections.create("beside-it", "Beside it", above, visibility="members")
        self.person = of_kind(kind, self.collection)
        self.record = makers.record(self.collection, title="The secret of Gull Point")
        self.page: Page = scanned.page(of=self.record)
        looking_round.anew(self.page.pk)
        self.thrown = makers.record(self.collection, trashed_at=timezone.now())
        Page.objects.filter(pk=makers.page(self.record).pk).update(halted="out_of_time", halted_step="read")
        self.accession = Accession.objects.create(collection=self.collection, person=self.person)
        self.upload = Upload.objects.create(accession=self.accession, token="t" * 43, name="a.png", size=10)
        self.member = self.collection.memberships.create(person=somebody(), role="reader")
        digest = hashlib.sha256(SECRET.encode()).hexdigest()
        until = timezone.now() + timedelta(days=1)
        self.invitation = Invitation.objects.create(
            collection=self.collection, digest=digest, expires_at=until, invited_by=admin()
        )
        self.trial = makers.trial(self.person or admin())
        doer = self.person if kind in EDIT else admin()
        said = {"find": "x", "instead": "y", "regex": False, "words": False, "case": True, "left": [], "upto": ""}
        self.replaced = Errand.objects.create(
            verb="replace", actor=doer, scope={"record": self.record.pk}, options=said, finished_at=timezone.now()
        )
        act = {"collection": self.collection, "person": doer, "finished_at": timezone.now()}
        self.changed = Act.objects.create(kind=Act.Kind.CHANGE, what={"records": [], "change": {}}, **act)
        self.purged = Act.objects.create(kind=Act.Kind.PURGE, what={"records": []}, **act)

    def path(self, pattern: URLPattern) -> str:
        known: dict[str, Any] = {
            "tried": self.trial.token,
            "place": 0,
            "slug": self.collection.slug,
            "record_id": (self.thrown if pattern.name == "record-restore" else self.record).pk,
            "page_id": self.page.pk,
            "original_id": self.page.original_id,
            "accession_id": self.accession.pk,
            "token": self.upload.token,
            "membership_id": self.member.pk,
            "invitation_id": self.invitation.pk,
            "person_id": self.member.person_id,
            "act_id": (self.purged if pattern.name == "purged" else self.changed).pk,
            "verb": "stop" if pattern.name == "work-large" else "close",
            "kind": "acts",
            "number": 1 if "page_id" in pattern.pattern.converters else self.changed.pk,
            "errand_id": self.replaced.pk,
            "form": "bibtex",
            "code": "out_of_time",
            "secret": SECRET,
            "uidb64": "MQ",
            "level": 11,
            "column": 0,
            "row": 0,
        }
        wanted = pattern.pattern.converters
        return reverse(str(pattern.name), kwargs={name: known[name] for name in wanted})

    def said(self, name: str) -> dict[str, Any]:
        """What a form would send along, where the address answers nothing without."""
        return {
            "replace": {"record": self.record.pk},
            "page-numbered": {"n": 1},
            "review-page": {"deed": "accept", "seen": self.page.current_id},
            "workbench-keep": {"collection": self.collection.slug},
            "role-change": {"role": "editor"},
            "collection-move": {"to": self.beside.slug},
            "record-move": {"collection": self.collection.pk},
            "pages-replace": {"which": f"{self.page.pk}-{self.page.original_id}"},
        }.get(name, {})
