"""No page of the researcher's site has a fault that axe finds: in light and dark, on desk and phone, both ways."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from archive.models import Membership, Page, Record, Transcription
from search import follower
from search.tasks import index_page
from tests import makers, scanned
from tests.browser.axe import assert_clean
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("home")]
PANELS = ("cite", "share", "take", "look", "keys")


@pytest.fixture
def page(home: Path) -> Page:
    scanned.original_sha.cache_clear()
    scanned.rendered.cache_clear()
    where = makers.collection(visibility="public", description="Letters, logs and dues of the harbour.")
    record = makers.record(
        where,
        title="سجل الميناء",
        shelfmark="HM 1/2",
        creator="Quill, Tobias",
        date_text="c. 1783",
        date_from=date(1783, 1, 1),
        date_to=date(1783, 12, 31),
        rights="CC0",
        description="A log.",
    )
    made = scanned.page("The harbour was quiet\nand the keeper slept every evening", "A heading", of=record)
    flagged = scanned.page(
        "harbour doubts", of=record, verdict=Transcription.Verdict.FLAG, reasons=[["x", "Few words."]]
    )
    halted = makers.page(record)
    Page.objects.filter(pk=halted.pk).update(halted="broken", halted_step="render", why="The file is broken.")
    makers.page(record)
    for each in (made, flagged):
        assert index_page(each.pk)
    follower.catch_up()
    yield made
    scanned.original_sha.cache_clear()
    scanned.rendered.cache_clear()


def addresses(page: Page) -> list[str]:
    return [
        "/",
        f"/collections/{page.record.collection.slug}",
        f"/records/{page.record_id}",
        f"/records/{page.record_id}?q=harbour",
        f"/pages/{page.pk}?q=harbour&n=1&spot=0.1,0.1,0.4,0.2,0",
        f"/pages/{page.pk + 1}",
        f"/pages/{page.pk + 2}",
        f"/pages/{page.pk}/print",
        "/search?q=harbour",
        "/search?q=zzzz+-harbour",
        "/search",
        "/help",
        "/nothing-here",
    ]


def looked_at(visit: Visit, page: Page, prepare: str = "") -> None:
    for address in addresses(page):
        window = visit.to(address)
        window.wait_for_load_state("networkidle")
        if prepare:
            window.evaluate(prepare)
            window.wait_for_timeout(150)
        assert_clean(window, f"{address} {prepare}")
    visit.complaints[:] = [said for said in visit.complaints if "404" not in said]


def test_no_page_has_faults_on_a_desk(visit: Visit, page: Page) -> None:
    looked_at(visit, page)


def test_no_page_has_faults_on_a_phone_from_right_to_left(phone: Visit, page: Page) -> None:
    looked_at(phone, page, "document.documentElement.dir = 'rtl'")


def test_no_panel_of_the_viewer_has_faults(visit: Visit, page: Page) -> None:
    window = visit.viewer(f"/pages/{page.pk}?q=harbour")
    window.keyboard.press("t")
    for panel in PANELS:
        window.evaluate(f"document.getElementById('{panel}').showPopover()")
        assert_clean(window, panel)
        window.evaluate(f"document.getElementById('{panel}').hidePopover()")


def test_no_page_has_faults_for_people_who_are_signed_in(visit: Visit, page: Page) -> None:
    person = get_user_model().objects.create_user("ada")
    Membership.objects.create(collection=page.record.collection, person=person, role="curator")
    client = Client()
    client.force_login(person)
    visit.page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": visit.address}]
    )
    looked_at(visit, page)
    assert "You looked at lately" in visit.to("/").content()


def test_the_first_page_of_an_empty_archive_tells_the_admin_how_to_begin(visit: Visit) -> None:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("root"))
    visit.page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": visit.address}]
    )
    window = visit.to("/")
    assert "How to begin" in window.inner_text("main")
    assert_clean(window)


def test_a_withdrawn_record_says_so_without_faults(visit: Visit, page: Page) -> None:
    Record.objects.update(state=Record.State.WITHDRAWN, withdrawn_why="The heirs asked for it.")
    window = visit.to(f"/records/{page.record_id}")
    assert "The heirs asked for it." in window.inner_text("main")
    assert_clean(window)
    visit.complaints[:] = [said for said in visit.complaints if "410" not in said]
