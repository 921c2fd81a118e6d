"""The leaves of a record: five thousand of them, of which the document only holds those in view."""

from __future__ import annotations

import pytest

from archive.models import Original, Page, Record
from tests import makers, scanned
from tests.browser.conftest import Visit, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MANY = 5000


@pytest.fixture
def volume() -> Record:
    record = makers.record(makers.collection(visibility="public"), title="A very long volume")
    about = scanned.rendered()
    original = Original.objects.create(
        record=record, position=0, name="v.pdf", sha256=scanned.original_sha(), media_type="application/pdf", size=1
    )
    Page.objects.bulk_create(
        Page(
            record=record,
            original=original,
            index=n,
            order=(n + 1) * Page.GAP,
            image=about.image,
            width=about.width,
            height=about.height,
            stage=Page.Stage.TRANSCRIBED,
        )
        for n in range(MANY)
    )
    return record


def shown(visit: Visit) -> list[int]:
    numbers = visit.page.evaluate(
        "[...document.querySelectorAll('.leaves > li')].map((li) => Number(li.dataset.n) + 1)"
    )
    return [int(n) for n in numbers]


def test_only_what_is_in_view_is_in_the_document_and_asked_for(visit: Visit, volume: Record) -> None:
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    window = visit.to(f"/records/{volume.pk}")
    window.wait_for_load_state("networkidle")
    assert 10 < len(shown(visit)) < 80
    thumbs = [url for url in asked if "thumb.jpg" in url]
    assert 0 < len(thumbs) < 80
    assert not [url for url in asked if "/leaves" in url], "the first screen came with the page"
    window.evaluate("scrollTo(0, document.documentElement.scrollHeight / 2)")
    window.wait_for_timeout(300)
    window.wait_for_load_state("networkidle")
    middle = shown(visit)
    assert len(middle) < 120
    assert all(abs(n - MANY / 2) < 300 for n in middle)
    assert middle == sorted(middle)
    assert 1 <= len([url for url in asked if "/leaves" in url]) <= 3
    assert len([url for url in asked if "thumb.jpg" in url]) < 200
    until(window, "!document.querySelector('.leaves .coming')")
    box = window.locator(".leaves > li").nth(len(middle) // 2)
    number = box.locator(".caption").inner_text().strip().split()[-1]
    with window.expect_navigation():
        box.locator("a").click()
    assert window.locator("h1").inner_text().startswith(f"Page {number}")


def test_the_keyboard_walks_through_all_of_them(visit: Visit, volume: Record) -> None:
    window = visit.to(f"/records/{volume.pk}")
    window.focus(".leaves li a")
    focused = "Number(document.activeElement.closest('li')?.dataset.n)"
    window.keyboard.press("ArrowRight")
    assert window.evaluate(focused) == 1
    window.keyboard.press("End")
    until(window, f"{focused} === {MANY - 1}")
    until(window, "!document.activeElement.closest('li').classList.contains('coming')")
    assert window.evaluate("document.activeElement.closest('li').getAttribute('aria-posinset')") == str(MANY)
    window.keyboard.press("Home")
    until(window, f"{focused} === 0")
    window.keyboard.press("ArrowDown")
    assert window.evaluate(focused) > 1


def test_one_goes_straight_to_a_page_by_its_number(visit: Visit, volume: Record) -> None:
    window = visit.to(f"/records/{volume.pk}")
    window.fill("#jump", "3712")
    with window.expect_navigation():
        window.press("#jump", "Enter")
    assert window.locator("h1").inner_text().startswith("Page 3712")
    window.fill("#jump", "99999")
    with window.expect_navigation():
        window.press("#jump", "Enter")
    assert window.locator("h1").inner_text().startswith(f"Page {MANY}")


def test_a_screen_in_the_middle_opens_there(visit: Visit, volume: Record) -> None:
    window = visit.to(f"/records/{volume.pk}?from={2401 * Page.GAP}")
    until(window, "scrollY > 1000")
    assert 2401 in shown(visit)


def test_from_right_to_left_the_first_leaf_stands_on_the_right(visit: Visit, volume: Record) -> None:
    window = visit.to(f"/records/{volume.pk}")
    window.evaluate("document.documentElement.dir = 'rtl'")
    window.wait_for_timeout(200)
    first, second = (window.locator(".leaves > li").nth(n).bounding_box() for n in (0, 1))
    assert first
    assert second
    assert first["x"] > second["x"]
    window.focus(".leaves li a")
    window.keyboard.press("ArrowLeft")
    assert window.evaluate("Number(document.activeElement.closest('li').dataset.n)") == 1


def test_a_narrow_window_holds_fewer_in_a_row_and_loses_none(phone: Visit, volume: Record) -> None:
    window = phone.to(f"/records/{volume.pk}")
    window.wait_for_load_state("networkidle")
    numbers = shown(phone)
    assert numbers == list(range(1, len(numbers) + 1))
    wider = window.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider == 0
