"""Every address of the site × every kind of person. An address that is not in the table fails the test, so
nothing is added without saying who may go there; what a person may not see answers as if it were not there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from archive import collections
from archive.models import Accession, Act, Invitation, Page, Upload
from tests import makers, scanned
from tests.persons import CURATE, EDIT, KINDS, admin, of_kind, somebody

SECRET = "s" * 43
pytestmark = pytest.mark.django_db
ALL = frozenset(KINDS)
SIGNED_IN = ALL - {"visitor"}
SEE = frozenset({"reader", *EDIT})
#: Reading a page elsewhere in the tree gives no right here, but a desk of one's own.
STAFF = frozenset({*EDIT, "curator below", "curator elsewhere"})
ADMIN = frozenset({"admin"})
EDITORS, CURATES = frozenset(EDIT), frozenset(CURATE)

WHO: dict[str, frozenset[str]] = {
    # what everybody may look at, empty where there is nothing for them
    **dict.fromkeys(("home", "search", "search-step", "marks", "help", "sign-in", "sign-out", "health"), ALL),
    **dict.fromkeys(("invitation", "new-password"), ALL),
    # a collection and its records, for those it is open to
    **dict.fromkeys(("collection", "record", "progress", "leaves", "page-numbered", "cite-record"), SEE),
    **dict.fromkeys(("record-text", "record-markdown", "page", "page-print", "cite-page"), SEE),
    **dict.fromkeys(("tile", "crop", "thumb", "image", "page-text", "page-markdown", "page-json"), SEE),
    "original": SEE,
    # one's own
    **dict.fromkeys(("account", "password", "sign-out-everywhere"), SIGNED_IN),
}


def addresses(patterns: list[Any] | None = None) -> Iterator[URLPattern]:
    """All of the site but Django's administration, which has tests of its own."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            if str(pattern.pattern) != "admin/":
                yield from addresses(pattern.url_patterns)
        elif not str(pattern.pattern).startswith("admin/"):
            yield pattern


WHO |= {
    "desk": STAFF,
    "record-date": ALL,  # says how a date is understood, and knows nothing
    **dict.fromkeys(("collection-describe", "collection-delete"), CURATES),
    "collection-new": ADMIN,  # at the top of the tree; below a collection, see test_collections
    "collection-move": frozenset({"curator above", "admin"}),
    **dict.fromkeys(("collection-people", "people-add", "role-change", "role-remove"), CURATES),
    **dict.fromkeys(("invite", "invitation-revoke"), CURATES),
    **dict.fromkeys(("people", "person-new", "password-link", "person-act"), ADMIN),
    **dict.fromkeys(("upload", "accessions", "accession", "accession-standing", "accession-outcomes"), EDITORS),
    **dict.fromkeys(("accession-undo", "accession-take-back"), EDITORS),  # one's own
    **dict.fromkeys(("accession-finish", "accession-retry", "accession-keep"), EDITORS),
    **dict.fromkeys(("accession-sheet", "accession-sheet-apply", "accession-sheet-drop"), EDITORS),
    **dict.fromkeys(("upload-files", "upload-creation", "upload-bytes"), EDITORS),
    **dict.fromkeys(("records-desk", "records-preview", "records-change", "act", "act-undo"), EDITORS),
    "edit-record": EDITORS,
    **dict.fromkeys(("record-move", "record-trash", "record-restore"), CURATES),
    **dict.fromkeys(("record-purge", "purged"), ADMIN),
    "trash": STAFF,
    **dict.fromkeys(("arrange", "pages-insert", "pages-replace"), EDITORS),
    **dict.fromkeys(("work", "work-now", "wishes-forget", "wishes-retry", "work-take-up"), STAFF),
    **dict.fromkeys(("page-read-again", "record-read-again", "collection-read-again"), EDITORS),
    **dict.fromkeys(("record-work", "record-history", "work-halted"), EDITORS),
    **dict.fromkeys(("storage", "storage-measure", "history", "health-page", "health-doctor"), ADMIN),
}


#: Acts on those of the pages that the person may edit; where there are none, it does nothing.
HARMLESS = {("work-halted", "post")}


class World:
    """One of everything, in a members-only collection below another; what is somebody's own is this person's."""

    def __init__(self, kind: str) -> None:
        above = makers.collection(visibility="members")
        self.collection = collections.create("below-it", "Below it", above, visibility="members")
        self.beside = collections.create("beside-it", "Beside it", above, visibility="members")
        self.person = of_kind(kind, self.collection)
        self.record = makers.record(self.collection, title="The secret of Gull Point")
        self.page: Page = scanned.page(of=self.record)
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
        doer = self.person if kind in EDITORS else admin()
        act = {"collection": self.collection, "person": doer, "ended_at": timezone.now()}
        self.changed = Act.objects.create(kind=Act.Kind.CHANGE, what={"records": [], "change": {}}, **act)
        self.purged = Act.objects.create(kind=Act.Kind.PURGE, what={"records": []}, **act)

    def path(self, pattern: URLPattern) -> str:
        known: dict[str, Any] = {
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
            "verb": "close",
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
            "page-numbered": {"n": 1},
            "role-change": {"role": "editor"},
            "collection-move": {"to": self.beside.slug},
            "record-move": {"collection": self.collection.pk},
            "pages-replace": {"which": f"{self.page.pk}-{self.page.original_id}"},
        }.get(name, {})


def is_closed(answer: HttpResponse) -> bool:
    return answer.status_code in {403, 404, 410} or "/sign-in" in answer.headers.get("Location", "")


def test_every_address_is_in_the_table() -> None:
    names = {str(pattern.name) for pattern in addresses()}
    assert names == set(WHO)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_address_opens_to_exactly_those_whom_the_table_names(kind: str, method: str) -> None:
    world, wrong = World(kind), []
    for pattern in addresses():
        name = str(pattern.name)
        # The door for uploads says no more than that without its header.
        client = Client(raise_request_exception=False, headers={"Tus-Resumable": "1.0.0"})
        with transaction.atomic():
            if world.person is not None:
                client.force_login(world.person)
            answer = getattr(client, method)(world.path(pattern), world.said(name))
            transaction.set_rollback(True)
        if answer.status_code >= 500:
            wrong.append(f"{name} fails with {answer.status_code}")
        elif (
            answer.status_code != 405
            and (name, method) not in HARMLESS
            and is_closed(answer) == (kind in WHO[name])
        ):
            wrong.append(f"{name} answers {answer.status_code} {answer.headers.get('Location', '')}")
    assert not wrong, "\n".join(wrong)
