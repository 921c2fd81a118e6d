"""tus 1.0 as its specification says it, and what is refused."""

from __future__ import annotations

import base64
import errno
import hashlib
import threading
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.test import Client

from archive import tasks
from archive.models import Accession, Collection, Membership, Upload
from archive.uploading import beginning, listening, receiving, room
from tests import makers

pytestmark = pytest.mark.django_db
TUS = {"Tus-Resumable": "1.0.0"}
BYTES = "application/offset+octet-stream"


@pytest.fixture
def editor() -> User:
    return get_user_model().objects.create_user("ed", password="a long password")


@pytest.fixture
def collection(editor: User, home: Path) -> Collection:
    made = makers.collection()
    Membership.objects.create(collection=made, person=editor, role="editor")
    return made


@pytest.fixture
def accession(collection: Collection, editor: User) -> Accession:
    return beginning.begin(collection, editor, {}, announced=True)


@pytest.fixture
def client(editor: User) -> Client:
    signed_in = Client()
    signed_in.force_login(editor)
    return signed_in


def create(
    client: Client, accession: Accession, size: int, name: str = "a.png", body: bytes = b"", **more: str
) -> Any:
    said = f"filename {base64.b64encode(name.encode()).decode()}"
    headers = {**TUS, "Upload-Length": str(size), "Upload-Metadata": said, **more}
    kind = BYTES if body else "text/plain"
    return client.post(f"/accessions/{accession.pk}/uploads", body, content_type=kind, headers=headers)


def patch(client: Client, where: str, at: int, body: bytes, kind: str = BYTES, **more: str) -> Any:
    return client.patch(where, body, content_type=kind, headers={**TUS, "Upload-Offset": str(at), **more})


@pytest.fixture
def where(client: Client, accession: Accession) -> str:
    answer = create(client, accession, 10)
    assert answer.status_code == 201
    return answer["Location"].removeprefix("http://testserver")


def _offset(client: Client, where: str) -> int:
    return int(client.head(where, headers=TUS)["Upload-Offset"])


def test_a_file_arrives_in_pieces_and_every_answer_says_how_far_it_is(client: Client, where: str) -> None:
    assert _offset(client, where) == 0
    answer = patch(client, where, 0, b"01234")
    assert (answer.status_code, answer["Upload-Offset"]) == (204, "5")
    assert answer["Upload-Expires"].endswith("GMT")
    answer = client.head(where, headers=TUS)
    assert (answer.status_code, answer["Upload-Offset"], answer["Upload-Length"]) == (200, "5", "10")
    assert answer["Cache-Control"] == "no-store"
    answer = patch(client, where, 5, b"56789")
    assert (answer.status_code, answer["Upload-Offset"]) == (204, "10")
    upload = Upload.objects.get()
    assert room.path(upload.token).read_bytes() == b"0123456789"
    assert (upload.received, upload.outcome, upload.name) == (10, "coming", "a.png")


def test_options_say_what_is_spoken_without_asking_who_asks(accession: Accession) -> None:
    answer = Client().options(f"/accessions/{accession.pk}/uploads")
    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    extensions = {"creation", "creation-with-upload", "termination", "expiration", "checksum"}
    assert set(answer["Tus-Extension"].split(",")) == extensions
    assert int(answer["Tus-Max-Size"]) > 0
    assert set(answer["Tus-Checksum-Algorithm"].split(",")) == {"sha256", "sha1"}


@pytest.mark.parametrize("version", [None, "0.2.2"])
def test_another_version_of_the_protocol_is_refused(client: Client, where: str, version: str | None) -> None:
    headers = {"Tus-Resumable": version} if version else {}
    answer = client.head(where, headers=headers)
    assert (answer.status_code, answer["Tus-Version"], answer["Tus-Resumable"]) == (412, "1.0.0", "1.0.0")
    answer = client.patch(where, b"0", content_type=BYTES, headers={**headers, "Upload-Offset": "0"})
    assert answer.status_code == 412


def test_bytes_at_another_offset_are_refused_and_nothing_changes(client: Client, where: str) -> None:
    patch(client, where, 0, b"01234")
    for at in (0, 4, 6, 99):
        assert patch(client, where, at, b"x").status_code == 409
    assert _offset(client, where) == 5


def test_bytes_of_another_type_are_refused(client: Client, where: str) -> None:
    assert patch(client, where, 0, b"01234", kind="application/octet-stream").status_code == 415
    assert _offset(client, where) == 0


def test_a_request_without_its_headers_is_refused(client: Client, where: str, accession: Accession) -> None:
    assert client.patch(where, b"0", content_type=BYTES, headers=TUS).status_code == 400
    for nonsense in ("-1", "²", "1e3", "", "9" * 40):
        assert (
            client.patch(where, b"0", content_type=BYTES, headers={**TUS, "Upload-Offset": nonsense}).status_code
            == 400
        )
        assert create(client, accession, 1, "n.png", **{"Upload-Length": nonsense}).status_code == 400
    deferred = {**TUS, "Upload-Defer-Length": "1"}
    assert (
        client.post(f"/accessions/{accession.pk}/uploads", headers=deferred, content_type="text/plain").status_code
        == 400
    )
    spoilt = {"Upload-Metadata": "filename §§§"}
    assert create(client, accession, 1, "n.png", **spoilt).status_code == 400


def test_more_bytes_than_said_are_refused(client: Client, where: str, accession: Accession) -> None:
    assert patch(client, where, 0, b"0" * 11).status_code == 413
    assert _offset(client, where) == 0
    assert create(client, accession, 3, "b.png", b"0123").status_code == 413


def test_a_file_that_is_too_large_is_refused_before_it_travels(
    client: Client, accession: Accession, settings: Any
) -> None:
    settings.MUNIMENT_MAX_FILE_MB = 1
    answer = create(client, accession, (1 << 20) + 1)
    assert answer.status_code == 413
    assert b"1 MB" in answer.content
    assert not Upload.objects.exists()


def test_a_file_the_disk_has_no_room_for_is_refused_with_a_sentence(
    client: Client, accession: Accession, settings: Any
) -> None:
    settings.MUNIMENT_MAX_FILE_MB = 2**30
    answer = create(client, accession, 2**49)
    assert answer.status_code == 507
    assert "disk has room for" in answer.content.decode()


def test_bytes_may_come_with_the_creation(client: Client, accession: Accession) -> None:
    answer = create(client, accession, 10, "b.png", b"01234")
    assert (answer.status_code, answer["Upload-Offset"]) == (201, "5")
    assert patch(client, answer["Location"], 5, b"56789")["Upload-Offset"] == "10"


def test_a_foreign_or_unknown_upload_is_not_there(
    client: Client, where: str, accession: Accession, collection: Collection
) -> None:
    other = get_user_model().objects.create_user("other")
    Membership.objects.create(collection=collection, person=other, role="curator")
    admin = get_user_model().objects.create_superuser("root")
    for person in (None, other, admin):
        theirs = Client()
        if person:
            theirs.force_login(person)
        assert theirs.head(where, headers=TUS).status_code == 404
        assert patch(theirs, where, 0, b"0").status_code == 404
        assert theirs.delete(where, headers=TUS).status_code == 404
        assert create(theirs, accession, 1, "x.png").status_code == 404
    for token in ("x", "a" * 43, "..", "%2e%2e%2fsecret.key"):
        assert client.head(f"/uploads/{token}", headers=TUS).status_code == 404
    assert create(client, Accession(pk=accession.pk + 1), 1).status_code == 404


def test_who_may_no_longer_edit_may_not_go_on(client: Client, where: str) -> None:
    Membership.objects.update(role="reader")
    assert patch(client, where, 0, b"0").status_code == 404
    assert client.head(where, headers=TUS).status_code == 404


def test_without_the_csrf_token_nothing_is_written(editor: User, where: str, accession: Accession) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert patch(strict, where, 0, b"0").status_code == 403
    assert create(strict, accession, 3).status_code == 403
    assert strict.delete(where, headers=TUS).status_code == 403
    assert Upload.objects.get().received == 0


def test_an_upload_that_was_ended_is_gone_with_its_bytes(client: Client, where: str) -> None:
    patch(client, where, 0, b"01234")
    token = Upload.objects.get().token
    assert room.path(token).exists()
    assert client.delete(where, headers=TUS).status_code == 204
    assert not room.path(token).exists()
    for answer in (
        client.head(where, headers=TUS),
        patch(client, where, 5, b"5"),
        client.delete(where, headers=TUS),
    ):
        assert answer.status_code in (404, 410)


def test_what_has_come_whole_is_not_ended_any_more(client: Client, where: str) -> None:
    patch(client, where, 0, b"0123456789")
    assert client.delete(where, headers=TUS).status_code == 403
    assert room.length(Upload.objects.get().token) == 10


def test_a_checksum_is_held_to_and_spoilt_bytes_do_not_count(client: Client, where: str) -> None:
    for name in ("sha256", "sha1"):
        at = _offset(client, where)
        good = base64.b64encode(hashlib.new(name, b"01234").digest()).decode()
        bad = base64.b64encode(hashlib.new(name, b"other").digest()).decode()
        assert patch(client, where, at, b"01234", **{"Upload-Checksum": f"{name} {bad}"}).status_code == 460
        assert _offset(client, where) == at
        assert patch(client, where, at, b"01234", **{"Upload-Checksum": f"{name} {good}"}).status_code == 204
    assert _offset(client, where) == 10
    assert patch(client, where, 10, b"x", **{"Upload-Checksum": "md5 AAAA"}).status_code == 400
    assert patch(client, where, 10, b"x", **{"Upload-Checksum": "sha1 §"}).status_code == 400


def test_a_method_may_be_said_in_a_header(client: Client, where: str) -> None:
    headers = {**TUS, "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    assert client.post(where, b"01234", content_type=BYTES, headers=headers).status_code == 204
    assert _offset(client, where) == 5
    headers = {**TUS, "X-HTTP-Method-Override": "DELETE"}
    assert client.post(where, content_type="text/plain", headers=headers).status_code == 204


def test_other_methods_are_not_understood(client: Client, where: str, accession: Accession) -> None:
    assert client.get(where, headers=TUS).status_code == 405
    assert client.put(where, headers=TUS).status_code == 405
    assert client.get(f"/accessions/{accession.pk}/uploads", headers=TUS).status_code == 405


def test_a_name_that_came_already_is_not_taken_twice(client: Client, accession: Accession) -> None:
    first = create(client, accession, 10, "b.png")
    again = create(client, accession, 10, "b.png")
    assert first["Location"] == again["Location"]  # its answer was lost: the same upload goes on
    Upload.objects.update(outcome="taken", received=10)
    assert create(client, accession, 10, "b.png").status_code == 409


def _broken(*pieces: bytes) -> Any:
    rest = list(pieces)

    def read(_size: int) -> bytes:
        if not rest:
            raise OSError("the connection broke")
        return rest.pop(0)

    return read


def test_what_came_before_a_connection_broke_counts(accession: Accession) -> None:
    (upload,) = beginning.name(accession, [beginning.Named("a.png", 10)])
    assert receiving.append(upload, _broken(b"012", b"34"), 0, 10) == 5
    assert receiving.append(upload, _broken(b"56789"), 5, 5) == 10
    assert room.path(upload.token).read_bytes() == b"0123456789"


def test_bytes_a_crash_left_beyond_the_promise_are_written_anew(accession: Accession) -> None:
    (upload,) = beginning.name(accession, [beginning.Named("a.png", 10)])
    receiving.append(upload, _broken(b"01234"), 0, 5)
    with room.path(upload.token).open("ab") as file:
        file.write(b"half-written")
    assert receiving.offset(upload) == 5
    assert receiving.append(upload, _broken(b"56789"), 5, 5) == 10
    assert room.path(upload.token).read_bytes() == b"0123456789"


def test_an_offset_never_claims_more_than_lies_on_the_disk(client: Client, where: str) -> None:
    patch(client, where, 0, b"01234567")
    upload = Upload.objects.get()
    room.path(upload.token).write_bytes(b"012")  # a disk that lost some
    assert _offset(client, where) == 3
    assert patch(client, where, 8, b"89").status_code == 409
    assert patch(client, where, 3, b"3456789").status_code == 204
    assert room.path(upload.token).read_bytes() == b"0123456789"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_at_once_one_wins(client: Client, where: str) -> None:
    upload = Upload.objects.get()
    halfway, go_on = threading.Event(), threading.Event()
    pieces = [b"01234", b"56789"]

    def slowly(_size: int) -> bytes:
        if len(pieces) == 1:
            halfway.set()
            go_on.wait(10)
        return pieces.pop(0)

    def first() -> None:
        from django.db import connection

        receiving.append(Upload.objects.get(pk=upload.pk), slowly, 0, 10)
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert halfway.wait(10)
    try:
        assert patch(client, where, 0, b"XXXXX").status_code == 423
        assert client.delete(where, headers=TUS).status_code == 423
    finally:
        go_on.set()
        thread.join()
    assert room.path(upload.token).read_bytes() == b"0123456789"
    assert patch(client, where, 0, b"X").status_code == 409


def test_more_senders_than_the_site_has_hands_for_are_asked_to_wait(client: Client, where: str) -> None:
    taken = 0
    try:
        while listening.HANDS.acquire(blocking=False):
            taken += 1
        answer = patch(client, where, 0, b"01234")
        assert (answer.status_code, answer["Retry-After"]) == (503, "1")
        assert client.head(where, headers=TUS).status_code == 200  # who only asks is answered
    finally:
        for _ in range(taken):
            listening.HANDS.release()
    assert patch(client, where, 0, b"01234").status_code == 204


def test_an_empty_file_is_refused_with_a_sentence_and_holds_nothing_up(
    client: Client, accession: Accession
) -> None:
    answer = create(client, accession, 0)
    assert answer.status_code == 422
    assert "empty" in answer.content.decode()
    upload = Upload.objects.get()
    assert (upload.outcome, upload.code) == ("refused", "empty")
    tasks.take_in(accession.pk)
    accession.refresh_from_db()
    assert accession.halted == ""


def test_a_time_that_no_file_has_is_refused(client: Client, accession: Accession) -> None:
    for digits in (30, 5000):
        said = f"filename YQ==, modified {base64.b64encode(b'9' * digits).decode()}"
        assert create(client, accession, 10, **{"Upload-Metadata": said}).status_code == 400
    assert not Upload.objects.exists()


def test_a_disk_that_fills_up_while_bytes_come_is_said(
    client: Client, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(receiving, "_write", full)
    answer = patch(client, where, 0, b"0")
    assert answer.status_code == 507
    assert "full" in answer.content.decode()
