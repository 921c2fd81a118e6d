"""Health: what machines are told, and what an admin can do about each lack."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from archive.doctor.finding import State
from archive.models import Worker
from archive.running import health
from archive.work.wants import wants
from search.models import IndexChange
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _broker_unasked() -> None:
    health._broker._asked = -health._BROKER_KEPT


def alive(*names: str) -> None:
    for name in names:
        Worker.objects.create(name=name, host="mill", pid=1, seen_at=timezone.now())


def test_machines_are_told_what_works_and_what_wants_attention() -> None:
    said = Client().get("/health").json()
    assert (said["status"], said["database"], said["store"], said["broker"]) == ("ok", True, True, True)
    assert said["attention"] == ["workers"]
    alive("pages,ocr-now,ocr,index-now,index", "sweep", "follower")
    said = Client().get("/health").json()
    assert said["attention"] == []
    assert set(said["workers"]) == {"sweep", "pages", "ocr", "index", "follower"}
    assert all(0 <= age < 30 for age in said["workers"].values())
    assert said["disk_free"] > 0


def test_a_silent_worker_wants_attention_and_breaks_nothing() -> None:
    alive("pages", "ocr", "index", "follower")
    Worker.objects.create(name="sweep", host="mill", pid=1, seen_at=timezone.now() - timedelta(minutes=3))
    answer = Client().get("/health")
    assert (answer.status_code, answer.json()["attention"]) == (200, ["workers"])


def test_an_archive_without_database_or_folder_is_said_to_fail(monkeypatch: pytest.MonkeyPatch, settings) -> None:
    def broken() -> None:
        raise DatabaseError

    monkeypatch.setattr(health, "_workers", broken)
    answer = Client().get("/health")
    assert (answer.status_code, answer.json()["status"], answer.json()["database"]) == (503, "failing", False)
    monkeypatch.undo()
    settings.MUNIMENT_HOME = "/nonexistent"
    assert health.look().works is False


def test_a_broker_that_is_gone_wants_attention(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_ask", lambda: False)
    answer = Client().get("/health")
    assert answer.status_code == 200
    assert "broker" in answer.json()["attention"]


def test_the_broker_is_asked_now_and_then_not_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(health, "_ask", lambda: asked.append(1) or True)
    for _ in range(20):
        health.look()
    assert len(asked) == 1


def test_it_says_no_secret_and_costs_little() -> None:
    makers.transcribed("words")
    IndexChange.objects.create(number=1, page=1)
    with CaptureQueriesContext(connection) as captured:
        text = Client().get("/health").content.decode()
    assert len(captured) <= 5
    assert "/" not in text, "no path and no address"


def test_each_lack_has_a_remedy() -> None:
    well = health.Health(True, True, True, dict.fromkeys(health.DUTIES, 1.0), None, 10 << 30)
    assert {one.state for one in wants(well)} <= {State.WELL, State.NOTE}
    ill = health.Health(False, False, False, {"sweep": None, "ocr": 900.0}, None, 1)
    lacks = [one for one in wants(ill) if one.state in (State.BROKEN, State.WARNING)]
    assert {one.id for one in lacks} == {
        "health.database", "health.store", "health.broker", "health.workers.sweep", "health.workers.ocr",
        "health.disk",
    }  # fmt: skip
    assert all(one.fix for one in lacks)


def test_the_page_is_for_admins() -> None:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("ada"))
    text = client.get(reverse("health-page")).content.decode()
    assert "something wants attention" in text
    assert "Nobody reads." in text
    assert "is-" in client.get(reverse("health-doctor")).content.decode()
    reader = Client()
    reader.force_login(get_user_model().objects.create_user("rita"))
    for one in (reader, Client()):
        assert one.get(reverse("health-page")).status_code == 404
        assert one.get(reverse("health-doctor")).status_code == 404
