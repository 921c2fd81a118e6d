"""The workbench: a page tried with one engine or two, shown to whoever tried it, kept only when they say so."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from archive.models import Page, Record
from archive.rendering import children
from ocr_engine.models import Reading, Trial
from ocr_engine.tasks import read_page, read_trial
from ocr_engine.workbench import beginning, tidying, trying
from tests import makers, pages
from tests.persons import member, somebody
from tests.test_deepseek_engine import DRAWN, LINES, SAID, taught, weights

__all__ = ["taught", "weights"]  # fixtures
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def anna() -> User:
    return somebody("anna")


@pytest.fixture
def at_bench(anna: User, home: Path) -> Client:
    client = Client()
    client.force_login(anna)
    return client


def picture(drawn: Any = DRAWN, name: str = "a page.png") -> SimpleUploadedFile:
    data = io.BytesIO()
    drawn.image.save(data, "PNG")
    return SimpleUploadedFile(name, data.getvalue(), "image/png")


def begun(client: Client, **said: object) -> list[Trial]:
    answer = client.post("/workbench", {"file": picture(), "engine": "rapidocr", **said})
    assert answer.status_code == 302, answer.content
    token = answer.headers["Location"].rpartition("/")[2]
    return list(Trial.objects.filter(token=token).order_by("place"))


def told(client: Client, address: str = "/workbench") -> str:
    return client.get(address).content.decode()


def test_a_page_is_read_and_shown_from_every_side(at_bench: Client) -> None:
    (trial,) = begun(at_bench)
    waiting = told(at_bench, f"/workbench/{trial.token}")
    assert "It waits for its turn" in waiting
    assert json.loads(told(at_bench, f"/workbench/{trial.token}/now"))["tries"][0]["waits"]
    assert read_trial(trial.pk)
    page = told(at_bench, f"/workbench/{trial.token}")
    assert LINES[0].split()[1] in page
    for part in ("text", "layout", "image", "parts", "figures", "raw"):
        assert f'id="{part}"' in page
    assert "Differences" not in page
    assert "<rect" in page
    assert "pages a second" in page
    image = at_bench.get(f"/workbench/{trial.token}/page/0")
    assert image.headers["Content-Type"] == "image/jpeg"
    assert b"".join(image.streaming_content)[:2] == b"\xff\xd8"
    assert not Page.objects.exists()
    assert not Reading.objects.exists()
    assert not read_trial(trial.pk), "it is done"


@pytest.mark.usefixtures("taught")
def test_two_ways_are_compared_and_their_differences_marked(at_bench: Client) -> None:
    ways = {"compare": "1", "engine-2": "deepseek", "task-2": "markdown", "mode-2": "base"}
    first, second = begun(at_bench, **ways)
    assert (first.engine, second.engine, second.mode) == ("rapidocr", "deepseek", "base")
    trying.most_urgent(8)
    page = told(at_bench, f"/workbench/{first.token}")
    assert "Differences" in page
    second.refresh_from_db()
    assert second.result["facts"]["modes"] == ["base"]
    assert 0 < second.result["tokens"] <= len(SAID)
    assert "tokens a second" in page


@pytest.mark.usefixtures("taught")
def test_what_is_written_is_seen_while_it_is_written(at_bench: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "_TELL", 0.01)
    (trial,) = begun(at_bench, engine="deepseek", task="markdown", mode="base")
    seen: list[str] = []
    real = Trial.objects.none().__class__.update

    def update(self: Any, **fields: Any) -> int:
        if self.model is Trial and fields.get("said"):
            seen.append(fields["said"])
        return real(self, **fields)

    monkeypatch.setattr(Trial.objects.none().__class__, "update", update)
    assert read_trial(trial.pk)
    assert seen
    assert all(SAID.startswith(part) for part in seen)


@pytest.mark.usefixtures("taught")
def test_who_has_seen_enough_stops_it(at_bench: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "_TELL", 0.01)
    (trial,) = begun(at_bench, engine="deepseek", task="lines", mode="base")
    Trial.objects.filter(pk=trial.pk).update(stopping=True, lease="")
    assert read_trial(trial.pk)
    trial.refresh_from_db()
    assert trial.result["facts"]["ended"] in ("stopped", "length", "end", "loop")
    (waiting,) = begun(at_bench)
    at_bench.post(f"/workbench/{waiting.token}/stop")
    waiting.refresh_from_db()
    assert (waiting.outcome, waiting.why) == ("failed", "Stopped before it began.")
    assert not read_trial(waiting.pk)


def test_what_cannot_be_read_is_said_with_the_reason(at_bench: Client) -> None:
    (trial,) = begun(at_bench, file=SimpleUploadedFile("letter.doc", b"no image at all"))
    assert read_trial(trial.pk)
    trial.refresh_from_db()
    assert trial.outcome == "failed"
    assert trial.why
    page = told(at_bench, f"/workbench/{trial.token}")
    assert "note caution" in page
    (trial,) = begun(at_bench, page="7")
    assert read_trial(trial.pk)
    assert "there is no page 7" in told(at_bench, f"/workbench/{trial.token}")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"file": ""}, "Choose a file first"),
        ({"engine": "nonesuch"}, "There is no engine"),
        ({"engine": "deepseek"}, "manage.py weights deepseek"),
        ({"engine": "rapidocr", "task": "dance"}, "has no task"),
        ({"languages": "Deutsch!"}, "no list of languages"),
        ({"engine": "tests.engines.bad.Good"}, "There is no engine"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_once(at_bench: Client, said: dict[str, str], why: str) -> None:
    answer = at_bench.post("/workbench", {"file": picture(), "engine": "rapidocr", **said}, follow=True)
    assert why in answer.content.decode().replace("&#x27;", "'")
    assert not Trial.objects.exists()


def test_nobody_sees_what_somebody_else_tries(at_bench: Client) -> None:
    other = makers.trial(somebody("ben"))
    for address in ("", "/now", "/page/0"):
        assert at_bench.get(f"/workbench/{other.token}{address}").status_code == 404
    for act in ("stop", "forget", "keep"):
        assert at_bench.post(f"/workbench/{other.token}/{act}").status_code == 404
    assert at_bench.post("/workbench", {"of": other.token, "engine": "rapidocr"}).status_code == 404
    assert Client().get("/workbench").status_code == 302
    assert Trial.objects.count() == 1


def test_one_person_cannot_take_all_the_places(
    at_bench: Client, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(beginning.AT_ONCE):
        begun(at_bench)
    answer = at_bench.post("/workbench", {"file": picture(), "engine": "rapidocr"}, follow=True)
    assert "not done yet" in answer.content.decode()
    Trial.objects.update(outcome="done", result={"tokens": beginning.TOKENS})
    answer = at_bench.post("/workbench", {"file": picture(), "engine": "rapidocr"}, follow=True)
    assert "tried much within an hour" in answer.content.decode()
    Trial.objects.update(result={})
    monkeypatch.setattr(beginning, "AN_HOUR", beginning.AT_ONCE)
    answer = at_bench.post("/workbench", {"file": picture(), "engine": "rapidocr"}, follow=True)
    assert "tried much within an hour" in answer.content.decode()
    Trial.objects.update(at=timezone.now() - timedelta(hours=2))
    assert begun(at_bench)


def test_the_same_file_is_tried_another_way_without_sending_it_again(at_bench: Client) -> None:
    (first,) = begun(at_bench)
    answer = at_bench.post("/workbench", {"of": first.token, "engine": "rapidocr", "languages": "en"})
    second = Trial.objects.exclude(pk=first.pk).get()
    assert answer.headers["Location"] == f"/workbench/{second.token}"
    assert second.file.read_bytes() == first.file.read_bytes()
    tidying.forget(first.token)
    assert second.file.exists()
    assert read_trial(second.pk)


def test_what_is_kept_becomes_a_record_read_as_it_was_tried(at_bench: Client, anna: User) -> None:
    collection = makers.collection()
    (trial,) = begun(at_bench)
    assert read_trial(trial.pk)
    assert at_bench.post(f"/workbench/{trial.token}/keep", {"collection": collection.slug}).status_code == 404
    member(collection, "editor", "cleo")
    collection.memberships.create(person=anna, role="editor")
    answer = at_bench.post(f"/workbench/{trial.token}/keep", {"collection": collection.slug})
    record = Record.objects.get()
    assert answer.headers["Location"] == record.get_absolute_url()
    assert record.title == "a page"
    page = Page.objects.get()
    wish = Reading.objects.get(page=page)
    assert (wish.outcome, wish.engine, wish.wanted_by) == ("wanted", "rapidocr", anna)
    from archive import pipeline
    from archive.tasks import render_page

    assert not pipeline.due(pipeline.AGAIN).exists(), "a page without an image is not due"
    assert render_page(page.pk)
    children().close()
    assert pipeline.due(pipeline.AGAIN).exists()
    assert read_page(page.pk) or Page.objects.get().stage != "rendered"
    assert Reading.objects.get(pk=wish.pk).outcome == "done"


def volume(password: str = "", pages_: int = 3) -> SimpleUploadedFile:
    document = pymupdf.open()
    for number in range(pages_):
        document.new_page(width=200, height=260).insert_text((20, 60), f"{LINES[0]} {number}", fontsize=8)
    locked = {"encryption": pymupdf.PDF_ENCRYPT_AES_256, "owner_pw": "o", "user_pw": password} if password else {}
    return SimpleUploadedFile("volume.pdf", document.tobytes(**locked), "application/pdf")


@pytest.mark.parametrize(("every", "wished"), [({}, [1]), ({"every": "1"}, [0, 1, 2])])
def test_of_a_volume_the_page_that_was_tried_is_read_so_or_all_when_they_say_so(
    at_bench: Client, anna: User, every: dict[str, str], wished: list[int]
) -> None:
    collection = makers.collection()
    collection.memberships.create(person=anna, role="editor")
    (trial,) = begun(at_bench, file=volume(), page="2")
    assert read_trial(trial.pk)
    assert 'name="every"' in told(at_bench, f"/workbench/{trial.token}")
    at_bench.post(f"/workbench/{trial.token}/keep", {"collection": collection.slug, **every})
    assert Page.objects.count() == 3
    assert sorted(Reading.objects.values_list("page__index", flat=True)) == wished
    children().close()


def test_a_protected_pdf_is_tried_with_its_password_which_goes_when_the_file_goes(
    at_bench: Client, anna: User
) -> None:
    (trial,) = begun(at_bench, file=volume("Grüße"))
    assert read_trial(trial.pk)
    assert "Bring it again and give the password" in told(at_bench, f"/workbench/{trial.token}")
    (trial,) = begun(at_bench, file=volume("Grüße"), password="wrong")
    assert read_trial(trial.pk)
    assert "does not open it" in told(at_bench, f"/workbench/{trial.token}")
    (trial,) = begun(at_bench, file=volume("Grüße"), password="Grüße", page="2")
    assert trial.secret.stat().st_mode & 0o077 == 0
    assert read_trial(trial.pk)
    page = told(at_bench, f"/workbench/{trial.token}")
    assert "ferry" in page
    assert "Grüße" not in page
    again = at_bench.post("/workbench", {"of": trial.token, "engine": "rapidocr"})
    second = Trial.objects.get(token=again.headers["Location"].rpartition("/")[2])
    tidying.forget(trial.token)
    assert not trial.secret.exists()
    assert read_trial(second.pk)
    second.refresh_from_db()
    assert second.outcome == "done"
    collection = makers.collection()
    collection.memberships.create(person=anna, role="editor")
    at_bench.post(f"/workbench/{second.token}/keep", {"collection": collection.slug})
    assert Page.objects.first().original.password == "Grüße"
    children().close()


def test_everything_goes_away_after_an_hour_and_at_once_when_asked(at_bench: Client) -> None:
    (first,), (second,) = begun(at_bench), begun(at_bench)
    Trial.objects.filter(pk=first.pk).update(result={"tokens": 7, "text": "secret"}, outcome="done")
    at_bench.post(f"/workbench/{first.token}/forget")
    assert not first.folder.exists()
    assert at_bench.get(f"/workbench/{first.token}").status_code == 404
    left = Trial.objects.get(pk=first.pk)  # it still counts for the hour
    assert (left.name, left.result, left.raw) == ("", {"tokens": 7}, b"")
    assert second.folder.exists()
    tidying.tidy()
    assert second.folder.exists()
    Trial.objects.update(at=timezone.now() - timedelta(hours=2))
    import os

    os.utime(second.folder, (0, 0))
    tidying.tidy()
    assert not second.folder.exists()
    assert not Trial.objects.exists()


def test_hostile_output_is_shown_and_does_nothing(at_bench: Client, anna: User) -> None:
    evil = '<script>alert(1)</script>" onload="x'
    trial = makers.trial(anna, name=evil)
    result = trial.result
    result["text"] = result["regions"][0]["text"] = evil
    result["regions"][1] |= {"markup": f"<table><tr><td onclick=x>{evil}</td></tr></table><script>x</script>"}
    Trial.objects.filter(pk=trial.pk).update(result=result, **Trial.packed_of(evil.encode()))
    page = told(at_bench, f"/workbench/{trial.token}")
    assert "<script>alert" not in page
    assert "onclick" not in page
    assert "&lt;script&gt;alert" in page


def test_a_blank_page_shows_that_nothing_was_read(at_bench: Client) -> None:
    (trial,) = begun(at_bench, file=picture(pages.blank_page()))
    assert read_trial(trial.pk)
    assert "No parts." in told(at_bench, f"/workbench/{trial.token}")
