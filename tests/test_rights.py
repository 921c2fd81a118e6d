"""The table of rights, cell by cell."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from archive import rights
from archive.models import Collection, Membership, Page, Record
from tests import makers

pytestmark = pytest.mark.django_db
PEOPLE = ("visitor", "stranger", "reader", "editor", "curator", "admin")
SEE = {
    "public": PEOPLE,
    "members": ("reader", "editor", "curator", "admin"),
    "draft": ("editor", "curator", "admin"),
    "embargoed": ("editor", "curator", "admin"),
    "embargo over": PEOPLE,
    "withdrawn": ("curator", "admin"),
    "trashed": (),
}
EDIT = {
    "public": ("editor", "curator", "admin"),
    "members": ("editor", "curator", "admin"),
    "draft": ("editor", "curator", "admin"),
    "embargoed": ("editor", "curator", "admin"),
    "embargo over": ("editor", "curator", "admin"),
    "withdrawn": ("curator", "admin"),
    "trashed": (),
}


def the_record(state: str, where: Collection) -> Record:
    hour = timedelta(hours=1)
    fields = {
        "draft": {"state": "draft"},
        "embargoed": {"embargo_until": timezone.now() + hour},
        "embargo over": {"embargo_until": timezone.now() - hour},
        "withdrawn": {"state": "withdrawn"},
        "trashed": {"trashed_at": timezone.now()},
    }.get(state, {})
    return makers.record(where, **fields)


def the_person(kind: str, where: Collection):
    if kind == "visitor":
        return AnonymousUser()
    person = get_user_model().objects.create_user(kind, is_superuser=kind == "admin")
    if kind in Membership.Role.values:
        Membership.objects.create(collection=where, person=person, role=kind)
    return person


@pytest.mark.parametrize("inherited", [False, True], ids=["own rights", "inherited rights"])
@pytest.mark.parametrize("state", SEE)
@pytest.mark.parametrize("kind", PEOPLE)
def test_the_table_of_rights(kind: str, state: str, inherited: bool) -> None:
    top = makers.collection(visibility="members" if state == "members" else "public")
    where = makers.collection(parent=makers.collection(parent=top)) if inherited else top
    record, person = the_record(state, where), the_person(kind, top)
    page = makers.page(record)
    sees, edits = kind in SEE[state], kind in EDIT[state]
    assert Record.objects.visible_to(person).filter(pk=record.pk).exists() == sees
    assert Page.objects.visible_to(person).filter(pk=page.pk).exists() == sees
    assert Record.objects.filter(rights.reach(person).sees_record(), pk=record.pk).exists() == sees
    assert Page.objects.filter(rights.reach(person).sees_record("record__"), pk=page.pk).exists() == sees
    assert Record.objects.editable_by(person).filter(pk=record.pk).exists() == edits
    assert Page.objects.editable_by(person).filter(pk=page.pk).exists() == edits


def test_a_role_in_one_collection_says_nothing_about_its_neighbour_or_parent() -> None:
    top = makers.collection()
    mine, other = makers.collection(parent=top), makers.collection(parent=top)
    person = the_person("editor", mine)
    for record in (makers.record(other), makers.record(top)):
        assert not Record.objects.visible_to(person).filter(pk=record.pk).exists()
    assert list(Collection.objects.visible_to(person)) == [mine]
    assert list(Collection.objects.editable_by(person)) == [mine]


def test_ids_that_begin_alike_are_not_taken_for_ancestors() -> None:
    one = makers.collection(visibility="public")
    other = makers.collection()
    Collection.objects.filter(pk=one.pk).update(path="/1/")
    Collection.objects.filter(pk=other.pk).update(path="/12/")
    assert list(Collection.objects.visible_to(AnonymousUser())) == [one]


def test_a_person_who_was_deactivated_is_a_visitor() -> None:
    where = makers.collection()
    person = the_person("admin", where)
    person.is_active = False
    person.save()
    assert not Record.objects.visible_to(person).filter(pk=makers.record(where).pk).exists()


def test_where_a_person_reaches_is_where_each_right_holds() -> None:
    top, other = makers.collection(visibility="members"), makers.collection(visibility="members")
    middle = makers.collection(parent=top, visibility="members")
    makers.collection(parent=middle, visibility="public")
    makers.collection(parent=makers.collection(parent=other, visibility="members"), visibility="members")
    person = get_user_model().objects.create_user("somebody")
    Membership.objects.create(collection=top, person=person, role="reader")
    Membership.objects.create(collection=middle, person=person, role="editor")
    Membership.objects.create(collection=other, person=person, role="curator")
    for who in (person, AnonymousUser()):
        found = rights.reach(who)
        for ids, condition in (
            (found.sees, rights.sees_collection(who)),
            (found.edits, rights.edits_collection(who)),
            (found.curates, rights.curates_collection(who)),
        ):
            assert ids == set(Collection.objects.filter(condition).values_list("pk", flat=True))
