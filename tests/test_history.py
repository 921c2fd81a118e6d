"""History reads as prose, is found by person, deed, thing and day, and is shown to whom it concerns."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from archive import events
from archive.history import finding, telling
from archive.history.finding import Wanted
from archive.history.verbs import SENTENCES
from archive.models import Act, Event, Membership, Original, Page
from tests import makers, scanned

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def anna() -> User:
    return get_user_model().objects.create_superuser("anna")


@pytest.fixture
def at_work(anna: User) -> Client:
    client = Client()
    client.force_login(anna)
    return client


def quiet(thing: Any) -> Any:
    """The thing, without the history of its making."""
    Event.objects.all().delete()
    return thing


def prose() -> list[str]:
    return [strip_tags(one.sentence) for one in telling.told(Wanted().events())]


def test_a_deed_is_a_sentence_with_its_reason(anna: User) -> None:
    record = quiet(makers.record(title="Letters 1790"))
    said = {"state": "withdrawn", "withdrawn_why": "the family asked for it"}
    events.record(anna, "described", record, {"state": "published"}, **said)
    (one,) = telling.told(Event.objects.all())
    assert strip_tags(one.sentence) == "anna withdrew “Letters 1790”."
    assert one.details == ("because the family asked for it",)
    assert f'href="{record.get_absolute_url()}"' in one.sentence


def test_what_changed_is_said_with_what_stood_there_before(anna: User) -> None:
    record = quiet(makers.record(title="New"))
    events.record(anna, "described", record, {"title": "Old", "shelfmark": ""}, title="New", shelfmark="B 7")
    (one,) = telling.told(Event.objects.all())
    assert one.details == ("title: Old → New", "shelfmark: B 7")


def test_names_are_never_markup() -> None:
    record = quiet(makers.record(title="<script>alert(1)</script>"))
    events.record(None, "trashed", record)
    (one,) = telling.told(Event.objects.all())
    assert "<script>" not in one.sentence
    assert "&lt;script&gt;" in one.sentence


def test_braces_in_a_name_do_no_harm(anna: User) -> None:
    events.record(anna, "trashed", quiet(makers.record(title="{who} {0} {nonesuch}")))
    assert prose() == ["anna put “{who} {0} {nonesuch}” into the trash."]


def test_a_deed_nobody_foresaw_reads_decently(anna: User) -> None:
    events.record(anna, "sang_to", quiet(makers.record(title="A psalm")))
    assert prose() == ["anna: sang to, “A psalm”."]


def test_what_is_gone_is_still_told_of(anna: User) -> None:
    record = quiet(makers.record(title="Lost"))
    events.record(anna, "trashed", record)
    record.delete()
    (said,) = prose()
    assert re.fullmatch(r"anna put record \d+ into the trash\.", said)


def test_whom_a_role_was_given_is_said(anna: User) -> None:
    where = quiet(makers.collection())
    events.record(anna, "role_given", where, name="berta", role="editor")
    (one,) = telling.told(Event.objects.all())
    assert strip_tags(one.sentence) == f"anna gave berta a role in “{where.title}”."
    assert one.details == ("as editor",)


def test_an_errand_says_on_what(anna: User) -> None:
    from archive import errands

    page = quiet(makers.transcribed("words", of=makers.record(title="The ledger")))
    errands.begin(anna, "read_again", {"record": page.record_id})
    errands.begin(anna, "read_again", {"pages": [page.pk]})
    assert prose() == ["anna wished for 1 page to be read again.", "anna wished for “The ledger” to be read again."]


def test_a_large_act_that_was_stopped_is_told_as_such(anna: User) -> None:
    act = Act.objects.create(kind=Act.Kind.CHANGE)
    (one,) = telling.told([events.record(anna, "stopped", act)])
    assert strip_tags(one.sentence) == f"anna stopped change of many records {act.pk}."


def test_it_is_sifted_by_person_deed_thing_and_day(anna: User) -> None:
    berta = get_user_model().objects.create_user("berta")
    other = makers.record()
    page = quiet(makers.transcribed("words"))
    record = page.record
    events.record(anna, "trashed", record)
    events.record(berta, "turned", page)
    events.record(berta, "taken_in", page.original)
    events.record(None, "trashed", other)
    Event.objects.filter(verb="turned").update(at=timezone.now() - timedelta(days=3))

    def found(**wanted: object) -> list[str]:
        return sorted(Wanted(**wanted).events().values_list("verb", flat=True))

    today = timezone.now().date()
    assert found(person="berta") == ["taken_in", "turned"]
    assert found(verb="trashed") == ["trashed", "trashed"]
    assert found(about=f"record:{record.pk}") == ["taken_in", "trashed", "turned"]
    assert found(about=f"collection:{record.collection_id}") == ["trashed"]
    assert found(about="record:nonsense") == []
    assert found(since=today + timedelta(days=1)) == []
    assert found(person="berta", verb="turned", about=f"page:{page.pk}") == ["turned"]


def test_days_bound_the_list_from_both_sides() -> None:
    record, now = quiet(makers.record()), timezone.now()
    for days in (4, 3, 2, 1):
        made = events.record(None, f"deed_{days}", record)
        Event.objects.filter(pk=made.pk).update(at=now - timedelta(days=days))
    day = (now - timedelta(days=3)).date()
    assert [e.verb for e in Wanted(since=day, until=day).events()] == ["deed_3"]
    assert [e.verb for e in Wanted(until=day).events()] == ["deed_3", "deed_4"]


def test_screens_follow_each_other_without_a_gap() -> None:
    record = quiet(makers.record())
    Event.objects.bulk_create(Event(verb=f"n{n}", target=f"record:{record.pk}") for n in range(130))
    seen, before = [], ""
    while True:
        listed, more = finding.screen(Wanted().events(), before)
        seen += [event.verb for event in listed]
        if more is None:
            break
        before = str(more)
    assert seen == [f"n{n}" for n in reversed(range(130))]


def test_the_page_shows_it_to_admins_alone(at_work: Client) -> None:
    events.record(None, "trashed", makers.record(title="Letters"))
    text = at_work.get(reverse("history")).content.decode()
    assert "into the trash" in text
    assert "Letters" in text
    assert at_work.get(reverse("history"), {"verb": "nonsense", "since": "never"}).status_code == 200
    assert Client().get(reverse("history")).status_code == 404
    reader = Client()
    reader.force_login(get_user_model().objects.create_user("rita", is_staff=True))
    assert reader.get(reverse("history")).status_code == 404


def test_a_records_own_history_is_for_those_who_edit_it() -> None:
    page = makers.transcribed("words")
    events.record(None, "turned", page)
    where = reverse("record-history", args=[page.record_id])
    for role, status in (("reader", 404), ("editor", 200), ("curator", 200)):
        person = get_user_model().objects.create_user(role)
        Membership.objects.create(person=person, collection=page.record.collection, role=role)
        client = Client()
        client.force_login(person)
        assert client.get(where).status_code == status, role
    assert "turned" in client.get(where).content.decode()
    assert Client().get(where).status_code == 404


def test_a_screen_of_history_costs_a_handful_of_queries(at_work: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            at_work.get(reverse("history"))
        return len(captured)

    def more() -> None:
        page = makers.transcribed("words")
        for thing in (page, page.record, page.original, page.record.collection):
            events.record(None, "described", thing, title="x")

    more()
    few = queries()
    for _ in range(12):
        more()
    assert queries() <= few <= 16


def test_every_deed_that_the_programs_write_has_its_sentence() -> None:
    said = set()
    for app in ("archive", "ocr_engine", "search"):
        for file in (ROOT / app).rglob("*.py"):
            said |= set(re.findall(r'events\.record\(\s*[\w.]+,\s*"([a-z_]+)"', file.read_text(encoding="utf-8")))
    assert said
    assert said <= set(SENTENCES), sorted(said - set(SENTENCES))


# --- what was handed out ----------------------------------------------------------------------


def downloads() -> list[str]:
    return list(Event.objects.filter(verb="downloaded").values_list("target", flat=True))


def test_a_download_of_what_is_not_public_is_written_down(at_work: Client, anna: User) -> None:
    page = scanned.page(of=makers.record(makers.collection(visibility="members")))
    at_work.get(reverse("original", args=[page.original_id]))
    at_work.get(reverse("image", args=[page.pk]))
    assert downloads() == [f"page:{page.pk}", f"original:{page.original_id}"]
    assert Event.objects.filter(verb="downloaded", actor=anna).count() == 2


def test_public_things_mere_looks_and_later_parts_are_not() -> None:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("ada"))
    public = scanned.page(of=makers.record(makers.collection(visibility="public")))
    client.get(reverse("original", args=[public.original_id]))
    hidden: Page = scanned.page(of=makers.record(makers.collection(visibility="public"), state="draft"))
    where = reverse("original", args=[hidden.original_id])
    client.head(where)
    client.get(where, headers={"Range": "bytes=70000-80000"})
    assert downloads() == []
    client.get(where, headers={"Range": "bytes=0-"})
    assert downloads() == [f"original:{hidden.original_id}"]
    assert Original.objects.count() == 2


@pytest.mark.parametrize("asked", ["bytes=00-", "bytes=-99999999", "bytes=1-", "bytes=1-2,3-4", "pages=1"])
def test_no_way_of_asking_takes_a_file_unnoticed(at_work: Client, asked: str) -> None:
    page = scanned.page(of=makers.record(makers.collection(visibility="members")))
    at_work.get(reverse("original", args=[page.original_id]), headers={"Range": asked})
    assert downloads() == [f"original:{page.original_id}"]


def test_the_text_of_a_page_that_is_not_public_is_written_down_too(at_work: Client) -> None:
    page = scanned.page(of=makers.record(makers.collection(visibility="members")))
    for name in ("page-text", "page-markdown", "page-json"):
        at_work.get(reverse(name, args=[page.pk]))
    assert downloads() == [f"page:{page.pk}"] * 3


def test_the_last_day_there_is_ends_the_history_without_a_fault(at_work: Client) -> None:
    assert at_work.get(reverse("history"), {"until": "9999-12-31"}).status_code == 200
