"""Every act on records and pages × every kind of person × every state of the record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.arranging import order, turning
from archive.keeping import acts
from archive.models import Act, Membership, Page, Record
from tests import makers

pytestmark = pytest.mark.django_db
PEOPLE = ("visitor", "stranger", "reader", "editor", "curator", "admin")
EDITORS, CURATORS, ADMINS, NOBODY = {"editor", "curator", "admin"}, {"curator", "admin"}, {"admin"}, set[str]()
STATES = ("published", "draft", "embargoed", "withdrawn", "trashed")


def record_in(state: str) -> Record:
    fields: dict[str, object] = {}
    if state in {"draft", "withdrawn"}:
        fields["state"] = state
    if state == "embargoed":
        fields["embargo_until"] = timezone.now() + timedelta(days=2)
    if state == "trashed":
        fields["trashed_at"] = timezone.now()
    record = makers.record(makers.collection(visibility="public"), title="The book of dues", **fields)
    for _ in range(3):
        makers.transcribed("Dues of the harbour", of=record)
    return record


def signed_in(person: str, record: Record) -> Client:
    client = Client()
    if person != "visitor":
        user, _new = get_user_model().objects.get_or_create(username=person, is_superuser=person == "admin")
        if person in Membership.Role.values:
            Membership.objects.get_or_create(collection=record.collection, person=user, role=person)
        client.force_login(user)
    return client


def answers(record: Record) -> dict[str, tuple[str, dict[str, object] | None, set[str]]]:
    """Name -> address, what is sent (None for a look), who may in an ordinary state."""
    pages = list(Page.objects.filter(record=record).order_by("order").values_list("pk", flat=True))
    seals = {"seal": order.sequence(record).seal, "facing": turning.seal(record)}
    at = reverse("arrange", args=[record.pk])
    slug = record.collection.slug

    def to(name: str) -> str:
        return reverse(name, args=[record.pk])

    change = {"which": "ticked", "record": record.pk, "set_rights": "on", "rights": "CC0"}
    return {
        "edit": (to("edit-record"), None, EDITORS),
        "arrange": (at, None, EDITORS),
        "records": (reverse("records-desk", args=[slug]), None, EDITORS),
        "trash": (reverse("trash"), None, EDITORS),
        "purge": (to("record-purge"), None, ADMINS),
        "edit it": (to("edit-record"), {"title": "Other", "state": "draft"}, EDITORS),
        "move a page": (at, {"do": "move", "place": "1", "page": pages[2], **seals}, EDITORS),
        "turn a page": (at, {"do": "turn:90", "page": pages[2], **seals}, EDITORS),
        "split": (at, {"do": "split", "page": pages[2], "title": "New", **seals}, EDITORS),
        "give": (at, {"do": "give", "page": pages[2], "record": "1", **seals}, EDITORS),
        "remove": (at, {"do": "remove", "page": pages[2], **seals}, CURATORS),
        "insert": (to("pages-insert"), {"seal": seals["seal"]}, EDITORS),
        "replace": (to("pages-replace"), {"which": f"{pages[0]}-1"}, EDITORS),
        "preview": (reverse("records-preview", args=[slug]), change, EDITORS),
        "move": (to("record-move"), {"collection": record.collection_id}, CURATORS),
        "throw": (to("record-trash"), {}, CURATORS),
        "purge it": (to("record-purge"), {"word": "no"}, ADMINS),
    }


def asked(client: Client, address: str, sent: dict[str, object] | None) -> int:
    return (client.get(address) if sent is None else client.post(address, sent)).status_code


#: Addresses that are not about this one record.
ANYWAY = {"records", "trash", "preview"}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("person", PEOPLE)
def test_every_act_is_open_to_exactly_those_the_table_names(person: str, state: str) -> None:
    for name in answers(record_in(state)):
        record = record_in(state)
        client = signed_in(person, record)
        address, sent, may = answers(record)[name]
        allowed = may
        if name not in ANYWAY and state == "withdrawn":
            allowed = may & CURATORS
        if name not in ANYWAY and state == "trashed":
            allowed = ADMINS if name in {"purge", "purge it"} else NOBODY
        status = asked(client, address, sent)
        if person in allowed:
            assert status in {200, 302, 400, 409}, f"{name} answers {status}"
            continue
        stone = state == "withdrawn" and name not in ANYWAY and (may == EDITORS or name == "remove")
        assert status == (410 if stone else 404), f"{name} answers {status}"
        now = Record.objects.get(pk=record.pk)
        assert (now.title, now.trashed_at is None) == ("The book of dues", state != "trashed")
        assert Page.objects.filter(record=record, turn=0).count() == 3


@pytest.mark.parametrize("person", PEOPLE)
def test_restoring_is_for_those_who_may_throw_away(person: str) -> None:
    record = record_in("trashed")
    status = asked(signed_in(person, record), reverse("record-restore", args=[record.pk]), {})
    back = Record.objects.get(pk=record.pk).trashed_at is None
    assert (status, back) == ((302, True) if person in CURATORS else (404, False))


@pytest.mark.parametrize("person", PEOPLE)
def test_the_trash_shows_each_what_they_may_take_out(person: str) -> None:
    record, elsewhere = record_in("trashed"), record_in("trashed")
    Record.objects.filter(pk=elsewhere.pk).update(title="Somewhere else")
    shown = signed_in(person, record).get(reverse("trash")).content.decode()
    assert ("The book of dues" in shown) == (person in CURATORS)
    assert ("Somewhere else" in shown) == (person == "admin")


@pytest.mark.parametrize("person", ["editor", "curator"])
def test_an_editor_cannot_withdraw_alone_or_many_at_once(person: str) -> None:
    record = record_in("published")
    client = signed_in(person, record)
    sent = {"title": "x", "state": "withdrawn", "withdrawn_why": "Privacy", "seal": _seal(record)}
    client.post(reverse("edit-record", args=[record.pk]), sent)
    record.refresh_from_db()
    assert (record.state == "withdrawn") == (person == "curator")
    other = makers.record(record.collection)
    sent = {"which": "ticked", "record": other.pk, "state": "withdrawn", "withdrawn_why": "Privacy"}
    client.post(reverse("records-change", args=[record.collection.slug]), sent)
    other.refresh_from_db()
    assert (other.state == "withdrawn") == (person == "curator")


def test_rights_lost_while_an_act_waits_are_lost_for_the_act() -> None:
    record = record_in("published")
    user = get_user_model().objects.create_user("editor")
    role = Membership.objects.create(collection=record.collection, person=user, role="editor")
    what = {"records": [record.pk], "values": {"rights": "CC0"}}
    act = acts.begin(Act.Kind.CHANGE, user, record.collection, what)
    role.delete()
    assert acts.go_on(act.pk)
    record.refresh_from_db()
    assert record.rights == ""


def test_an_act_is_shown_and_taken_back_by_its_own_person_only() -> None:
    record = record_in("published")
    one = signed_in("editor", record)
    sent = {"which": "ticked", "record": record.pk, "set_rights": "on", "rights": "CC0"}
    answer = one.post(reverse("records-change", args=[record.collection.slug]), sent)
    address = answer["Location"]
    assert one.get(address).status_code == 200
    other = signed_in("curator", record)
    assert other.get(address).status_code == 404
    assert other.post(f"{address}/undo").status_code == 404
    admin = signed_in("admin", record)
    assert admin.get(address).status_code == 200
    assert admin.post(f"{address}/undo").status_code == 404
    assert Client().get(address).status_code == 404


def test_only_curators_move_pages_into_another_collection() -> None:
    record = record_in("published")
    other = makers.record(makers.collection())
    for person, moved in (("editor", False), ("curator", True)):
        client = signed_in(person, record)
        user = get_user_model().objects.get(username=person)
        Membership.objects.create(collection=other.collection, person=user, role="editor")
        page = Page.objects.filter(record=record).order_by("-order").values_list("pk", flat=True).first()
        seal = order.sequence(record).seal
        sent = {"do": "give", "page": page, "record": other.pk, "seal": seal}
        client.post(reverse("arrange", args=[record.pk]), sent)
        assert (Page.objects.get(pk=page).record_id == other.pk) == moved


def test_a_change_needs_a_post_with_the_forms_own_token() -> None:
    record = record_in("published")
    signed_in("admin", record)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(get_user_model().objects.get(username="admin"))
    for name, (address, sent, _may) in answers(record).items():
        if sent is not None:
            assert strict.post(address, sent).status_code == 403, name
    for name in ("record-trash", "record-restore", "record-move", "pages-insert", "pages-replace"):
        assert strict.get(reverse(name, args=[record.pk])).status_code == 405, name


def _seal(record: Record) -> str:
    from archive import describing

    return describing.seal(record)
