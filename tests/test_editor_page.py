"""The editor's page: who may open it, what it leads to, and the form without JavaScript."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse

from archive.models import Page
from archive.running.statics import HashedStatic
from archive.views.editor import plain
from tests import makers, persons
from tests.test_editor_saving import grace, leaf, text_of

__all__ = ["grace", "leaf"]
pytestmark = pytest.mark.django_db


def test_editors_are_led_there_and_others_are_not(leaf: Page, grace: User) -> None:
    link = reverse("page-edit", args=[leaf.pk])
    assert link in persons.signed_in(grace).get(leaf.get_absolute_url()).content.decode()
    reader = persons.signed_in(persons.member(leaf.record.collection, "reader"))
    assert link not in reader.get(leaf.get_absolute_url()).content.decode()
    assert reader.get(link).status_code == 404
    signed_out = persons.signed_in(None).get(link)
    assert signed_out.status_code == 302
    assert signed_out["Location"] == f"/sign-in?next={link}"


def test_a_page_that_nobody_read_has_nothing_to_correct(grace: User, leaf: Page) -> None:
    unread = makers.page(leaf.record)
    answer = persons.signed_in(grace).get(reverse("page-edit", args=[unread.pk]))
    assert answer.status_code == 200
    assert "no text to correct" in answer.content.decode()


def test_the_text_of_a_page_cannot_end_the_script_that_carries_it(grace: User, leaf: Page) -> None:
    evil = makers.transcribed("</script><script>alert(1)</script>", of=leaf.record)
    html = persons.signed_in(grace).get(reverse("page-edit", args=[evil.pk])).content.decode()
    assert "<script>alert" not in html


def test_without_javascript_each_region_is_a_field(leaf: Page, grace: User) -> None:
    client, address = persons.signed_in(grace), reverse("page-edit", args=[leaf.pk])
    assert [shown.text for shown in client.get(address).context["regions"]] == text_of(leaf).split("\n\n")
    said = {
        "base": "1",
        "region": ["The harbour was quiet\r\nand nobody came", "At noon"],
        "do": "save",
        "note": "One",
    }
    answer = client.post(address, said)
    assert answer.status_code == 302
    assert text_of(leaf) == "The harbour was quiet\nand nobody came\n\nAt noon"
    assert leaf.current
    boxes = [word.box for word in leaf.transcriptions.get(number=1).content().blocks[0].words]
    kept = [word.box for word in leaf.current.content().blocks[0].words]
    assert kept[2:] == boxes[2:], "words nobody changed stay where they are"
    approved = client.post(address, said | {"base": "2", "do": "approve"})
    assert approved.status_code == 302
    leaf.refresh_from_db()
    assert leaf.current
    assert leaf.current.status == "reviewed"


def test_a_late_form_keeps_what_was_written_before_the_eyes(leaf: Page, grace: User) -> None:
    client, address = persons.signed_in(grace), reverse("page-edit", args=[leaf.pk])
    client.post(address, {"base": "1", "region": ["Somebody else", "At noon"]})
    answer = client.post(address, {"base": "1", "region": ["What I wrote", "At noon"]})
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "What I wrote" in html
    assert "Somebody else" in html
    assert 'name="base" value="2"' in html
    assert leaf.transcriptions.count() == 2


def test_half_a_form_takes_nothing_away(leaf: Page, grace: User) -> None:
    client, address = persons.signed_in(grace), reverse("page-edit", args=[leaf.pk])
    answer = client.post(address, {"base": "1", "region": ["What I wrote"]})
    assert answer.status_code == 422
    assert "What I wrote" in answer.content.decode()
    assert leaf.transcriptions.count() == 1


def test_rows_find_the_rows_they_resemble() -> None:
    page = makers.transcribed("one fish\ntwo fish\nred fish\nblue fish").current
    assert page
    found = plain.wanted(page.content(), ["one fish\nquite another thing\ntwo fishes\nblue fish"])
    assert [row.sources for row in found.regions[0].rows] == [((0, 0),), ((0, 1),), ((0, 2),), ((0, 3),)]
    found = plain.wanted(page.content(), ["one fish\ntwo fish\na line nobody saw\nred fish\nblue fish"])
    assert [row.sources for row in found.regions[0].rows] == [((0, 0),), ((0, 1),), (), ((0, 2),), ((0, 3),)]
    found = plain.wanted(page.content(), ["one fish\nred fisch\nblue fish"])
    assert [row.sources for row in found.regions[0].rows] == [((0, 0),), ((0, 2),), ((0, 3),)]


def test_every_module_of_the_editor_is_asked_for_by_a_name_that_carries_a_hash(
    tmp_path: Path, settings: pytest.FixtureRequest
) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "archive.running.statics.HashedStatic"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    wanted, seen = [HashedStatic().stored_name("js/editor/editor.js")], set()
    while wanted:
        name = wanted.pop()
        if name in seen:
            continue
        seen.add(name)
        for other in re.findall(r'from\s*"([^"]+)"', (tmp_path / name).read_text()):
            assert re.fullmatch(r"\.{1,2}/\w+\.[0-9a-f]{12}\.js", other), other
            wanted.append(posixpath.normpath(posixpath.join(posixpath.dirname(name), other)))
    assert len(seen) >= 15
