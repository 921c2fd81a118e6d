"""Acts of the administration on selections: read again, try again, skip, approve; and what they leave alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive import approving, errands
from archive.models import Body, Collection, Errand, Event, Membership, Page, Transcription, Upload
from ocr_engine.models import Reading
from tests import makers

pytestmark = pytest.mark.django_db
PAGES = "admin:archive_page_changelist"


@pytest.fixture
def ada() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("ada"))
    return client


def staff(role: str, collection: Collection) -> Client:
    person = get_user_model().objects.create_user("berta", is_staff=True)
    person.user_permissions.set(Permission.objects.all())
    Membership.objects.create(person=person, collection=collection, role=role)
    client = Client()
    client.force_login(person)
    return client


def act(client: Client, name: str, *pages: Page, across: bool = False) -> None:
    data = {"action": name, "_selected_action": [page.pk for page in pages], "select_across": int(across)}
    assert client.post(reverse(PAGES), data).status_code == 302


def test_chosen_pages_are_read_again(ada: Client) -> None:
    one, other = makers.transcribed("words"), makers.transcribed("more words")
    act(ada, "read_again", one)
    assert Reading.objects.get(outcome="wanted").page == one
    assert not other.readings.exists()


def test_all_pages_of_a_list_are_left_to_the_workers_in_steps(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [makers.transcribed("words") for _ in range(5)]
    monkeypatch.setattr(errands, "FEW", 3)
    act(ada, "read_again", pages[0], across=True)
    errand = Errand.objects.get()
    assert (len(errand.scope["pages"]), errand.finished_at) == (5, None)
    assert errands.take(errand.pk)
    assert Reading.objects.filter(outcome="wanted").count() == 5


def test_approving_adds_a_version_of_the_same_words_by_that_person(ada: Client) -> None:
    page = makers.transcribed("The harbour", "was frozen.")
    before, bodies = page.current, Body.objects.count()
    act(ada, "approve", page)
    page.refresh_from_db()
    now = page.current
    assert (now.number, now.status, now.made_by, str(now.author)) == (2, "reviewed", "person", "ada")
    assert now.content() == before.content()
    assert Body.objects.count() == bodies, "the words are kept once"
    before.refresh_from_db()
    assert before.status == "machine", "what was said before is not changed"
    assert Event.objects.filter(verb="approved", target=f"page:{page.pk}").exists()


def test_nobody_approves_in_bulk_what_was_quarantined_or_came_later(ada: Client) -> None:
    kept_out = makers.transcribed("noise", verdict="quarantine")
    act(ada, "approve", kept_out)
    assert kept_out.transcriptions.count() == 1
    later = makers.transcribed("read again since")
    errand = Errand.objects.create(verb="approve", operator=True, scope={"record": later.record_id})
    later.transcriptions.update(at=errand.at + timedelta(seconds=1))
    errands.take(errand.pk)
    assert later.transcriptions.count() == 1


def test_approving_twice_adds_nothing(ada: Client) -> None:
    page = makers.transcribed("words")
    for _ in range(2):
        act(ada, "approve", page)
    assert page.transcriptions.count() == 2


def test_a_correction_that_came_meanwhile_is_not_covered_by_an_approval(monkeypatch: pytest.MonkeyPatch) -> None:
    page = makers.transcribed("words")
    real = approving.transcriptions.add

    def overtaken(*args: object, **fields: object) -> Transcription:
        newer = Transcription.objects.create(page=page, number=50, made_by="person", image=page.image)
        Page.objects.filter(pk=page.pk).update(current=newer)
        return real(*args, **fields)

    monkeypatch.setattr(approving.transcriptions, "add", overtaken)
    assert approving.approve(page.pk, None) is None
    assert not Transcription.objects.filter(status="reviewed").exists()


def test_a_version_can_be_approved_from_the_list_of_versions(ada: Client) -> None:
    page = makers.transcribed("words")
    data = {"action": "approve", "_selected_action": [page.current_id]}
    ada.post(reverse("admin:archive_transcription_changelist"), data)
    page.refresh_from_db()
    assert page.current.status == "reviewed"


def test_halted_pages_are_skipped_and_the_rest_left_alone(ada: Client) -> None:
    bad = makers.page(stage="rendered", halted="damaged", halted_step="read")
    good = makers.page(stage="rendered")
    act(ada, "skip", bad, good)
    assert list(Page.objects.filter(condition="skipped")) == [bad]


@pytest.mark.parametrize("name", ["read_again", "approve", "retry", "skip"])
def test_an_editor_acts_on_their_own_pages_alone_and_a_reader_on_none(name: str) -> None:
    mine = makers.transcribed("words", of=makers.record(makers.collection(visibility="public")))
    theirs = makers.transcribed("words", of=makers.record(makers.collection(visibility="public")))
    Page.objects.update(halted="damaged", halted_step="read")
    client = staff("editor", mine.record.collection)
    act(client, name, mine, theirs)
    theirs.refresh_from_db()
    assert (theirs.halted, theirs.current.status, theirs.readings.count()) == ("damaged", "machine", 0)
    mine.refresh_from_db()
    touched = mine.halted == "" or mine.current.status == "reviewed" or mine.readings.count() == 1
    assert touched
    Membership.objects.update(role="reader")
    Page.objects.update(halted="damaged", condition="ordinary")
    before = list(Page.objects.order_by("pk").values()), Transcription.objects.count(), Reading.objects.count()
    act(client, name, mine)
    after = list(Page.objects.order_by("pk").values()), Transcription.objects.count(), Reading.objects.count()
    assert before == after


def test_a_page_stands_beside_its_text(ada: Client) -> None:
    page = makers.transcribed("The harbour <b>was</b> frozen.")
    text = ada.get(reverse("admin:archive_page_change", args=[page.pk])).content.decode()
    assert reverse("crop", args=[page.pk]) in text
    assert "The harbour &lt;b&gt;was&lt;/b&gt; frozen." in text


def test_quarantined_text_is_shown_to_editors_alone() -> None:
    mine = makers.collection(visibility="public")
    page = makers.transcribed("secret nonsense", of=makers.record(mine), verdict="quarantine")
    client = staff("reader", mine)
    where = reverse("admin:archive_page_change", args=[page.pk])
    assert "secret nonsense" not in client.get(where).content.decode()
    Membership.objects.update(role="editor")
    assert "secret nonsense" in client.get(where).content.decode()


def test_what_is_changed_here_is_written_into_history(ada: Client) -> None:
    record = makers.record(title="Letters", state="draft")
    Event.objects.all().delete()
    said = {"title": "Letters", "collection": record.collection_id, "state": "published", "description": "Of 1790."}
    assert ada.post(reverse("admin:archive_record_change", args=[record.pk]), said).status_code == 302
    event = Event.objects.get()
    assert (event.verb, event.target, str(event.actor)) == ("described", f"record:{record.pk}", "ada")
    assert event.before == {"state": "draft", "description": ""}
    assert event.after == {"state": "published", "description": "Of 1790."}


def test_an_uploads_token_is_never_shown(ada: Client) -> None:
    from archive.models import Accession

    made = Accession.objects.create(collection=makers.collection())
    upload = Upload.objects.create(accession=made, token="t0ken", name="a.png", size=1)
    for view, args in (("changelist", []), ("change", [upload.pk])):
        text = ada.get(reverse(f"admin:archive_upload_{view}", args=args)).content.decode()
        assert "t0ken" not in text
        assert "a.png" in text


@pytest.mark.parametrize(
    "name", ["archive_page", "archive_transcription", "archive_region", "archive_record", "archive_event",
             "archive_original", "ocr_engine_reading", "archive_visit", "archive_accession"]
)  # fmt: skip
def test_lists_cost_the_same_however_many_rows_there_are(ada: Client, name: str) -> None:
    from archive.models import Accession, Visit

    person = get_user_model().objects.get()

    def more() -> None:
        page = makers.transcribed("words")
        Reading.objects.create(page=page, image=page.image, engine="x", recipe="r", outcome="done")
        Event.objects.create(actor=person, verb="x", target=f"page:{page.pk}")
        Visit.objects.create(person=person, record=page.record)
        Accession.objects.create(collection=page.record.collection, person=person)

    def queries() -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            assert ada.get(reverse(f"admin:{name}_changelist")).status_code == 200
        return [query["sql"] for query in captured]

    more()
    few = queries()
    for _ in range(12):
        more()
    many = queries()
    assert len(many) <= len(few)
    assert not [sql for sql in many if sql.startswith("SELECT COUNT(")], "counting all takes seconds"
