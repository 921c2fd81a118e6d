"""What lies on the disk is measured, what nobody needs is found and swept away safely, and the page shows it."""

from __future__ import annotations

import hashlib
import json
import time
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from archive import store
from archive.models import Original, Page
from archive.storage import measuring, orphans
from tests import makers

pytestmark = pytest.mark.django_db
TOMORROW = 2 * orphans.OLD


@pytest.fixture(autouse=True)
def _home(home: Path) -> None:
    """A data folder of its own."""


@pytest.fixture
def ada() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("ada"))
    return client


def kept(content: bytes) -> Path:
    sha, _size = store.keep(BytesIO(content))
    return store.path("originals", sha)


def shelved(shelf: str, content: bytes) -> str:
    sha = hashlib.sha256(content).hexdigest()
    made = store.scratch() / sha
    made.write_bytes(content)
    store.put(shelf, sha, made)
    return sha


def sweep(*, later: float = TOMORROW) -> dict[str, object]:
    return orphans.swept(remove=True, now=time.time() + later)


def test_what_lies_there_is_measured_by_kind() -> None:
    kept(b"x" * 1000)
    shelved("images", b"y" * 500)
    out = StringIO()
    call_command("storage", "--json", stdout=out)
    found = json.loads(out.getvalue())
    assert found["kinds"]["originals"] == {"files": 1, "bytes": 1000}
    assert found["kinds"]["images"]["bytes"] == 500
    assert found["kinds"]["database"]["bytes"] > 0
    assert found["bytes"] == sum(kind["bytes"] for kind in found["kinds"].values())
    assert measuring.last() == found


def test_growth_and_the_largest_collections_come_from_the_originals() -> None:
    page, other = makers.page(), makers.page()
    Original.objects.filter(pk=page.original_id).update(size=10)
    Original.objects.filter(pk=other.original_id).update(size=30)
    found = measuring.measure()
    assert [row["bytes"] for row in found["collections"]] == [30, 10]
    assert [(row["files"], row["bytes"]) for row in found["months"]] == [(2, 40)]


def test_what_a_row_names_is_never_an_orphan() -> None:
    page = makers.page()
    original = kept(b"needed")
    Original.objects.filter(pk=page.original_id).update(sha256=original.name)
    image, layer = shelved("images", b"image"), shelved("layers", b"layer")
    for shelf in ("pyramids", "thumbs"):
        made = store.scratch() / shelf
        made.write_bytes(b"made of it")
        store.put(shelf, image, made)
    Page.objects.filter(pk=page.pk).update(image=image, layer=layer)
    told = sweep()
    assert (told["files"], told["removed"]) == (0, 0)
    assert original.exists()


def test_what_nobody_needs_is_counted_and_only_swept_when_asked() -> None:
    lost = kept(b"lost")
    shelved("thumbs", b"lost too")
    told = orphans.swept(remove=False, now=time.time() + TOMORROW)
    assert (told["files"], told["bytes"], told["removed"]) == (2, 12, 0)
    assert lost.exists()
    assert sweep()["removed"] == 2
    assert not lost.exists()
    assert not list(store.scratch().iterdir())


def test_what_was_laid_down_today_is_left_alone_since_its_row_may_be_on_its_way() -> None:
    young = kept(b"on its way")
    assert sweep(later=0)["files"] == 0
    assert young.exists()


def test_a_file_that_came_again_while_it_was_removed_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = kept(b"the same bytes")
    real = orphans._needed
    asked = 0

    def needed(shelf: str, names: list[str]) -> set[str]:
        nonlocal asked
        asked += 1
        found = real(shelf, names)
        if asked == 1:  # between the look and the removal somebody brings the same file
            kept(b"the same bytes")
        return found

    monkeypatch.setattr(orphans, "_needed", needed)
    assert sweep()["removed"] == 0
    assert lost.read_bytes() == b"the same bytes"


def test_a_row_that_came_while_its_file_was_removed_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    lost, page = kept(b"wanted after all"), makers.page()
    real = orphans._needed
    asked = 0

    def needed(shelf: str, names: list[str]) -> set[str]:
        nonlocal asked
        asked += 1
        found = real(shelf, names)
        if asked == 1:
            Original.objects.filter(pk=page.original_id).update(sha256=lost.name)
        return found

    monkeypatch.setattr(orphans, "_needed", needed)
    assert sweep()["removed"] == 0
    assert lost.exists()


def test_the_command_says_it_to_people(monkeypatch: pytest.MonkeyPatch) -> None:
    kept(b"lost")
    monkeypatch.setattr(orphans, "OLD", -5)
    out = StringIO()
    call_command("storage", stdout=out)
    assert "1 files (4 bytes) are needed by nothing" in out.getvalue()
    call_command("storage", "--sweep-orphans", stdout=out)
    assert "1 files that nothing needed were removed" in out.getvalue()


def test_the_page_shows_the_last_result_and_walks_no_disk(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Nothing was measured yet." in ada.get(reverse("storage")).content.decode()
    makers.page()
    kept(b"x" * 2048)
    measuring.measure()
    monkeypatch.setattr(measuring, "walked", None)
    monkeypatch.setattr(orphans, "swept", None)
    text = ada.get(reverse("storage")).content.decode()
    for said in ("Originals", "2.0\xa0KB", "Largest collections", "free on this disk"):
        assert said in text, said


def test_a_damaged_result_is_none(ada: Client, home: Path) -> None:
    (home / "storage.json").write_text("{")
    assert ada.get(reverse("storage")).status_code == 200


def test_only_admins_see_it_and_ask_for_it() -> None:
    client = Client()
    client.force_login(get_user_model().objects.create_user("rita"))
    for one in (client, Client()):
        assert one.get(reverse("storage")).status_code == 404
        assert one.post(reverse("storage-measure")).status_code == 404
