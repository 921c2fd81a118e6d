"""The text of a whole record as one file: every page in order, nothing that may not be read."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive.models import Event, Membership, Record, Transcription
from archive.views.researcher.record_text import STEP
from tests import makers

pytestmark = pytest.mark.django_db


def said(client: Client, name: str, record: Record) -> str:
    answer = client.get(reverse(name, args=[record.pk]))
    assert answer.status_code == 200
    return b"".join(answer).decode()  # type: ignore[arg-type]


def test_all_pages_come_in_order_and_none_is_missed() -> None:
    record = makers.record(makers.collection(visibility="public"), title="A log")
    for number in range(2 * STEP + 3):
        makers.transcribed(f"day {number}", of=record)
    makers.page(record)
    text = said(Client(), "record-text", record)
    assert [line for line in text.splitlines() if line.startswith("day ")] == [
        f"day {n}" for n in range(2 * STEP + 3)
    ]
    assert f"[page {2 * STEP + 4}]" in text, "a page without text is named all the same"
    assert text.startswith(f"A log\nhttp://testserver/records/{record.pk}\n")
    assert "<!-- page 1, text version 1, read by machine -->\n\nday 0" in said(Client(), "record-markdown", record)


def test_queries_do_not_grow_with_the_pages_of_a_step() -> None:
    record = makers.record(makers.collection(visibility="public"))
    for _ in range(STEP):
        makers.transcribed("one", "two", of=record)
    with CaptureQueriesContext(connection) as queries:
        said(Client(), "record-text", record)
    assert len(queries) < 12


def test_quarantined_text_is_for_editors() -> None:
    record = makers.record(makers.collection(visibility="public"))
    makers.transcribed("unbelievable", of=record, verdict=Transcription.Verdict.QUARANTINE)
    assert "unbelievable" not in said(Client(), "record-text", record)
    person = get_user_model().objects.create_user("ada")
    Membership.objects.create(collection=record.collection, person=person, role="editor")
    client = Client()
    client.force_login(person)
    assert "unbelievable" in said(client, "record-text", record)
    assert not Event.objects.filter(verb="downloaded").exists(), "what everybody may have is not written down"


def test_what_is_not_public_is_for_members_and_written_down() -> None:
    record = makers.record(makers.collection(visibility="members"))
    makers.transcribed("a secret", of=record)
    assert Client().get(reverse("record-text", args=[record.pk])).status_code == 404
    person = get_user_model().objects.create_user("ada")
    Membership.objects.create(collection=record.collection, person=person, role="reader")
    client = Client()
    client.force_login(person)
    assert "a secret" in said(client, "record-text", record)
    assert Event.objects.filter(verb="downloaded", actor=person, target=f"record:{record.pk}").count() == 1
