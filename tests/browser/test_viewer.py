"""The page viewer in a real browser: hits, spots, words on the image, light, citing, keys."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archive.models import Page
from search import follower
from search.tasks import index_page
from tests import makers, scanned
from tests.browser.conftest import Visit, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("home")]
MATRIX = "document.querySelector('.overlay g').getAttribute('transform')"


@pytest.fixture
def book(home: Path) -> list[Page]:
    """Three pages of a record; the harbour stands twice on the first, never on the second, once on the third."""
    scanned.original_sha.cache_clear()
    scanned.rendered.cache_clear()
    record = makers.record(makers.collection(visibility="public"), title="A logbook", shelfmark="HM 1/2")
    pages = [
        scanned.page("The harbour was quiet\nand the harbour bell rang", "Nobody came", of=record),
        scanned.page("Another day of rain", of=record),
        scanned.page("Ships in the harbour", of=record),
    ]
    for page in pages:
        assert index_page(page.pk)
    follower.catch_up()
    yield pages
    scanned.original_sha.cache_clear()
    scanned.rendered.cache_clear()


def test_stepping_through_hits_goes_on_over_the_pages_of_the_record(visit: Visit, book: list[Page]) -> None:
    window = visit.viewer(f"/pages/{book[0].pk}?q=harbour")
    said = window.locator(".hits output")
    for place in ("1 / 2", "2 / 2"):
        window.keyboard.press("n")
        assert said.inner_text() == place
    with window.expect_navigation():
        window.keyboard.press("n")
    window.wait_for_selector(".deep[data-state=ready]")
    assert f"/pages/{book[2].pk}" in window.url
    assert said.inner_text() == "1 / 1"
    assert window.locator(".overlay .chosen").count() == 1
    with window.expect_navigation():
        window.keyboard.press("p")
    window.wait_for_selector(".deep[data-state=ready]")
    assert f"/pages/{book[0].pk}" in window.url
    assert said.inner_text() == "2 / 2", "going back arrives at the last hit of the page"


def test_a_page_without_the_words_leads_to_one_that_has_them(visit: Visit, book: list[Page]) -> None:
    window = visit.viewer(f"/pages/{book[1].pk}?q=harbour")
    with window.expect_navigation():
        window.click("[data-do=after]")
    assert f"/pages/{book[2].pk}" in window.url


def test_marking_another_word_says_where_else_it_stands(visit: Visit, book: list[Page]) -> None:
    window = visit.viewer(f"/pages/{book[2].pk}")
    assert window.locator(".trail").is_hidden()
    window.fill("#mark", "harbour")
    window.press("#mark", "Enter")
    until(window, "!document.querySelector('.trail').hidden")
    assert window.locator(".trail span").inner_text() == "2 / 2"
    with window.expect_navigation():
        window.click("[data-trail=previous]")
    assert f"/pages/{book[0].pk}?q=harbour" in window.url


def test_marking_without_a_network_says_so(visit: Visit, book: list[Page]) -> None:
    window = visit.viewer(f"/pages/{book[2].pk}")
    window.context.set_offline(True)
    window.fill("#mark", "harbour")
    window.press("#mark", "Enter")
    window.wait_for_selector(".toast >> text=cannot be reached")
    window.context.set_offline(False)
    visit.complaints.clear()  # the browser's own, of a request that failed
    window.press("#mark", "Enter")
    until(window, "!document.querySelector('.trail').hidden && !document.querySelector('.toast').textContent")


def test_a_second_finger_does_not_disturb_the_frame_that_is_drawn(visit: Visit, book: list[Page]) -> None:
    window = visit.viewer(f"/pages/{book[0].pk}")
    window.click("[popovertarget=share]")
    window.click("[data-spot=draw]")
    window.evaluate(
        """() => {
            const deep = document.querySelector(".deep"), frame = deep.getBoundingClientRect();
            deep.setPointerCapture = () => {};
            const cx = frame.x + frame.width / 2, cy = frame.y + frame.height / 2;
            const at = (kind, pointerId, x, y) => deep.dispatchEvent(
                new PointerEvent(kind, { pointerId, bubbles: true, clientX: cx + x, clientY: cy + y }));
            at("pointerdown", 1, -50, -30);
            at("pointerdown", 2, 90, 90);
            at("pointermove", 1, 50, 30);
            at("pointermove", 2, 99, 99);
            at("pointerup", 2, 99, 99);
        }"""
    )
    drawn = window.locator(".overlay .spot").bounding_box()
    assert drawn
    assert abs(drawn["width"] - 100) < 6
    assert not window.input_value("#address").count("spot="), "the first finger still draws"


def test_results_are_walked_through_by_key(visit: Visit, book: list[Page]) -> None:
    window = visit.to("/search?q=%22harbour%22")
    window.click("#result-1 h2 a")
    window.wait_for_selector(".deep[data-state=ready]")
    assert "Result 1" in window.locator(".listed").inner_text()
    with window.expect_navigation():
        window.keyboard.press("Shift+N")
    window.wait_for_selector(".deep[data-state=ready]")
    assert "Result 2" in window.locator(".listed").inner_text()
    with window.expect_navigation():
        window.keyboard.press("Shift+N")
    assert "/search?" in window.url, "past the last result stands the list"


def test_words_on_the_image_are_selected_and_copied_as_lines(visit: Visit, book: list[Page]) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    window = visit.viewer(f"/pages/{book[0].pk}")
    assert window.locator(".words").is_hidden()
    window.keyboard.press("t")
    assert window.get_attribute("[data-do=words]", "aria-pressed") == "true"
    words = window.locator(".words span")
    first, last = words.nth(1).bounding_box(), words.nth(6).bounding_box()
    assert first
    assert last
    before = window.evaluate(MATRIX)
    window.mouse.move(first["x"] + 1, first["y"] + first["height"] / 2)
    window.mouse.down()
    window.mouse.move(last["x"] + last["width"] - 1, last["y"] + last["height"] / 2, steps=8)
    window.mouse.up()
    assert window.evaluate(MATRIX) == before, "selecting words moved the page"
    window.keyboard.press("Control+c")
    assert window.evaluate("navigator.clipboard.readText()") == "harbour was quiet\nand the harbour"


@pytest.mark.parametrize("quarters", [0, 1])
def test_each_word_lies_over_its_own_place(visit: Visit, book: list[Page], quarters: int) -> None:
    window = visit.viewer(f"/pages/{book[0].pk}")
    window.keyboard.press("t")
    for _ in range(quarters):
        window.keyboard.press("]")
    window.wait_for_timeout(200)
    for n in (0, 3, 8):
        laid = window.locator(".words span").nth(n).bounding_box()
        window.locator(".text span[data-b]").nth(n).hover()
        box = window.locator(".overlay .pointed").bounding_box()
        assert laid
        assert box
        for side, slack in (("x", 4), ("y", 4), ("width", 9), ("height", 9)):
            assert abs(laid[side] - box[side]) < slack, f"word {n}: {side} {laid} {box}"


def test_a_link_to_selected_words_opens_on_them_framed(visit: Visit, book: list[Page]) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    window = visit.viewer(f"/pages/{book[0].pk}")
    window.evaluate(
        "() => { const w = document.querySelectorAll('.text span[data-b]');"
        " getSelection().setBaseAndExtent(w[1].firstChild, 0, w[2].firstChild, 3); }"
    )
    window.keyboard.press("l")
    until(window, "document.querySelector('.toast').textContent !== ''")
    link = window.evaluate("navigator.clipboard.readText()")
    assert re.search(r"/pages/\d+\?spot=[\d.]+,[\d.]+,[\d.]+,[\d.]+,0$", link)
    window = visit.viewer(link.removeprefix(visit.address))
    frame = window.locator(".overlay .spot").bounding_box()
    stage = window.locator(".deep").bounding_box()
    assert frame
    assert stage
    assert frame["width"] > 0.4 * stage["width"], "it opens close to the spot"
    middle = frame["x"] + frame["width"] / 2 - stage["x"]
    assert abs(middle - stage["width"] / 2) < 0.15 * stage["width"]
    words = [window.locator(f".text span[data-b] >> nth={n}") for n in (1, 2)]
    for word in words:
        word.hover()
        box = window.locator(".overlay .pointed").bounding_box()
        assert box
        assert frame["x"] - 2 <= box["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 2


def test_a_frame_is_drawn_and_its_address_given(visit: Visit, book: list[Page]) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    window = visit.viewer(f"/pages/{book[0].pk}")
    stage = window.locator(".deep").bounding_box()
    assert stage
    window.click("[popovertarget=share]")
    window.click("[data-spot=draw]")
    before = window.evaluate(MATRIX)
    x, y = stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2
    window.mouse.move(x - 60, y - 40)
    window.mouse.down()
    window.mouse.move(x + 60, y + 40, steps=4)
    window.mouse.up()
    until(window, "document.querySelector('#address').value.includes('spot=')")
    assert window.evaluate(MATRIX) == before
    drawn = window.locator(".overlay .spot").bounding_box()
    assert drawn
    assert abs(drawn["width"] - 120) < 6
    assert abs(drawn["x"] - (x - 60)) < 4
    window.keyboard.press("Escape")
    window.mouse.move(x, y)
    window.mouse.down()
    window.mouse.move(x + 50, y, steps=3)
    window.mouse.up()
    until(window, f"{MATRIX} !== {before!r}")  # afterwards a drag moves the page again


def test_light_and_contrast_change_the_view_and_stay_on_the_next_page(visit: Visit, book: list[Page]) -> None:
    window = visit.viewer(f"/pages/{book[0].pk}")
    filtered = "document.querySelector('.deep canvas').style.filter"
    assert window.evaluate(filtered) == ""
    window.click("[popovertarget=look]")
    window.focus("#contrast")
    for _ in range(4):
        window.keyboard.press("ArrowRight")
    assert window.evaluate(filtered) == "contrast(1.2)"
    window.keyboard.press("Escape")
    window.keyboard.press("i")
    assert window.evaluate(filtered) == "contrast(1.2) invert(1)"
    window = visit.viewer(f"/pages/{book[1].pk}")
    assert window.evaluate(filtered) == "contrast(1.2) invert(1)"
    window.click("[popovertarget=look]")
    window.click("#look button[type=reset]")
    until(window, f"{filtered} === ''")


def test_a_citation_is_copied(visit: Visit, book: list[Page]) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    window = visit.viewer(f"/pages/{book[0].pk}")
    window.keyboard.press("c")
    window.click("#cite .citations > div:nth-child(2) button")
    until(window, "document.querySelector('#cite .done') !== null")
    assert "“A logbook.”" in window.evaluate("navigator.clipboard.readText()")
    with window.expect_download() as download:
        window.click("#cite >> text=BibTeX")
    assert "@misc" in Path(download.value.path()).read_text()


def test_every_key_of_the_list_is_one_that_works(visit: Visit, book: list[Page]) -> None:
    window = visit.viewer(f"/pages/{book[0].pk}")
    window.keyboard.press("?")
    keys = window.locator("#keys kbd").all_inner_texts()
    script = (Path(__file__).parents[2] / "static" / "js" / "keys.js").read_text()
    names = {"Page down": "PageDown", "Page up": "PageUp", "−": "-", "Shift": "N: "} | dict(
        zip("←→↑↓", ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"), strict=True)
    )
    for key in keys:
        assert names.get(key, key) in script, key
    window.keyboard.press("?")
    assert window.locator("#keys").is_hidden()


def test_everything_is_reached_by_keyboard_and_panels_give_the_focus_back(visit: Visit, book: list[Page]) -> None:
    window = visit.viewer(f"/pages/{book[0].pk}")
    window.focus("[popovertarget=take]")
    window.keyboard.press("Enter")
    window.keyboard.press("Tab")
    assert window.evaluate("document.activeElement.closest('#take') !== null")
    window.keyboard.press("Escape")
    assert window.evaluate("document.activeElement.getAttribute('popovertarget')") == "take"


def test_a_finger_finds_word_and_place_both_ways(phone: Visit, book: list[Page]) -> None:
    window = phone.viewer(f"/pages/{book[0].pk}")
    window.evaluate("document.querySelectorAll('.text span[data-b]')[2].scrollIntoView()")
    window.locator(".text span[data-b] >> nth=3").tap()
    assert window.locator(".overlay .pointed").count() == 1
    box = window.locator(".overlay .pointed").bounding_box()
    assert box
    window.evaluate("scrollTo(0, 0)")
    window.wait_for_timeout(200)
    box = window.locator(".overlay .pointed").bounding_box()
    window.locator(".text span[data-b] >> nth=0").dispatch_event("click")
    window.wait_for_timeout(300)
    window.evaluate("document.querySelector('.deep').scrollIntoView({block: 'center'})")
    box = window.locator(".overlay .pointed").bounding_box()
    assert box
    window.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    until(window, "document.querySelector('.pointed-at')?.textContent === 'The'")


def test_the_page_on_paper_has_image_text_and_citation(visit: Visit, book: list[Page]) -> None:
    window = visit.to(f"/pages/{book[0].pk}/print?q=harbour")
    window.wait_for_load_state("networkidle")
    assert window.evaluate("document.querySelector('.plain-page img').naturalWidth") > 0
    window.emulate_media(media="print")
    assert window.locator(".plain-page").is_visible()
    assert "harbour bell rang" in window.locator(".reading").inner_text()
    assert "“A logbook.”" in window.locator(".source").inner_text()
    assert window.locator(".masthead").is_hidden()
    assert window.locator(".screen-only").first.is_hidden()


def test_a_rail_along_the_record_leads_to_the_leaves_with_the_words(visit: Visit, book: list[Page]) -> None:
    record = book[0].record
    for number in range(197):
        scanned.page("harbour light" if number == 150 else "nothing of note", of=record)
    assert index_page(Page.objects.filter(record=record).order_by("order")[153].pk)
    follower.catch_up()
    window = visit.to(f"/records/{record.pk}?q=harbour")
    assert [link.strip() for link in window.locator(".pins a").all_inner_texts()][:3] == ["1", "3", "154"]
    assert window.locator(".rail rect").count() == 3
    assert window.locator(".leaves .found").count() == 2
    rail = window.locator(".rail").bounding_box()
    assert rail
    window.mouse.click(rail["x"] + rail["width"] * 153.5 / 200, rail["y"] + rail["height"] / 2)
    until(window, "document.activeElement.closest('li')?.dataset.n === '153'")
    assert "found" in str(window.evaluate("document.activeElement.closest('li').className"))


def test_a_reader_gets_from_question_to_citation_with_the_keyboard_alone(visit: Visit, book: list[Page]) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    window = visit.to("/")
    window.keyboard.type('"harbour"')  # the field has the focus
    with window.expect_navigation():
        window.keyboard.press("Enter")
    for _ in range(15):
        window.keyboard.press("Tab")
        if window.evaluate("document.activeElement.closest('.results h2') !== null"):
            break
    with window.expect_navigation():
        window.keyboard.press("Enter")
    window.wait_for_selector(".deep[data-state=ready]")
    window.keyboard.press("n")
    assert window.locator(".overlay .chosen").count() == 1
    window.keyboard.press("c")
    for _ in range(6):
        window.keyboard.press("Tab")
        if window.evaluate("document.activeElement.dataset.copy === 'cite-1'"):
            break
    window.keyboard.press("Enter")
    until(window, "document.querySelector('#cite .done') !== null")
    assert window.evaluate("navigator.clipboard.readText()").startswith("“A logbook.” HM 1/2")
    window.keyboard.press("Escape")
    with window.expect_navigation():
        window.keyboard.press("Shift+N")
    assert "Result 2" in window.locator(".listed").inner_text()
