"""Every version of a page's text stays and can be looked at, compared and brought back, by those who may."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive import approving, transcriptions
from archive.blocks import PageText
from archive.correcting.saving import save
from archive.correcting.wanted import Wanted, WantedRegion, WantedRow
from archive.models import Event, Page, Transcription
from archive.showing import versions
from tests import makers, scanned
from tests.persons import member, signed_in, somebody

pytestmark = pytest.mark.django_db
Verdict = Transcription.Verdict


def rewritten(page: Page, person: object, *texts: str, note: str = "") -> Transcription:
    page.refresh_from_db()
    assert page.current
    base = page.current.content()
    wanted = Wanted(
        tuple(
            WantedRegion(block.kind, (WantedRow(text, ((n, 0),)),), n)
            for n, (block, text) in enumerate(zip(base.blocks, texts, strict=True))
        )
    )
    save(page.pk, person, page.current.number, wanted, note=note)  # type: ignore[arg-type]
    page.refresh_from_db()
    assert page.current
    return page.current


def read_by_machine(page: Page, text: str, **fields: object) -> Transcription:
    said = {"made_by": "machine", "engine": "later"} | fields
    return transcriptions.add(page, PageText((makers.block(text),)), turn=page.turn, **said)


def test_all_versions_are_listed_with_who_when_why_and_what_they_changed() -> None:
    page = scanned.page("The harbour was qiuet", of=makers.record(makers.collection(visibility="public")))
    ada = member(page.record.collection, "editor", "ada")
    rewritten(page, ada, "The harbour was quiet", note="a slip of the engine")
    approving.approve(page.pk, ada)
    read_by_machine(
        page, "The harbour was quick", verdict=Verdict.FLAG, reasons=[["loop", "It says one thing twice."]]
    )
    said = signed_in(ada).get(reverse("page-versions", args=[page.pk])).content.decode()
    assert [n in said for n in ("Version 1", "Version 2", "Version 3", "Version 4")] == [True] * 4
    assert "a slip of the engine" in said
    assert "<bdi>ada</bdi>" in said
    assert said.count("Changed 1 word.") == 1
    assert "Changed no word." in said
    assert "a later machine reading, laid beside" in said
    assert "Reads 1 word otherwise." in said
    assert "It says one thing twice." in said
    assert said.count('class="counts"') == 1
    assert said.index("Version 4") < said.index("Version 3")


def test_visitors_see_no_names_no_quarantined_text_and_no_doubts_of_layers() -> None:
    page = scanned.page("The harbour was qiuet", of=makers.record(makers.collection(visibility="public")))
    ada = member(page.record.collection, "editor", "ada")
    rewritten(page, ada, "The harbour was quiet")
    read_by_machine(page, "quarantined words", verdict=Verdict.QUARANTINE)
    read_by_machine(page, "doubtful words", verdict=Verdict.FLAG, reasons=[["loop", "It says one thing twice."]])
    said = Client().get(reverse("page-versions", args=[page.pk])).content.decode()
    assert "ada" not in said
    assert "by a person" in said
    assert "Version 3" not in said
    assert "Version 4" in said
    assert "It says one thing twice." not in said
    assert "Restore version" not in said
    for number, status in ((2, 200), (3, 404), (4, 200), (5, 404)):
        assert Client().get(reverse("page-version", args=[page.pk, number])).status_code == status
    compare = reverse("page-compare", args=[page.pk])
    assert Client().get(compare, {"old": 3, "new": 2}).status_code == 404
    assert signed_in(ada).get(compare, {"old": 3, "new": 2}).status_code == 200


def test_two_versions_stand_beside_each_other_in_words_and_on_the_image() -> None:
    page = scanned.page("The harbour was qiuet", of=makers.record(makers.collection(visibility="public")))
    rewritten(page, member(page.record.collection, "editor"), "The harbour was quiet")
    said = Client().get(reverse("page-compare", args=[page.pk]), {"old": 1, "new": 2}).content.decode()
    assert "1 word went, 1 word came." in said
    assert '<del><span class="unseen">went: </span>qiuet' in said
    assert '<ins><span class="unseen">came: </span>quiet' in said
    assert said.count('<rect class="gone"') == said.count('<rect class="new"') == 1
    by_itself = Client().get(reverse("page-compare", args=[page.pk])).content.decode()
    assert "From version 1 to version 2" in by_itself
    same = Client().get(reverse("page-compare", args=[page.pk]), {"old": 2, "new": 2}).content.decode()
    assert "No word differs" in same


@pytest.mark.parametrize("asked", ["x", "0", "99", "9" * 30, "-1", "²"])
def test_nonsense_is_no_version(asked: str) -> None:
    page = scanned.page(of=makers.record(makers.collection(visibility="public")))
    answer = Client().get(reverse("page-compare", args=[page.pk]), {"old": asked, "new": asked})
    assert answer.status_code in {200, 404}
    assert Client().get(reverse("page-versions", args=[page.pk]), {"before": asked}).status_code == 200


def test_a_page_without_text_has_an_empty_list() -> None:
    page = makers.page(makers.record(makers.collection(visibility="public")))
    assert "no text of this page yet" in Client().get(reverse("page-versions", args=[page.pk])).content.decode()
    assert Client().get(reverse("page-compare", args=[page.pk])).status_code == 404


def test_frames_are_left_out_where_the_image_was_another() -> None:
    page = scanned.page("The harbour was qiuet", of=makers.record(makers.collection(visibility="public")))
    rewritten(page, member(page.record.collection, "editor"), "The harbour was quiet")
    Transcription.objects.filter(page=page, number=1).update(image="f" * 64)
    said = Client().get(reverse("page-compare", args=[page.pk])).content.decode()
    assert "another image" in said
    assert '<rect class="gone"' not in said


def test_one_version_is_cited_as_that_version() -> None:
    page = scanned.page("The harbour was qiuet", of=makers.record(makers.collection(visibility="public")))
    rewritten(page, member(page.record.collection, "editor"), "The harbour was quiet")
    address = reverse("page-version", args=[page.pk, 1])
    said = Client().get(address).content.decode()
    assert "qiuet" in said
    assert "text version 1, read by machine" in said
    assert f"http://testserver{address}" in said
    assert "This is not the text that counts now." in said
    viewer = Client().get(page.get_absolute_url()).content.decode()
    assert f'href="{reverse("page-versions", args=[page.pk])}"' in viewer
    assert "text version 2, corrected by a person" in viewer


def test_an_editor_brings_an_old_text_back_as_a_new_version() -> None:
    page = scanned.page("The harbour was quiet", of=makers.record(makers.collection(visibility="public")))
    ada = member(page.record.collection, "editor", "ada")
    rewritten(page, ada, "The harbour was noisy")
    address = reverse("version-restore", args=[page.pk, 1])
    assert Client().post(address).status_code == 404
    assert signed_in(somebody()).post(address).status_code == 404
    answer = signed_in(ada).post(address, {"expected": "2"})
    assert answer.headers["Location"] == reverse("page-versions", args=[page.pk])
    page.refresh_from_db()
    assert page.current
    assert (page.current.number, page.current.content().text) == (3, "The harbour was quiet")
    assert Event.objects.filter(verb="restored_text", actor=ada, target=f"page:{page.pk}").count() == 1
    listed = signed_in(ada).get(reverse("page-versions", args=[page.pk])).content.decode()
    assert "brought back by <bdi>ada</bdi>" in listed
    assert "brought an earlier text of" in listed


def test_a_text_that_was_changed_meanwhile_is_not_overwritten() -> None:
    page = scanned.page("The harbour was quiet", of=makers.record(makers.collection(visibility="public")))
    ada = member(page.record.collection, "editor", "ada")
    rewritten(page, ada, "The harbour was noisy")
    rewritten(page, ada, "The harbour was loud")
    answer = signed_in(ada).post(reverse("version-restore", args=[page.pk, 1]), {"expected": "2"}, follow=True)
    assert "Somebody changed this page meanwhile" in answer.content.decode()
    page.refresh_from_db()
    assert page.current
    assert page.current.number == 3


def test_hundreds_of_versions_come_in_screens_by_number_with_few_queries() -> None:
    page = scanned.page("one", of=makers.record(makers.collection(visibility="public")))
    for n in range(versions.SCREEN + 5):
        read_by_machine(page, f"word {n}")
    with CaptureQueriesContext(connection) as queries:
        first = versions.screen(page, None, edits=True)
    assert len(queries) <= 4
    assert len(first.listed) == versions.SCREEN
    second = versions.screen(page, None, edits=True, before=str(first.before))
    numbers = [each.version.number for each in (*first.listed, *second.listed)]
    assert numbers == list(range(versions.SCREEN + 6, 0, -1))
    assert first.listed[-1].changed == 1, "the last of a screen is told against the one before it"
    assert second.listed[-1].changed is None


def test_hostile_words_stay_words() -> None:
    page = scanned.page("<script>alert(1)</script> b", of=makers.record(makers.collection(visibility="public")))
    ada = member(page.record.collection, "editor", "ada")
    rewritten(page, ada, "<img src=x> b", note="<b>note</b>")
    for name, args in (("page-versions", []), ("page-compare", []), ("page-version", [1])):
        said = signed_in(ada).get(reverse(name, args=[page.pk, *args])).content.decode()
        assert "<script>alert" not in said
        assert "<img src=x>" not in said
        assert "<b>note</b>" not in said
