"""Every address of the site × every kind of person. An address that is not in the table fails the test, so
nothing is added without saying who may go there; what a person may not see answers as if it were not there."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.persons import CURATE, EDIT, KINDS
from tests.world import World, addresses

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


WHO |= {
    "desk": STAFF,
    "workbench": SIGNED_IN,
    # one's own tries
    **dict.fromkeys(("workbench-tries", "workbench-now", "workbench-stop", "workbench-forget"), SIGNED_IN),
    "workbench-picture": SIGNED_IN,
    "workbench-keep": EDITORS,
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
    **dict.fromkeys(("page-versions", "page-version", "page-compare"), SEE),
    "version-restore": EDITORS,
    # one's own change of many pages
    **dict.fromkeys(("replace", "replaced", "replace-undo"), EDITORS),
    **dict.fromkeys(("page-edit", "page-save", "page-merge", "page-draft"), EDITORS),
    **dict.fromkeys(("record-move", "record-trash", "record-restore"), CURATES),
    **dict.fromkeys(("record-purge", "purged"), ADMIN),
    "trash": STAFF,
    **dict.fromkeys(("arrange", "pages-insert", "pages-replace"), EDITORS),
    **dict.fromkeys(("review", "review-next", "review-undo", "review-take-up"), STAFF),
    **dict.fromkeys(("review-page", "review-hold", "review-leave"), EDITORS),
    **dict.fromkeys(("work", "work-now", "wishes-forget", "wishes-retry", "work-take-up"), STAFF),
    **dict.fromkeys(("page-read-again", "record-read-again", "collection-read-again"), EDITORS),
    "work-large": EDITORS,  # one's own act
    **dict.fromkeys(("record-work", "record-history", "work-halted"), EDITORS),
    **dict.fromkeys(("storage", "storage-measure", "history", "health-page", "health-doctor"), ADMIN),
}


#: Acts on those of the pages that the person may edit; where there are none, it does nothing.
HARMLESS = {("work-halted", "post")}


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
