"""What one looked at lately: one row for a record, for people who are signed in, and only while they may see it."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive.models import Membership, Page, Record, Visit
from tests import makers, scanned

pytestmark = pytest.mark.django_db


def reader(page: Page) -> tuple[User, Client]:
    person = get_user_model().objects.create_user("ada")
    Membership.objects.create(collection=page.record.collection, person=person, role="reader")
    client = Client()
    client.force_login(person)
    return person, client


def test_a_record_is_remembered_once_with_the_page_seen_last() -> None:
    page = scanned.page(of=makers.record(title="Log of the Gull"))
    other = scanned.page(of=page.record)
    person, client = reader(page)
    for address in (page.record.get_absolute_url(), page.get_absolute_url(), other.get_absolute_url()):
        client.get(address)
    assert list(Visit.objects.values_list("person", "record", "page")) == [(person.pk, page.record_id, other.pk)]
    home = client.get("/").content.decode()
    assert "You looked at lately" in home
    assert other.get_absolute_url() in home


def test_visitors_leave_no_trace() -> None:
    page = scanned.page(of=makers.record(makers.collection(visibility="public")))
    Client().get(page.get_absolute_url())
    assert not Visit.objects.exists()
    assert "You looked at lately" not in Client().get("/").content.decode()


def test_what_one_may_no_longer_see_is_not_named() -> None:
    page = scanned.page(of=makers.record(title="Log of the Gull"))
    _person, client = reader(page)
    client.get(page.get_absolute_url())
    Record.objects.update(state=Record.State.WITHDRAWN)
    assert "Log of the Gull" not in client.get("/").content.decode()


def test_a_visit_is_one_statement_and_comes_after_the_answer() -> None:
    page = scanned.page(of=makers.record())
    _person, client = reader(page)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(page.get_absolute_url())
    writes = [n for n, query in enumerate(asked) if not query["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    assert len(writes) == 1
    assert "archive_visit" in asked[writes[0]]["sql"]
    assert all("SELECT" not in query["sql"] for query in asked.captured_queries[writes[0] + 1 :])


def test_a_page_that_is_not_found_is_not_remembered() -> None:
    page = scanned.page(of=makers.record())
    client = Client()
    client.force_login(get_user_model().objects.create_user("stranger"))
    assert client.get(page.get_absolute_url()).status_code == 404
    assert not Visit.objects.exists()
