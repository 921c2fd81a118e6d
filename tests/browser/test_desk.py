"""The desk in a real browser: from a new collection to a new member by keyboard, on a phone, without JavaScript."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Browser
from playwright.sync_api import Page as Window

from archive.models import Collection, Membership, Page
from tests import makers, persons
from tests.browser.axe import assert_clean
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def come_in(visit: Visit, name: str, path: str) -> Window:
    window = visit.to(f"/sign-in?next={path}")
    window.fill("#id_username", name)
    window.fill("#id_password", persons.PASSWORD)
    window.keyboard.press("Enter")
    window.wait_for_url(visit.address + path)
    return window


def tab_to(window: Window, said: str) -> None:
    """Goes on by the tabulator until what has the focus says so."""
    for _ in range(120):
        window.keyboard.press("Tab")
        if said in window.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()"
        ):
            return
    raise AssertionError(f"“{said}” is not reached by keyboard")


@pytest.fixture
def staffed() -> Collection:
    """A collection with everything that its pages can show."""
    above = makers.collection(visibility="public")
    where = makers.collection(parent=above, languages=["en", "gmh"])
    persons.member(above, "curator", "ada")
    persons.member(where, "editor", "grace")
    persons.member(where, "reader", "closed")
    makers.record(where, state="draft", title="A-very-long-title-without-a-blank-" * 4)
    page = makers.page(makers.record(where))
    Page.objects.filter(pk=page.pk).update(halted="broken", why="Upload it again.")
    return where


def addresses(where: Collection) -> list[str]:
    return [
        "/desk",
        "/desk/collections/new",
        *(reverse(f"collection-{name}", args=[where.slug]) for name in ("describe", "people", "move", "delete")),
        reverse("collection-move", args=[where.slug]) + "?to=/",
        "/people",
        "/people?q=nobody-like-that",
        "/people/new",
        "/account",
        "/account/password",
        "/sign-in",
    ]


def test_every_page_of_the_desk_is_clean_for_a_machine_that_looks_for_barriers(
    visit: Visit, staffed: Collection
) -> None:
    persons.admin("root")
    window = come_in(visit, "root", "/desk")
    for address in addresses(staffed):
        visit.to(address)
        assert_clean(window, address)
    window.goto(visit.address + reverse("collection-people", args=[staffed.slug]))
    window.click("text=Remove …")
    assert_clean(window, "the second step of removing")
    window.goto(visit.address + "/people")
    window.click("summary >> nth=1")
    assert_clean(window, "what can be changed of an account")


def test_no_page_of_the_desk_scrolls_sideways_on_a_phone(phone: Visit, staffed: Collection) -> None:
    persons.admin("root-with-a-rather-long-name-that-goes-on")
    window = come_in(phone, "root-with-a-rather-long-name-that-goes-on", "/desk")
    for address in addresses(staffed):
        phone.to(address)
        for summary in window.locator("main summary").all():
            summary.click()
        wider = window.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider == 0, f"{address} is {wider} pixels too wide"


def test_a_collection_is_made_staffed_and_joined_by_keyboard_alone(visit: Visit, browser: Browser) -> None:
    persons.admin("root")
    window = come_in(visit, "root", "/desk")
    tab_to(window, "Make the first collection")
    window.keyboard.press("Enter")
    window.wait_for_url("**/desk/collections/new")
    tab_to(window, "Title")
    window.keyboard.type("Harbour papers")
    tab_to(window, "everybody")
    tab_to(window, "Make the collection")
    window.keyboard.press("Enter")
    window.wait_for_url("**/collections/harbour-papers")
    assert "“Harbour papers” is there." in window.locator(".said").inner_text()
    visit.to("/collections/harbour-papers/people")
    tab_to(window, "For whom")
    window.keyboard.type("Grace")
    tab_to(window, "Role")
    window.keyboard.type("editor")
    tab_to(window, "Make the link")
    window.keyboard.press("Enter")
    window.wait_for_selector(".secret")
    assert_clean(window, "the link that is shown once")
    link = window.locator("#the-link").input_value()

    context = browser.new_context(java_script_enabled=False)
    stranger = context.new_page()
    stranger.goto(link)
    for label, said in (
        ("User name", "grace"),
        ("Password", "a-fine-long-one"),
        ("Password confirmation", "a-fine-long-one"),
    ):
        stranger.get_by_label(label, exact=True).fill(said)
    stranger.get_by_text("Make my account and accept").click()
    stranger.wait_for_url("**/collections/harbour-papers")
    assert "you are editor of “Harbour papers” now" in stranger.locator(".said").inner_text()
    assert Membership.objects.get(person__username="grace").role == "editor"
    stranger.goto(link)
    assert stranger.url.endswith("/collections/harbour-papers")
    context.close()


def test_an_invitation_is_clean_for_visitors_and_members_and_when_it_is_over(
    visit: Visit, staffed: Collection
) -> None:
    from archive.people import invitations

    host = persons.admin("root")
    _made, secret = invitations.invite(host, staffed, "editor", "", 3)
    address = reverse("invitation", args=[secret])
    window = visit.to(address)
    assert_clean(window, "to a visitor")
    persons.somebody("newcomer")
    come_in(visit, "newcomer", address)
    assert_clean(window, "to who is signed in")
    window.click("text=Accept as newcomer")
    window.wait_for_url("**/collections/**")
    assert Membership.objects.filter(person__username="newcomer", role="editor").exists()


def test_a_member_is_removed_in_two_steps(visit: Visit, staffed: Collection) -> None:
    window = come_in(visit, "ada", reverse("collection-people", args=[staffed.slug]))
    row = window.locator("tr", has_text="grace")
    assert not row.get_by_text("Remove grace", exact=True).is_visible()
    row.get_by_text("Remove …").click()
    row.get_by_text("Remove grace", exact=True).click()
    window.wait_for_selector(".said")
    assert not Membership.objects.filter(person__username="grace").exists()
