"""From files that have come to records: by file, by folder, as one record; and what a kill leaves behind."""

from __future__ import annotations

import io
import json
import os
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from archive import pipeline, store, tasks
from archive.models import Accession, Collection, Event, Membership, Original, Record, Upload
from archive.uploading import beginning, expiring, names, receiving, room, taking_in, undoing
from tests import makers
from tests.pictures import fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return get_user_model().objects.create_user("ed")


@pytest.fixture
def collection(editor: User, home: Path) -> Collection:
    made = makers.collection()
    Membership.objects.create(collection=made, person=editor, role="editor")
    return made


@pytest.fixture
def client(editor: User) -> Client:
    signed_in = Client()
    signed_in.force_login(editor)
    return signed_in


def scan(number: int) -> bytes:
    made = io.BytesIO()
    fields(30 + number, 20).save(made, "PNG")
    return made.getvalue()


def begin(collection: Collection, editor: User, **options: Any) -> Accession:
    return beginning.begin(collection, editor, options, announced=True)


def bring(accession: Accession, files: dict[str, bytes]) -> list[Upload]:
    """All of them are named, then come, in the order given."""
    named = [beginning.Named(name, len(data)) for name, data in files.items()]
    uploads = {upload.name: upload for upload in beginning.name(accession, named)}
    for name, data in files.items():
        come(uploads[names.label(name)], data)
    return list(uploads.values())


def come(upload: Upload, data: bytes) -> None:
    receiving.append(upload, io.BytesIO(data).read, 0, len(data))


def take_in(accession: Accession) -> bool:
    return tasks.take_in(accession.pk)


def outcomes(accession: Accession) -> dict[str, str]:
    return dict(accession.uploads.values_list("name", "outcome"))


def pages(record: Record) -> list[str]:
    return [page.original.name for page in record.pages.select_related("original").order_by("order")]


def test_each_file_becomes_a_record_that_begins_with_what_was_said_of_all(
    collection: Collection, editor: User
) -> None:
    described = {
        "creator": "Harbour office",
        "date_text": "1841",
        "date_from": "1841-01-01",
        "date_to": "1841-12-31",
    }
    accession = begin(collection, editor, described={**described, "state": "draft"})
    bring(accession, {"box/1.png": scan(1), "box/2.png": scan(2)})
    assert take_in(accession)
    assert outcomes(accession) == {"box/1.png": "taken", "box/2.png": "taken"}
    for record in Record.objects.all():
        assert (record.creator, record.date_from.year, record.state) == ("Harbour office", 1841, "draft")
    for original in Original.objects.all():
        assert (original.accession, original.uploaded_by) == (accession, editor)
        assert store.path("originals", original.sha256).exists()
    assert list(room.folder().iterdir()) == []
    assert not take_in(accession)  # nothing is due any more


def test_a_folder_is_taken_in_when_all_of_it_has_come_and_reads_in_its_natural_order(
    collection: Collection, editor: User
) -> None:
    accession = begin(collection, editor, record_per="folder")
    files = {f"box/page{n}.png": scan(n) for n in (10, 1, 2)}
    uploads = beginning.name(accession, [beginning.Named(name, len(data)) for name, data in files.items()])
    for upload in uploads[:2]:
        come(upload, files[upload.name])
    assert not pipeline.due(pipeline.TAKE_IN).exists()  # or `work --until-idle` would wait for it
    take_in(accession)
    assert not Record.objects.exists()
    come(uploads[2], files[uploads[2].name])
    take_in(accession)
    record = Record.objects.get()
    assert record.title == "box"
    assert pages(record) == ["page1.png", "page2.png", "page10.png"]


def test_all_files_are_pages_of_one_record_whatever_their_folders(collection: Collection, editor: User) -> None:
    accession = begin(collection, editor, record_per="all", title="Log of the Mercury")
    bring(accession, {"b/1.png": scan(3), "a/10.png": scan(2), "a/2.png": scan(1), "b/2.png": scan(3)})
    take_in(accession)
    record = Record.objects.get()
    assert record.title == "Log of the Mercury"
    assert pages(record) == ["a/2.png", "a/10.png", "b/1.png", "b/2.png"]


def test_a_page_that_was_refused_first_stands_where_it_belongs_later(collection: Collection, editor: User) -> None:
    accession = begin(collection, editor, record_per="folder")
    bring(accession, {"box/1.png": scan(1), "box/2.png": b"no picture", "box/3.png": scan(3)})
    take_in(accession)
    assert outcomes(accession)["box/2.png"] == "refused"
    bring(accession, {"box/2.png": scan(2)})
    take_in(accession)
    assert pages(Record.objects.get()) == ["1.png", "2.png", "3.png"]


def test_the_same_folder_uploaded_again_adds_only_what_is_new(collection: Collection, editor: User) -> None:
    first = begin(collection, editor, record_per="folder")
    bring(first, {"box/1.png": scan(1), "box/2.png": scan(2)})
    take_in(first)
    second = begin(collection, editor, record_per="folder")
    bring(second, {"box/0.png": scan(0), "box/1.png": scan(1), "box/2.png": scan(2)})
    take_in(second)
    assert outcomes(second) == {"box/0.png": "taken", "box/1.png": "already", "box/2.png": "already"}
    assert pages(Record.objects.get()) == ["0.png", "1.png", "2.png"]


def test_a_zip_is_opened_and_each_of_its_files_has_its_own_line(collection: Collection, editor: User) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("1.png", scan(1))
        package.writestr("readme.txt", "no page")
    accession = begin(collection, editor)
    bring(accession, {"box.zip": made.getvalue()})
    take_in(accession)
    assert outcomes(accession) == {"box.zip": "taken", "box.zip/1.png": "taken", "box.zip/readme.txt": "refused"}


def test_a_kill_between_the_record_and_the_account_is_made_good(
    collection: Collection, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    accession = begin(collection, editor)
    bring(accession, {"1.png": scan(1), "2.png": scan(2)})

    class Killed(BaseException):
        pass

    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(taking_in, "_settle", killed)
        with pytest.raises(Killed):
            take_in(accession)
    assert Record.objects.count() == 1
    Accession.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    take_in(accession)
    assert outcomes(accession) == {"1.png": "taken", "2.png": "taken"}
    assert (Record.objects.count(), Original.objects.count()) == (2, 2)


def test_duplicates_may_be_left_out_and_taken_in_all_the_same(
    collection: Collection, editor: User, client: Client
) -> None:
    bring(first := begin(collection, editor), {"a.png": scan(1)})
    take_in(first)
    second = begin(collection, editor, duplicates="skip")
    bring(second, {"b.png": scan(1)})
    take_in(second)
    upload = second.uploads.get()
    assert (upload.outcome, upload.original) == ("skipped", Original.objects.get())
    assert b"The same bytes as" in client.get(f"/accessions/{second.pk}").content
    assert client.post(f"/accessions/{second.pk}/keep/{upload.token}").status_code == 302
    take_in(second)
    assert outcomes(second) == {"b.png": "taken"}
    kept = Original.objects.get(name="b.png")
    assert kept.duplicate_of == Original.objects.get(name="a.png")


def test_a_duplicate_in_a_place_the_person_may_not_see_is_not_told(
    collection: Collection, editor: User, client: Client
) -> None:
    elsewhere = makers.collection()
    bring(hidden := beginning.begin(elsewhere, None, {}, announced=True), {"hidden name.png": scan(1)})
    admin = get_user_model().objects.create_superuser("root")
    Accession.objects.filter(pk=hidden.pk).update(person=admin)
    take_in(hidden)
    accession = begin(collection, editor, duplicates="skip")
    bring(accession, {"b.png": scan(1)})
    take_in(accession)
    assert outcomes(accession) == {"b.png": "taken"}
    said = client.get(f"/accessions/{accession.pk}").content.decode()
    assert "hidden name" not in said
    assert Original.objects.get(name="b.png").duplicate_of is None


def test_who_may_no_longer_edit_brings_nothing_in(collection: Collection, editor: User) -> None:
    bring(accession := begin(collection, editor), {"a.png": scan(1)})
    Membership.objects.all().delete()
    take_in(accession)
    assert outcomes(accession) == {"a.png": "refused"}
    assert not Record.objects.exists()


HOSTILE = {
    "../../etc/passwd": "etc/passwd",
    "/abs/olute.png": "abs/olute.png",
    "C:\\scans\\..\\1.png": "C:/scans/1.png",
    "a\0b.png": "a\N{REPLACEMENT CHARACTER}b.png",
    "photo\u202egnp.exe": "photo\N{REPLACEMENT CHARACTER}gnp.exe",
    "\ud800.png": "\N{REPLACEMENT CHARACTER}.png",
    "": "unnamed",
    "./.././": "unnamed",
    "line\nbreak.png": "line\N{REPLACEMENT CHARACTER}break.png",
}


@pytest.mark.parametrize(("given", "label"), HOSTILE.items())
def test_names_are_labels_and_lead_nowhere(given: str, label: str, collection: Collection, editor: User) -> None:
    accession = begin(collection, editor)
    (upload,) = bring(accession, {given: scan(1)})
    assert upload.name == label
    take_in(accession)
    assert outcomes(accession) == {label: "taken"}
    assert not any("passwd" in str(path) or "\0" in str(path) for path in Path(room.folder().parent).rglob("*"))


def test_long_names_are_shortened_and_stay_apart() -> None:
    one, other = (
        names.label("x" * 600 + "1" + "y" * 300 + ".png"),
        names.label("x" * 600 + "2" + "y" * 300 + ".png"),
    )
    assert one != other
    assert len(one) <= 500
    assert one.endswith("y.png")
    deep = names.label("/".join(["folder"] * 200) + "/page.png")
    assert len(deep) <= 500
    assert deep.endswith("page.png")


def test_an_abandoned_upload_expires_and_its_folder_goes_on_without_it(
    collection: Collection, editor: User, settings: Any
) -> None:
    accession = begin(collection, editor, record_per="folder")
    data = scan(1)
    uploads = beginning.name(accession, [beginning.Named("box/1.png", len(data)), beginning.Named("box/2.png", 99)])
    come(uploads[0], data)
    receiving.append(uploads[1], io.BytesIO(b"half").read, 0, 4)
    assert expiring.expire() == 0
    late = timezone.now() - timedelta(hours=settings.MUNIMENT_UPLOAD_HOURS + 1)
    Upload.objects.filter(pk=uploads[1].pk).update(moved_at=late)
    assert expiring.expire() == 1
    assert not room.path(uploads[1].token).exists()
    take_in(accession)
    assert outcomes(accession) == {"box/1.png": "taken", "box/2.png": "refused"}
    assert accession.uploads.get(name="box/2.png").code == "expired"


def test_the_room_is_swept_of_what_no_upload_owns_but_not_of_what_pauses(
    collection: Collection, editor: User
) -> None:
    accession = begin(collection, editor)
    (upload,) = beginning.name(accession, [beginning.Named("a.png", 99)])
    receiving.append(upload, io.BytesIO(b"half").read, 0, 4)
    (room.folder() / "a-token-nobody-has-any-more").write_bytes(b"x")
    for file in room.folder().iterdir():
        os.utime(file, (0, 0))
    store.sweep_scratch()
    expiring.expire()
    assert [file.name for file in room.folder().iterdir()] == [upload.token]


def test_naming_files_again_tells_how_far_each_is(client: Client, collection: Collection, editor: User) -> None:
    accession = begin(collection, editor)
    Accession.objects.update(announced=False)
    body = {"files": [{"name": n, "size": 10, "modified": 5} for n in ("a.png", "b.png")], "more": False}

    def ask() -> Any:
        return client.post(
            f"/accessions/{accession.pk}/files", json.dumps(body), content_type="application/json"
        ).json()

    first = ask()["files"]
    assert [(f["name"], f["offset"], f["outcome"]) for f in first] == [
        ("a.png", 0, "coming"),
        ("b.png", 0, "coming"),
    ]
    receiving.append(accession.uploads.get(name="b.png"), io.BytesIO(b"half").read, 0, 4)
    again = ask()["files"]
    assert [f["offset"] for f in again] == [0, 4]
    assert [f["url"] for f in again] == [f["url"] for f in first]
    body["files"][1]["modified"] = 6  # another file of this name: it starts anew
    assert [f["offset"] for f in ask()["files"]] == [0, 0]
    accession.refresh_from_db()
    assert accession.announced


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"files": [{}]}', '{"files": [{"name": "a", "size": -1}]}', '{"files": 3}']
)
def test_nonsense_instead_of_a_list_of_files_is_answered(
    client: Client, collection: Collection, editor: User, body: str
) -> None:
    accession = begin(collection, editor)
    answer = client.post(f"/accessions/{accession.pk}/files", body, content_type="application/json")
    assert answer.status_code == 400


def test_the_plain_form_takes_files_in_without_javascript(client: Client, collection: Collection) -> None:
    files = [SimpleUploadedFile("1.png", scan(1)), SimpleUploadedFile("1.png", scan(2))]
    sheet = SimpleUploadedFile("sheet.csv", b"file,title\n1.png,A letter\n")
    form = {"record_per": "file", "duplicates": "link", "state": "published", "files": files, "sheet": sheet}
    answer = client.post(f"/collections/{collection.slug}/upload", form)
    accession = Accession.objects.get()
    assert answer["Location"] == f"/accessions/{accession.pk}"
    take_in(accession)
    assert sorted(outcomes(accession).values()) == ["taken", "taken"]
    accession.refresh_from_db()
    assert accession.sheet == "sheet.csv"
    assert {file.name for file in room.folder().iterdir()} == {f"{accession.pk}.csv"}


def test_a_plain_form_that_is_not_accepted_leaves_nothing(
    client: Client, collection: Collection, editor: User, settings: Any
) -> None:
    address = f"/collections/{collection.slug}/upload"
    form = {"record_per": "all", "duplicates": "link", "state": "published"}
    answer = client.post(address, {**form, "files": SimpleUploadedFile("1.png", scan(1))})
    assert answer.status_code == 400  # one record wants a title
    assert b"Say what the one record is called" in answer.content
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post(address, {**form, "files": SimpleUploadedFile("1.png", scan(1))}).status_code == 403
    stranger = Client()
    assert stranger.post(address, {"files": SimpleUploadedFile("1.png", scan(1))}).status_code == 404
    assert client.post(address, {**form, "title": "x"}).status_code == 400  # no file
    assert not Accession.objects.exists()
    assert list(room.folder().iterdir()) == []
    settings.MUNIMENT_MAX_FILE_MB = 1
    large = SimpleUploadedFile("2.png", b"x" * (1 << 20) + b"x")
    assert client.post(address, {**form, "record_per": "file", "files": large}).status_code == 302
    upload = Upload.objects.get()
    assert (upload.outcome, upload.code) == ("refused", "too_large")
    assert list(room.folder().iterdir()) == []


def test_the_sweep_finds_what_has_come_although_its_message_was_lost(collection: Collection, editor: User) -> None:
    accession = begin(collection, editor)
    bring(accession, {"a.png": scan(1)})
    assert [row.pk for row in pipeline.due(pipeline.TAKE_IN)] == [accession.pk]
    take_in(accession)
    assert not pipeline.due(pipeline.TAKE_IN).exists()
    assert Event.objects.filter(verb="began_accession", target=f"accession:{accession.pk}").exists()


def test_what_fails_again_and_again_halts_with_a_sentence_and_may_be_tried_anew(
    collection: Collection, editor: User, client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.MUNIMENT_ATTEMPTS, settings.MUNIMENT_RETRY_SECONDS = 1, 0.01
    accession = begin(collection, editor)
    bring(accession, {"a.png": scan(1)})

    def bewildered(*_: object) -> None:
        raise LookupError("never seen before")

    with monkeypatch.context() as patched:
        patched.setattr(taking_in, "_take", bewildered)
        with pytest.raises(LookupError):
            take_in(accession)
    accession.refresh_from_db()
    assert accession.halted == "LookupError"
    assert not pipeline.due(pipeline.TAKE_IN).exists()
    assert "nobody foresaw" in client.get(f"/accessions/{accession.pk}").content.decode()
    client.post(f"/accessions/{accession.pk}/retry")
    take_in(accession)
    assert outcomes(accession) == {"a.png": "taken"}


def test_a_disk_that_fails_is_waited_for_and_no_file_is_blamed(
    collection: Collection, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    accession = begin(collection, editor)
    bring(accession, {"a.png": scan(1)})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(store, "adopt", full)
        take_in(accession)
    assert outcomes(accession) == {"a.png": "coming"}
    Accession.objects.update(not_before=None)
    take_in(accession)
    assert outcomes(accession) == {"a.png": "taken"}


def test_an_undone_accession_takes_nothing_in_any_more(
    collection: Collection, editor: User, client: Client
) -> None:
    bring(first := begin(collection, editor), {"a.png": scan(1)})
    take_in(first)
    second = begin(collection, editor, duplicates="skip")
    bring(second, {"b.png": scan(1)})
    take_in(second)
    upload = second.uploads.get()
    undoing.undo(second, editor)
    client.post(f"/accessions/{second.pk}/keep/{upload.token}")
    take_in(second)
    assert outcomes(second) == {"b.png": "skipped"}
    assert not taking_in.want(upload)
