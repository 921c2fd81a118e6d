"""The administration: every model is there, within the person's rights, and history cannot be changed."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive.models import Collection, Membership, Original, Page, Record, Transcription
from search.models import IndexChange
from tests import makers

pytestmark = pytest.mark.django_db
OURS = [model for app in ("archive", "ocr_engine", "search") for model in apps.get_app_config(app).get_models()]
APPEND_ONLY = {"transcription", "region", "body", "original", "event", "reading"}


@pytest.fixture
def admin_at_work() -> Client:
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


def address(model: type, view: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


def rows() -> dict[str, object]:
    page = makers.transcribed("harbour words")
    version = page.current
    assert version
    return {"page": page, "record": page.record, "transcription": version, "region": version.regions.first()}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_has_a_list_that_can_be_searched(admin_at_work: Client, model: type) -> None:
    rows()
    assert model in admin.site._registry
    assert admin_at_work.get(address(model, "changelist")).status_code == 200
    assert admin_at_work.get(address(model, "changelist"), {"q": "1"}).status_code == 200


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_append_only_things_can_be_neither_added_changed_nor_deleted(admin_at_work: Client, model: type) -> None:
    if model._meta.model_name not in APPEND_ONLY:
        return
    rows()
    assert admin_at_work.get(address(model, "add")).status_code == 403
    row = model._default_manager.first()
    if row is None:
        return
    assert admin_at_work.get(address(model, "change", row.pk)).status_code == 200
    assert admin_at_work.post(address(model, "change", row.pk), {"text": "forged"}).status_code == 403
    assert admin_at_work.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_an_editor_on_the_staff_sees_their_own_collections_and_no_others() -> None:
    mine, theirs = makers.collection(), makers.collection()
    own = makers.transcribed("own words", of=makers.record(mine, title="My record"))
    other = makers.transcribed("other words", of=makers.record(theirs, title="Their record"))
    client = staff("editor", mine)
    pairs = [
        (Record, own.record_id, other.record_id),
        (Page, own.pk, other.pk),
        (Transcription, own.current_id, other.current_id),
    ]
    for model, seen, hidden in pairs:
        listed = {row.pk for row in client.get(address(model, "changelist")).context["cl"].result_list}
        assert listed == {seen}, model
        assert client.get(address(model, "change", seen)).status_code == 200, model
        assert client.get(address(model, "change", hidden)).status_code == 302, model


def test_a_reader_on_the_staff_changes_nothing_and_sees_no_quarantined_text() -> None:
    mine = makers.collection()
    page = makers.transcribed("bad words", of=makers.record(mine), verdict=Transcription.Verdict.QUARANTINE)
    client = staff("reader", mine)
    assert client.post(address(Record, "change", page.record_id), {"title": "forged"}).status_code == 403
    assert not client.get(address(Transcription, "changelist")).context["cl"].result_list


def test_a_record_can_only_be_put_where_the_editor_may_upload() -> None:
    mine, theirs = makers.collection(), makers.collection()
    client = staff("editor", mine)
    said = {"title": "New", "state": "published", "collection": theirs.pk}
    assert client.post(address(Record, "add"), said).status_code == 200
    assert not Record.objects.filter(title="New").exists()
    assert client.post(address(Record, "add"), said | {"collection": mine.pk}).status_code == 302
    assert Record.objects.get(title="New").collection == mine


def test_a_collection_made_or_moved_here_keeps_its_inherited_rights(admin_at_work: Client) -> None:
    above = makers.collection()
    inline = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    said = {
        "slug": "new",
        "title": "New",
        "visibility": "members",
        "languages": "DE, gmh",
        "parent": above.pk,
        **inline,
    }
    assert admin_at_work.post(address(Collection, "add"), said).status_code == 302
    made = Collection.objects.get(slug="new")
    assert made.languages == ["de", "gmh"]
    assert made.path == f"{above.path}{made.pk}/"
    admin_at_work.post(address(Collection, "change", made.pk), said | {"parent": ""})
    made.refresh_from_db()
    assert made.path == f"/{made.pk}/"
    assert made.parent is None
    odd = said | {"languages": "de, <b>"}
    assert "no language code" in admin_at_work.post(address(Collection, "change", made.pk), odd).content.decode()
    answer = admin_at_work.post(address(Collection, "change", above.pk), said | {"slug": "a", "parent": above.pk})
    assert "cannot be part of itself" in answer.content.decode()


def test_halted_pages_can_be_tried_again(admin_at_work: Client) -> None:
    page = makers.page(halted="broken", halted_step="render", why="Upload it again.")
    data = {"action": "retry", "_selected_action": [page.pk]}
    admin_at_work.post(address(Page, "changelist"), data)
    page.refresh_from_db()
    assert page.halted == ""


def test_the_list_of_pages_costs_the_same_however_many_there_are(admin_at_work: Client) -> None:
    def queries() -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            assert admin_at_work.get(address(Page, "changelist")).status_code == 200
        return [query["sql"] for query in captured]

    makers.transcribed("words")
    few = queries()
    for _ in range(12):
        makers.transcribed("words", of=makers.record())
    many = queries()
    assert len(many) == len(few)
    assert not [sql for sql in many if sql.startswith("SELECT COUNT(")], (
        "counting all pages takes seconds in a large archive"
    )


def test_an_original_tells_of_its_duplicate_only_who_may_see_that() -> None:
    secret, page = makers.page(), makers.page()
    Original.objects.filter(pk=secret.original_id).update(name="secret-treaty.pdf")
    Original.objects.filter(pk=page.original_id).update(duplicate_of=secret.original_id)
    client = staff("editor", page.record.collection)
    where = address(Original, "change", page.original_id)
    shown = client.get(where)
    assert shown.status_code == 200
    assert "secret-treaty" not in shown.content.decode()
    Membership.objects.create(
        person=get_user_model().objects.get(), collection=secret.record.collection, role="reader"
    )
    assert "secret-treaty" in client.get(where).content.decode()


@pytest.mark.parametrize(("role", "may"), [("editor", False), ("curator", True)])
def test_who_sees_a_record_is_for_its_curators_and_it_moves_on_the_site_alone(role: str, may: bool) -> None:
    page = makers.transcribed("harbour words")
    other, record = makers.collection(), page.record
    client = staff(role, record.collection)
    said = {
        "title": "Named",
        "collection": other.pk,
        "state": "draft",
        "language": "de",
        "trashed_at_0": "2020-01-01",
    }
    assert client.post(address(Record, "change", record.pk), said).status_code == 302
    now = Record.objects.get(pk=record.pk)
    assert (now.title, now.collection, now.trashed_at) == ("Named", record.collection, None)
    assert (now.state == "draft") is may
    assert IndexChange.objects.filter(page=page.pk).exists()
