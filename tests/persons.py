"""Every kind of person, signed in: what they may is told by their place beside one collection."""

from __future__ import annotations

import itertools
from functools import cache

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.test import Client

from archive import collections
from archive.models import Collection, Membership

_numbers = itertools.count(1)
PASSWORD = "a-long-password"
#: "curator above" has the role in the collection's parent, "curator below" in one within it.
KINDS = (
    "visitor",
    "stranger",
    "reader",
    "editor",
    "curator",
    "curator above",
    "curator below",
    "curator elsewhere",
    "admin",
)
CURATE = ("curator", "curator above", "admin")
EDIT = ("editor", *CURATE)


@cache
def _hashed() -> str:
    """Hashing takes its time, as it should: once is enough."""
    return make_password(PASSWORD)


def somebody(name: str = "", **fields: object) -> User:
    return User.objects.create(username=name or f"person-{next(_numbers)}", password=_hashed(), **fields)


def member(where: Collection, role: str = "reader", name: str = "") -> User:
    person = somebody(name)
    Membership.objects.create(collection=where, person=person, role=role)
    return person


def admin(name: str = "") -> User:
    return somebody(name or f"admin-{next(_numbers)}", is_superuser=True, is_staff=True)


def signed_in(person: User | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def of_kind(kind: str, where: Collection) -> User | None:
    """A person of this kind; the collection needs a parent."""
    if kind == "visitor":
        return None
    if kind == "stranger":
        return somebody()
    if kind == "admin":
        return admin()
    if kind == "curator above":
        assert where.parent
        return member(where.parent, "curator")
    if kind == "curator below":
        below = collections.create(f"below-{next(_numbers)}", "Below", where)
        return member(below, "curator")
    if kind == "curator elsewhere":
        return member(collections.create(f"elsewhere-{next(_numbers)}", "Elsewhere"), "curator")
    return member(where, kind)
