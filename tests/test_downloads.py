"""What leaves the archive as a file: whole or in parts, and harmless to who opens it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from archive import store
from archive.arranging import splitting
from archive.models import Original, Page, Record
from tests import makers, scanned
from tests.persons import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Page:
    return scanned.page(of=makers.record(makers.collection(visibility="public")))


def body(answer: object) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_an_original_is_handed_out_byte_for_byte_to_be_saved_and_never_shown(page: Page) -> None:
    Original.objects.filter(pk=page.original_id).update(name='folder/"evil\r\n.html', media_type="text/html")
    answer = Client().get(reverse("original", args=[page.original_id]))
    assert body(answer) == store.path("originals", scanned.original_sha()).read_bytes()
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "\r" not in answer["Content-Disposition"]
    assert "folder" not in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=10-", 10, None), ("bytes=-7", -7, None), ("bytes=5-999999999", 5, None)],
)
def test_a_part_of_an_original_can_be_asked_for(page: Page, asked: str, first: int, last: int | None) -> None:
    whole = store.path("originals", scanned.original_sha()).read_bytes()
    answer = Client().get(reverse("original", args=[page.original_id]), headers={"Range": asked})
    start = len(whole) + first if first < 0 else first
    end = len(whole) - 1 if last is None else last
    assert answer.status_code == 206
    assert body(answer) == whole[start : end + 1]
    assert answer["Content-Range"] == f"bytes {start}-{end}/{len(whole)}"


def test_a_part_beyond_the_end_is_refused(page: Page) -> None:
    answer = Client().get(reverse("original", args=[page.original_id]), headers={"Range": "bytes=99999999-"})
    assert answer.status_code == 416


@pytest.mark.parametrize("asked", ["bytes=-", "pages=1-2", "bytes=1-2,4-5", "bytes=a-b"])
def test_a_range_that_is_not_understood_gives_the_whole_file(page: Page, asked: str) -> None:
    assert Client().get(reverse("original", args=[page.original_id]), headers={"Range": asked}).status_code == 200


def test_a_tile_that_does_not_exist_is_not_found(page: Page) -> None:
    assert Client().get(reverse("tile", args=[page.pk, 11, 99, 99])).status_code == 404
    assert Client().get(reverse("tile", args=[page.pk, 99, 0, 0])).status_code == 404


@pytest.mark.parametrize("box", ["", "1", "0,0,0,0", "0.5,0,0.4,1", "nan,0,1,1", "0,0,1,2", "-1,0,1,1", "a,b,c,d"])
def test_a_crop_of_nonsense_is_refused_with_a_sentence(page: Page, box: str) -> None:
    answer = Client().get(reverse("crop", args=[page.pk]), {"box": box})
    assert answer.status_code == 400
    assert "four numbers" in answer.content.decode()


@pytest.mark.parametrize("width", ["0", "-5", "999999", "1e3", "²"])
def test_a_crop_of_impossible_width_is_refused(page: Page, width: str) -> None:
    assert Client().get(reverse("crop", args=[page.pk]), {"w": width}).status_code == 400


def test_the_same_picture_is_not_sent_twice(page: Page) -> None:
    for name, args in (
        ("thumb", [page.pk]),
        ("tile", [page.pk, 11, 0, 0]),
        ("crop", [page.pk]),
        ("image", [page.pk]),
    ):
        address = reverse(name, args=args)
        answer = Client().get(address)
        # Nobody keeps it longer than a withdrawal may take to be seen.
        assert answer["Cache-Control"] == "public, max-age=2, must-revalidate", name
        assert Client().get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304, name


def test_a_turned_page_is_another_picture(page: Page) -> None:
    before = Client().get(reverse("thumb", args=[page.pk]))["ETag"]
    Page.objects.filter(pk=page.pk).update(turn=90)
    assert Client().get(reverse("thumb", args=[page.pk]))["ETag"] != before


def test_the_json_of_a_page_says_where_every_word_is(page: Page) -> None:
    said = Client().get(reverse("page-json", args=[page.pk])).json()
    words = [word for region in said["regions"] for word in region["words"]]
    assert [word["text"] for word in words] == ["The", "harbour", "was", "quiet"]
    assert all(0 <= v <= 1 for word in words for v in word["box"])
    assert (said["status"], said["made_by"], said["author"]) == ("machine", "machine", "")
    head, _gap, text = Client().get(reverse("page-text", args=[page.pk])).content.decode().split("\n", 2)
    assert head == "[page 1, text version 1, read by machine]"
    assert said["text"] == text


def test_a_file_that_still_holds_a_page_which_was_taken_out_is_for_editors() -> None:
    page = scanned.page(of=makers.record(makers.collection(visibility="public")))
    second = makers.page(page.record)
    Page.objects.filter(pk=second.pk).update(original=page.original, index=1)
    where = reverse("original", args=[page.original_id])
    assert Client().get(where).status_code == 200
    apart = splitting.split(page.record, None, [second.pk], "The private leaf")
    assert Client().get(where).status_code == 200, "the other record is open, too"
    record = reverse("record", args=[page.record_id])
    assert where in Client().get(record).content.decode()
    Record.objects.filter(pk=apart.pk).update(state=Record.State.DRAFT)
    assert Client().get(where).status_code == 404
    assert where not in Client().get(record).content.decode(), "what may not be taken is not offered"
    editor = Client()
    editor.force_login(member(page.record.collection, "editor"))
    assert editor.get(where).status_code == 200
    assert where in editor.get(record).content.decode()


def test_a_file_whose_page_was_replaced_is_for_editors(page: Page) -> None:
    where = reverse("original", args=[page.original_id])
    Page.objects.filter(pk=page.pk).update(original=makers.page(page.record).original, index=7)
    assert Client().get(where).status_code == 404
