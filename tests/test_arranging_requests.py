"""Arranging asked for by strange, late and simultaneous requests."""

from __future__ import annotations

import threading

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.urls import reverse

from archive.arranging import order, splitting, turning
from archive.arranging.order import Stale
from archive.faults import Refused
from archive.models import Page, Record
from tests import makers


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("admin"))
    return client


def record_of(pages: int) -> Record:
    record = makers.record()
    for _ in range(pages):
        makers.transcribed("Sheep", of=record)
    return record


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"do": "turn:45", "page": "first"},
        {"do": "turn:²", "page": "first"},
        {"do": "turn:90"},
        {"do": "move", "page": "first"},
        {"do": "move", "page": "first", "place": "0"},
        {"do": "move", "page": "first", "place": "4"},
        {"do": "move", "page": "first", "place": "9" * 40},
        {"do": "move:99999999", "page": "first"},
        {"do": "move", "page": ["-1", "²", "9" * 40, "\x00"], "place": "1"},
        {"do": "move", "page": "99999999", "place": "1"},
        {"do": "split", "page": "first", "title": " "},
        {"do": "split", "page": "all", "title": "All"},
        {"do": "give", "page": "first", "record": "own"},
        {"do": "give", "page": "first", "record": "/records/99999999"},
        {"do": "remove", "page": "all"},
        {"do": "explode", "page": "first"},
        {"do": "turn:90", "page": "first", "facing": "stale"},
        {"do": "move", "page": "first", "place": "2", "seal": "stale"},
        {"do": "move", "page": "first", "place": "2", "seal": ""},
    ],
)
def test_what_makes_no_sense_or_comes_late_is_answered_and_changes_nothing(
    admin: Client, sent: dict[str, object]
) -> None:
    record = record_of(3)
    now = order.sequence(record)
    given = {"seal": now.seal, "facing": turning.seal(record), **sent}
    named = {"first": now.ids[0], "all": list(now.ids)}
    if isinstance(given.get("page"), str):
        given["page"] = named.get(str(given["page"]), given["page"])
    if given.get("record") == "own":
        given["record"] = record.pk
    for part in (False, True):
        headers = {"X-Part": "pages"} if part else {}
        answer = admin.post(reverse("arrange", args=[record.pk]), given, headers=headers)
        assert answer.status_code in {400, 409}
        assert ("<html" in answer.content.decode()) != part
    assert order.sequence(record) == now
    assert not Page.objects.exclude(turn=0).exists()
    assert Record.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("start", ["²", "-5", "0", "999999", "9" * 50, "a"])
def test_any_start_shows_some_page(admin: Client, start: str) -> None:
    record = record_of(2)
    answer = admin.get(reverse("arrange", args=[record.pk]), {"from": start})
    assert answer.status_code == 200
    assert len(answer.context["leaves"]) == 2


@pytest.mark.django_db
def test_screens_of_a_large_record_show_every_page_once(
    admin: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries
) -> None:
    from archive.views.archivist.pages import arrange as pages_arrange

    monkeypatch.setattr(pages_arrange, "SCREEN", 10)
    record = record_of(25)
    seen, start = [], 1
    while start:
        with django_assert_max_num_queries(16):
            shown = admin.get(reverse("arrange", args=[record.pk]), {"from": start})
        seen += [leaf.page.pk for leaf in shown.context["leaves"]]
        start = shown.context["next"]
    assert seen == list(order.sequence(record).ids)


@pytest.mark.django_db(transaction=True)
def test_many_who_arrange_turn_and_split_at_once_leave_every_page_in_one_place() -> None:
    record = record_of(12)
    first = order.sequence(record)
    refused = []

    def work(number: int) -> None:
        try:
            for round_ in range(4):
                page = first.ids[(number * 3 + round_) % 12]
                try:
                    if number == 0:
                        splitting.split(record, None, [page], "Split")
                    elif number == 1:
                        turning.turn(record, None, [page], 90)
                    else:
                        order.move(record, None, [page], first.ids[number])
                except (Stale, Refused):
                    refused.append(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Page.objects.values_list("pk", flat=True)) == sorted(first.ids)
    for left in Record.objects.all():
        now = order.sequence(left)
        assert now.keys[0] == Page.GAP
        assert len(set(now.keys)) == len(now.keys)
    assert Record.objects.filter(title="Split").count() == 4


@pytest.mark.django_db(transaction=True)
def test_of_two_with_the_same_picture_before_them_one_is_refused() -> None:
    record = record_of(6)
    seen = order.sequence(record)
    gate, outcomes = threading.Barrier(2), []

    def work(page: int) -> None:
        try:
            gate.wait(10)
            order.move(record, None, [page], None, sealed=seen.seal)
            outcomes.append("moved")
        except Stale:
            outcomes.append("stale")
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(page,)) for page in seen.ids[:2]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["moved", "stale"]
