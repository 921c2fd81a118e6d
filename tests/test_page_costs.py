"""What a page costs the database: a fixed number of queries, however much the archive holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive import collections
from archive.models import Membership, Page
from search import follower
from search.tasks import index_page
from tests import makers, scanned

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("home")]
#: page -> queries of a visitor, at most; who is signed in costs the lookup of session and person,
#: of memberships, and the visit.
MOST = {"home": 13, "collection": 11, "record": 16, "leaves": 5, "page": 20, "results": 16, "help": 8}
SIGNED_IN = 7


@pytest.fixture
def page(home: Path) -> Page:
    scanned.original_sha.cache_clear()
    scanned.rendered.cache_clear()
    made = grow(makers.collection(visibility="public"), 2)
    yield made
    scanned.original_sha.cache_clear()
    scanned.rendered.cache_clear()


def grow(where: object, records: int) -> Page:
    """Records of three pages each, half of them in a collection below."""
    below = collections.create(f"below-{where.pk}-{records}", "Below", where, visibility="public")  # type: ignore[attr-defined]
    for number in range(records):
        record = makers.record(where if number % 2 else below)
        for _ in range(3):
            page = scanned.page("The harbour was quiet that evening", of=record)
            assert index_page(page.pk)
    follower.catch_up()
    return page


def asked(client: Client, page: Page) -> dict[str, int]:
    addresses = {
        "home": "/",
        "collection": f"/collections/{page.record.collection.slug}",
        "record": f"/records/{page.record_id}?q=harbour",
        "leaves": f"/records/{page.record_id}/leaves",
        "page": f"/pages/{page.pk}?q=harbour&n=1",
        "results": "/search?q=harbour",
        "help": "/help",
    }
    counts = {}
    for name, address in addresses.items():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts[name] = len(queries)
    return counts


def test_the_number_of_queries_does_not_grow_with_the_archive(page: Page) -> None:
    few = asked(Client(), page)
    assert not {name: n for name, n in few.items() if n > MOST[name]}
    grow(page.record.collection, 6)
    many = asked(Client(), page)
    # Hits are loaded by twenties: a full screen of results, and the one that tells of more, are two of them.
    assert {name: n for name, n in many.items() if n > few[name] + 4 * (name == "results")} == {}


def test_who_is_signed_in_costs_a_few_more(page: Page) -> None:
    person = get_user_model().objects.create_user("ada")
    Membership.objects.create(collection=page.record.collection, person=person, role="editor")
    client = Client()
    client.force_login(person)
    counts = asked(client, page)
    assert not {name: n for name, n in counts.items() if n > MOST[name] + SIGNED_IN}
