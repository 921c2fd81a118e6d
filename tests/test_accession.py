"""Accessions: what came, told to those who edit; undone as a whole, and that taken back; described by a sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from archive.models import Accession, Collection, Event, Membership, Original, Record, Upload
from archive.uploading import beginning, room, sheets, taking_in, undoing
from tests import makers
from tests.test_intake import ingest
from tests.test_upload_taking_in import begin, bring, outcomes, pages, scan, take_in

pytestmark = pytest.mark.django_db
__all__ = ["begin"]


@pytest.fixture
def editor() -> User:
    return get_user_model().objects.create_user("ed")


@pytest.fixture
def collection(editor: User, home: Path) -> Collection:
    made = makers.collection(visibility="public")
    Membership.objects.create(collection=made, person=editor, role="editor")
    return made


@pytest.fixture
def accession(collection: Collection, editor: User) -> Accession:
    made = begin(collection, editor)
    bring(made, {"1.png": scan(1), "2.png": scan(2)})
    take_in(made)
    return made


def as_person(person: User | None) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


@pytest.fixture
def client(editor: User) -> Client:
    return as_person(editor)


PAGES = ("", "/standing", "/outcomes", "/undo", "/sheet")
ACTS = ("/undo", "/take-back", "/finish", "/retry", "/sheet", "/sheet/apply", "/sheet/drop", "/files")


def test_accessions_are_for_those_who_edit_the_collection(accession: Accession, collection: Collection) -> None:
    reader = get_user_model().objects.create_user("reader")
    Membership.objects.create(collection=collection, person=reader, role="reader")
    elsewhere = get_user_model().objects.create_user("elsewhere")
    Membership.objects.create(collection=makers.collection(), person=elsewhere, role="curator")
    token = accession.uploads.first().token
    for person in (None, reader, elsewhere):
        theirs = as_person(person)
        for part in PAGES:
            assert theirs.get(f"/accessions/{accession.pk}{part}").status_code == 404
        for part in (*ACTS, f"/keep/{token}"):
            assert theirs.post(f"/accessions/{accession.pk}{part}").status_code == 404
        for part in ("upload", "accessions"):
            assert theirs.get(f"/collections/{collection.slug}/{part}").status_code == 404
    assert Record.objects.filter(trashed_at=None).count() == 2


def test_the_page_says_what_became_of_each_file(
    accession: Accession, client: Client, collection: Collection
) -> None:
    bring(accession, {"broken.png": b"not a picture"})
    take_in(accession)
    said = client.get(f"/accessions/{accession.pk}").content.decode()
    assert "broken.png" in said
    for record in Record.objects.all():
        assert record.get_absolute_url() in said
    assert "every 2s" not in said  # nothing is coming any more
    told = client.get(f"/accessions/{accession.pk}/outcomes").json()
    assert [file["outcome"] for file in told["files"]] == ["taken", "taken", "refused"]
    assert client.get(f"/accessions/{accession.pk}/outcomes?since={told['at']}").json()["files"] == []
    assert (
        f"/accessions/{accession.pk}" in client.get(f"/collections/{collection.slug}/accessions").content.decode()
    )


def test_the_page_is_asked_for_again_while_files_come(accession: Accession, client: Client) -> None:
    beginning.name(accession, [beginning.Named("3.png", 10)])
    for part in ("", "/standing"):
        assert b"every 2s" in client.get(f"/accessions/{accession.pk}{part}").content
    client.post(f"/accessions/{accession.pk}/finish")
    assert "3.png" not in outcomes(accession)
    assert b"every 2s" not in client.get(f"/accessions/{accession.pk}").content


@pytest.mark.parametrize("count", [1, 40])
def test_the_number_of_queries_does_not_grow_with_the_files(
    collection: Collection, editor: User, client: Client, count: int, django_assert_max_num_queries: Any
) -> None:
    made = begin(collection, editor)
    for number in range(count):
        page = makers.page(makers.record(collection))
        Upload.objects.create(
            accession=made, token=f"token-{number:020}", name=f"{number}.png", size=1, received=1,
            outcome="taken", original=page.original,
        )  # fmt: skip
    Original.objects.update(accession=made)
    for address in (f"/accessions/{made.pk}", f"/collections/{collection.slug}/accessions"):
        with django_assert_max_num_queries(26):
            assert client.get(address).status_code == 200


def test_undoing_puts_its_records_into_the_trash_and_can_be_taken_back(
    accession: Accession, client: Client, collection: Collection
) -> None:
    other = makers.record(collection)
    asked = client.get(f"/accessions/{accession.pk}/undo")
    assert b"2 records go to the trash" in asked.content
    assert Record.objects.filter(trashed_at=None).count() == 3  # asking does nothing
    client.post(f"/accessions/{accession.pk}/undo")
    assert list(Record.objects.filter(trashed_at=None)) == [other]
    assert not Record.objects.visible_to(accession.person).exclude(pk=other.pk).exists()
    for record in Record.objects.exclude(trashed_at=None):
        assert Event.objects.filter(target=f"record:{record.pk}", verb="trashed", actor=accession.person).exists()
    client.post(f"/accessions/{accession.pk}/undo")  # twice is once
    assert Event.objects.filter(verb="undid").count() == 1
    assert b"was undone" in client.get(f"/accessions/{accession.pk}").content
    client.post(f"/accessions/{accession.pk}/take-back")
    assert Record.objects.filter(trashed_at=None).count() == 3
    accession.refresh_from_db()
    assert accession.undone_at is None


def test_what_was_thrown_away_before_stays_in_the_trash_when_undoing_is_taken_back(
    accession: Accession, editor: User
) -> None:
    from archive.keeping import trash

    thrown = Record.objects.first()
    trash.throw(thrown, editor)
    assert undoing.undo(accession, editor) == 1
    assert undoing.take_back(accession, editor) == 1
    assert list(Record.objects.exclude(trashed_at=None)) == [thrown]


def test_pages_added_to_a_record_that_was_there_before_are_said_and_stay(
    collection: Collection, editor: User, client: Client
) -> None:
    first = begin(collection, editor, record_per="folder")
    bring(first, {"box/1.png": scan(1), "box/2.png": scan(2)})
    take_in(first)
    second = begin(collection, editor, record_per="folder")
    bring(second, {"box/2.png": scan(2), "box/3.png": scan(3)})
    take_in(second)
    said = client.get(f"/accessions/{second.pk}/undo").content.decode()
    assert "1 record holds other files too" in said
    client.post(f"/accessions/{second.pk}/undo")
    record = Record.objects.get()
    assert record.trashed_at is None
    assert pages(record) == ["1.png", "2.png", "3.png"]


def test_an_editor_undoes_their_own_and_a_curator_everybodys(accession: Accession, collection: Collection) -> None:
    others = {}
    for role in ("editor", "curator"):
        others[role] = get_user_model().objects.create_user(f"the {role}")
        Membership.objects.create(collection=collection, person=others[role], role=role)
    assert as_person(others["editor"]).get(f"/accessions/{accession.pk}").status_code == 200
    assert as_person(others["editor"]).post(f"/accessions/{accession.pk}/undo").status_code == 404
    assert Record.objects.filter(trashed_at=None).count() == 2
    assert as_person(others["curator"]).post(f"/accessions/{accession.pk}/undo").status_code == 302
    assert not Record.objects.filter(trashed_at=None).exists()


def test_undoing_leaves_what_was_withdrawn_or_moved_out_of_the_persons_hands(
    accession: Accession, client: Client, editor: User
) -> None:
    moved, withdrawn = Record.objects.order_by("pk")
    Record.objects.filter(pk=moved.pk).update(collection=makers.collection(), title="Behind closed doors")
    Record.objects.filter(pk=withdrawn.pk).update(state=Record.State.WITHDRAWN)
    assert "Behind closed doors" not in client.get(f"/accessions/{accession.pk}/undo").content.decode()
    client.post(f"/accessions/{accession.pk}/undo")
    assert Record.objects.filter(trashed_at=None).count() == 2
    accession.refresh_from_db()
    Record.objects.filter(pk=moved.pk).update(trashed_at=accession.undone_at)
    assert undoing.take_back(accession, editor) == 0


def test_what_is_taken_in_while_somebody_undoes_goes_to_the_trash_too(
    collection: Collection, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = begin(collection, editor)
    bring(made, {"1.png": scan(1), "2.png": scan(2)})
    said = taking_in._said

    def undone_just_now(*given: Any) -> Any:
        undoing.undo(Accession.objects.get(pk=made.pk), editor)
        return said(*given)

    monkeypatch.setattr(taking_in, "_said", undone_just_now)
    take_in(made)
    assert Record.objects.count() == 1
    assert not Record.objects.filter(trashed_at=None).exists()
    assert list(room.folder().iterdir()) == []


def test_an_undone_accession_takes_nothing_more(accession: Accession, editor: User) -> None:
    uploads = beginning.name(accession, [beginning.Named("3.png", 10)])
    undoing.undo(accession, editor)
    client = as_person(editor)
    tus = {"Tus-Resumable": "1.0.0"}
    assert client.head(f"/uploads/{uploads[0].token}", headers=tus).status_code == 404
    assert (
        client.post(f"/accessions/{accession.pk}/files", "{}", content_type="application/json").status_code == 404
    )
    assert outcomes(accession)["3.png"] == "refused"


def test_a_run_of_ingest_is_an_accession_when_something_came(tmp_path: Path, home: Path) -> None:
    folder = tmp_path / "box"
    folder.mkdir()
    (folder / "1.png").write_bytes(scan(1))
    report = ingest(folder)
    accession = Accession.objects.get()
    assert (report["accession"], accession.person, accession.originals.count()) == (accession.pk, None, 1)
    assert ingest(folder)["accession"] is None  # nothing new
    assert ingest(folder, dry_run=True)["accession"] is None
    assert Accession.objects.count() == 1
    root = as_person(get_user_model().objects.create_superuser("root"))
    root.post(f"/accessions/{accession.pk}/undo")
    assert not Record.objects.filter(trashed_at=None).exists()


SHEET = b"file,title,creator\n1.png,A letter,Anna\nnowhere.png,Nothing,\n2.png,2,\n"


def test_a_sheet_is_looked_at_before_it_changes_anything(accession: Accession, client: Client) -> None:
    address = f"/accessions/{accession.pk}/sheet"
    assert client.post(address, {"sheet": SimpleUploadedFile("letters.csv", SHEET)}).status_code == 302
    said = client.get(address).content.decode()
    assert "A letter" in said
    assert "nowhere.png" in said
    assert not Record.objects.filter(title="A letter").exists()
    client.post(f"{address}/apply")
    record = Record.objects.get(title="A letter")
    assert record.creator == "Anna"
    accession.refresh_from_db()
    assert accession.sheet == ""
    assert list(room.folder().iterdir()) == []


def test_a_sheet_may_be_put_away_and_nonsense_is_no_sheet(accession: Accession, client: Client) -> None:
    address = f"/accessions/{accession.pk}/sheet"
    client.post(address, {"sheet": SimpleUploadedFile("letters.csv", SHEET)})
    client.post(f"{address}/drop")
    assert not Record.objects.exclude(creator="").exists()
    for nonsense in (b"", b"PK\x03\x04", b"\xff\xff\xff", b"a,b\n1,2\n"):
        answer = client.post(
            address, {"sheet": SimpleUploadedFile("x.csv", nonsense)}, headers={"Accept": "application/json"}
        )
        assert answer.status_code == 400
        assert answer.json()["problem"]
    accession.refresh_from_db()
    assert accession.sheet == ""
    assert list(room.folder().iterdir()) == []


def test_a_sheet_of_more_rows_than_a_person_waits_for_is_refused_with_another_way(
    accession: Accession, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "_ROWS", 1)
    many = b"file,title\na.png,A\nb.png,B\n"
    answer = client.post(
        f"/accessions/{accession.pk}/sheet",
        {"sheet": SimpleUploadedFile("x.csv", many)},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 400
    assert "The sheet has 2 rows" in answer.json()["problem"]
    assert "manage.py ingest --metadata" in answer.json()["problem"]


def test_rows_about_files_that_are_still_coming_are_said(accession: Accession, client: Client) -> None:
    beginning.name(accession, [beginning.Named("nowhere.png", 10)])
    client.post(f"/accessions/{accession.pk}/sheet", {"sheet": SimpleUploadedFile("letters.csv", SHEET)})
    assert b"rows whose file is still coming" in client.get(f"/accessions/{accession.pk}/sheet").content
