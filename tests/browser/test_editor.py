"""The editor in a real browser: by keyboard, by two at once, through a crash and a sign-out, on a phone."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Browser
from playwright.sync_api import Page as Window

from archive import transcriptions
from archive.blocks import Block, Geometry, Kind, Line, PageText, Word
from archive.geometry import Box
from archive.models import Draft, Page
from search import follower
from search.tasks import index_page
from tests import makers, persons, written
from tests.browser.axe import assert_clean
from tests.browser.conftest import Visit, until
from tests.browser.test_desk import come_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("home")]
LINE = "and the harbour bell rang"
SAID = "document.querySelector('.standing [role=status]').dataset.said"


@pytest.fixture
def leaf(home: object) -> Page:
    where = makers.collection(visibility="public")
    persons.member(where, "editor", "grace")
    persons.member(where, "editor", "ada")
    record = makers.record(where, title="A log")
    return written.picture_of(
        makers.transcribed(f"The harbuor was quiet\n{LINE}\nat noon", "Nobody came", of=record)
    )


def open_editor(visit: Visit, name: str, page: Page) -> Window:
    window = come_in(visit, name, reverse("page-edit", args=[page.pk]))
    ready(window)
    return window


SELECTED = """(() => {
    const { value, selectionStart, selectionEnd } = document.activeElement;
    return value.slice(selectionStart, selectionEnd);
})()"""
CELLS = """[...document.querySelectorAll(".row")].map(
    (row) => [...row.querySelectorAll("textarea")].map((field) => field.value).join("|")
)"""


def ready(window: Window) -> None:
    until(window, "document.documentElement.dataset.editor === 'ready'")
    if window.locator(".stage .deep").count():
        window.wait_for_selector(".deep[data-state=ready]")


def focused(window: Window) -> str:
    return window.evaluate("document.activeElement.value ?? ''")


def lines(window: Window) -> list[str]:
    return window.evaluate(CELLS)


def said(window: Window, name: str) -> None:
    until(window, f"{SAID} === '{name}'")


def texts(page: Page) -> list[str]:
    page.refresh_from_db()
    assert page.current
    return [block.text for block in page.current.content().blocks]


def test_a_word_is_put_right_by_keyboard_and_found_in_its_new_spelling(visit: Visit, leaf: Page) -> None:
    assert index_page(leaf.pk)
    window = come_in(visit, "grace", leaf.get_absolute_url())
    window.wait_for_selector(".deep[data-state=ready]")
    with window.expect_navigation():
        window.keyboard.press("e")
    ready(window)
    assert focused(window) == "The harbuor was quiet"
    for key, line in (
        ("ArrowDown", LINE),
        ("Enter", "at noon"),
        ("Shift+Tab", LINE),
        ("ArrowUp", "The harbuor was quiet"),
    ):
        window.keyboard.press(key)
        assert focused(window) == line, key
    window.wait_for_selector(".glass img")
    assert window.locator(".at-line").count() == 1
    window.keyboard.press("Home")
    for _ in range(9):
        window.keyboard.press("ArrowRight")
    window.keyboard.press("Backspace")
    window.keyboard.press("Backspace")
    window.keyboard.type("ou")
    assert focused(window) == "The harouor was quiet"
    window.keyboard.press("Control+z")
    assert focused(window) == "The harbuor was quiet"
    window.keyboard.press("Home")
    for _ in range(7):
        window.keyboard.press("ArrowRight")
    for _ in range(4):
        window.keyboard.press("Delete")
    window.keyboard.type("bour")
    window.keyboard.press("Control+s")
    said(window, "saved")
    assert texts(leaf) == ["The harbour was quiet\n" + LINE + "\nat noon", "Nobody came"]
    assert index_page(leaf.pk)
    follower.catch_up()
    window = visit.viewer(f"{leaf.get_absolute_url()}?q=harbour")
    assert window.locator(".overlay .mark").count() == 2, "the word is marked in its new spelling"


def test_lines_are_split_joined_moved_deleted_and_all_of_it_is_undone(visit: Visit, leaf: Page) -> None:
    window = open_editor(visit, "grace", leaf)
    before = lines(window)
    window.keyboard.press("Control+ArrowRight")
    window.keyboard.press("Shift+Enter")
    assert lines(window)[:2] == ["The", "harbuor was quiet"]
    window.keyboard.press("Backspace")
    assert lines(window) == before, "at its beginning a line is joined with the one above"
    window.keyboard.press("End")
    window.keyboard.press("Delete")
    assert lines(window)[0] == f"{before[0]} {before[1]}"
    window.keyboard.press("Control+z")
    window.keyboard.press("Alt+ArrowDown")
    assert lines(window)[:2] == [before[1], before[0]]
    for _ in range(2):
        window.keyboard.press("Alt+ArrowDown")
    assert window.locator(".block").nth(1).locator("textarea").first.input_value() == before[0], "in the next block"
    window.keyboard.press("Alt+Delete")
    said(window, "again")
    assert before[0] in lines(window)
    window.keyboard.press("Alt+Delete")
    assert before[0] not in lines(window)
    window.keyboard.press("Alt+Enter")
    window.keyboard.type("A new line")
    window.keyboard.press("Alt+Shift+ArrowUp")
    assert "A new line" in lines(window)[:2]
    for _ in range(20):
        window.keyboard.press("Control+z")
    assert lines(window) == before
    assert window.locator(".block").count() == 2
    for _ in range(20):
        window.keyboard.press("Control+y")
    assert "A new line" in lines(window)
    window.keyboard.press("Control+s")
    said(window, "saved")
    now = lines(window)
    window.keyboard.press("Control+z")
    assert lines(window) != now, "what was saved can be undone as well"
    window.keyboard.press("Control+y")
    window.keyboard.press("Control+Enter")
    said(window, "approved")
    leaf.refresh_from_db()
    assert leaf.current
    assert leaf.current.status == "reviewed"


def test_kinds_and_frames_are_changed_by_keyboard(visit: Visit, leaf: Page) -> None:
    window = open_editor(visit, "grace", leaf)
    window.click("[popovertarget=block-menu]")
    window.select_option("#block-kind", "heading")
    window.select_option("#block-level", "2")
    window.keyboard.press("Escape")
    until(window, "document.activeElement.value?.startsWith('The harbuor')")
    window.click("[popovertarget=block-menu]")
    window.click("[data-do=placeBlock]")
    window.wait_for_selector(".overlay .frame")
    for key in ("ArrowDown", "ArrowDown", "Shift+Control+ArrowDown"):
        window.keyboard.press(key)
    window.keyboard.press("Enter")
    said(window, "drawn")
    window.click("[popovertarget=block-menu]")
    window.click("[data-do=addBlock]")
    deep = window.locator(".deep").bounding_box()
    assert deep
    window.mouse.move(deep["x"] + deep["width"] / 2 - 80, deep["y"] + deep["height"] / 2)
    window.mouse.down()
    window.mouse.move(deep["x"] + deep["width"] / 2 + 80, deep["y"] + deep["height"] / 2 + 30, steps=4)
    window.mouse.up()
    window.keyboard.press("Enter")
    window.keyboard.type("Written on the margin")
    window.keyboard.press("Control+s")
    said(window, "saved")
    leaf.refresh_from_db()
    assert leaf.current
    old = leaf.transcriptions.get(number=1).content().blocks
    blocks = leaf.current.content().blocks
    assert (blocks[0].kind, blocks[0].level) == ("heading", 2)
    assert abs(blocks[0].box.y0 - old[0].box.y0 - 0.004) < 1e-5
    assert abs(blocks[0].box.y1 - old[0].box.y1 - 0.024) < 1e-5
    assert blocks[1].text == "Written on the margin"
    assert 0.4 < blocks[1].box.y0 < blocks[1].box.y1 < 0.6


def test_tables_are_written_cell_by_cell(visit: Visit, leaf: Page) -> None:
    table = makers.block("Ship\tSalt\nMaria\t12", kind=Kind.TABLE)
    version = transcriptions.add(leaf, PageText((table,)), turn=0, made_by="machine", engine="test")
    Page.objects.filter(pk=leaf.pk).update(current=version)
    window = open_editor(visit, "grace", leaf)
    assert lines(window) == ["Ship|Salt", "Maria|12"]
    window.keyboard.press("Tab")
    window.keyboard.press("Enter")
    assert focused(window) == "12"
    window.keyboard.press("Control+a")
    window.keyboard.type("17")
    window.keyboard.press("Alt+Enter")
    window.keyboard.press("Shift+Tab")
    window.keyboard.press("Tab")
    window.keyboard.type("3")
    assert lines(window) == ["Ship|Salt", "Maria|17", "|3"]
    window.click("[popovertarget=line-menu]")
    window.click("[data-do=addColumn]")
    assert lines(window) == ["Ship|Salt|", "Maria|17|", "|3|"]
    window.keyboard.press("Control+z")
    window.keyboard.press("Control+s")
    said(window, "saved")
    assert texts(leaf) == ["Ship\tSalt\nMaria\t17\n\t3"]
    assert_clean(window, "a table")


def test_two_at_once_keep_what_both_wrote(visit: Visit, browser: Browser, live_server: object, leaf: Page) -> None:
    mine = open_editor(visit, "grace", leaf)
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    theirs = open_editor(Visit(context, str(live_server)), "ada", leaf)
    theirs.keyboard.press("End")
    theirs.keyboard.type(" and dark")
    theirs.keyboard.press("Control+s")
    said(theirs, "saved")
    context.close()
    mine.keyboard.press("End")
    mine.keyboard.type(" and cold")
    for _ in range(3):
        mine.keyboard.press("Enter")
    mine.keyboard.press("End")
    mine.keyboard.type(" at all")
    mine.keyboard.press("Control+s")
    mine.wait_for_selector(".merge:not([hidden])")
    visit.complaints[:] = [said for said in visit.complaints if "409" not in said]
    assert "ada" in mine.inner_text(".merge h2")
    assert lines(mine) == ["The harbuor was quiet and dark", LINE, "at noon", "Nobody came at all"]
    assert_clean(mine, "two at once")
    until(mine, f"{SAID} === 'kept'", 15)
    ready(visit.to(reverse("page-edit", args=[leaf.pk])))  # before anything was chosen the browser is gone
    mine.click("[data-do=takeDraft]")
    mine.wait_for_selector(".merge:not([hidden])")
    mine.get_by_role("radio", name="Both").check()
    assert lines(mine)[:2] == ["The harbuor was quiet and dark", "The harbuor was quiet and cold"]
    mine.keyboard.press("Control+s")
    said(mine, "saved")
    assert texts(leaf) == [
        f"The harbuor was quiet and dark\nThe harbuor was quiet and cold\n{LINE}\nat noon",
        "Nobody came at all",
    ]


def test_a_crash_takes_nothing(visit: Visit, leaf: Page) -> None:
    window = open_editor(visit, "grace", leaf)
    window.keyboard.type("Once ")
    window.context.set_offline(True)  # what was typed last reached nobody
    window.keyboard.type("upon ")
    said(window, "keptHere")
    window.goto("about:blank")
    window.context.set_offline(False)
    visit.complaints.clear()
    ready(visit.to(reverse("page-edit", args=[leaf.pk])))
    assert "did not save" in window.inner_text(".offer")
    window.keyboard.press("Control+Enter")
    window.click("text=Nobody came", force=True)
    window.keyboard.type("x")
    assert leaf.transcriptions.count() == 1, (
        "before it is decided what becomes of the draft nothing takes its place"
    )
    window.focus("[data-do=takeDraft]")
    assert_clean(window, "a draft")
    window.keyboard.press("Enter")  # the offer has the focus
    assert lines(window)[0] == "Once upon The harbuor was quiet"
    window.keyboard.press("Control+z")
    assert lines(window)[0] == "The harbuor was quiet"
    window.keyboard.press("Control+y")
    said(window, "kept")
    assert Draft.objects.get().content["regions"][0]["rows"][0]["text"].startswith("Once upon")
    window.keyboard.press("Control+s")
    said(window, "saved")
    ready(visit.to(reverse("page-edit", args=[leaf.pk])))
    assert window.locator(".offer").is_hidden()


def test_a_draft_from_an_older_version_is_put_together_with_what_stands_there(visit: Visit, leaf: Page) -> None:
    window = open_editor(visit, "grace", leaf)
    window.keyboard.type("Once ")
    said(window, "kept")
    base = leaf.current
    assert base
    text = base.content()
    now = transcriptions.add(
        leaf, PageText((text.blocks[0], makers.block("Somebody came", 0.5))), turn=0, made_by="person"
    )
    Page.objects.filter(pk=leaf.pk).update(current=now)
    ready(visit.to(reverse("page-edit", args=[leaf.pk])))
    assert "version 2 stands here" in window.inner_text(".offer")
    window.keyboard.press("Enter")
    window.wait_for_selector(".merge:not([hidden])")
    assert lines(window) == ["Once The harbuor was quiet", LINE, "at noon", "Somebody came"]
    window.keyboard.press("Control+s")
    said(window, "saved")


def test_whoever_was_signed_out_signs_in_beside_and_goes_on(visit: Visit, leaf: Page) -> None:
    window = open_editor(visit, "grace", leaf)
    Session.objects.all().delete()
    window.keyboard.type("Once ")
    said(window, "signedOut")
    visit.complaints.clear()
    with window.context.expect_page() as opened:
        window.get_by_role("link", name="sign in in another window").click()
    other = opened.value
    other.fill("#id_username", "grace")
    other.fill("#id_password", persons.PASSWORD)
    other.keyboard.press("Enter")
    other.wait_for_url("**/edit")
    other.close()
    window.keyboard.press("Control+s")
    said(window, "saved")
    assert texts(leaf)[0].startswith("Once The harbuor")


def test_letters_that_keyboards_lack_and_finding(visit: Visit, leaf: Page) -> None:
    window = open_editor(visit, "grace", leaf)
    window.keyboard.press("F2")
    window.keyboard.press("ArrowRight")
    window.keyboard.press("Enter")
    assert focused(window) == "ßThe harbuor was quiet"
    window.keyboard.press("F2")
    window.keyboard.press("F2")
    assert window.evaluate("document.activeElement.dataset.letter") == "ß", "what was used last stands first"
    window.keyboard.press("Escape")
    window.keyboard.press("F3")
    window.keyboard.type("HARBOUR")
    window.keyboard.press("Enter")
    assert window.inner_text("#finding output") == "1 of 1"
    window.keyboard.press("Escape")
    assert focused(window) == LINE
    assert window.evaluate(SELECTED) == "harbour"


def test_another_reading_is_taken_by_key(visit: Visit, leaf: Page) -> None:
    leaf.transcriptions.update(reading=1)
    other = makers.transcribed("The harbour was quiet\nand the harbour bell rang\nat noon", "Nobody came").current
    assert other
    transcriptions.add(leaf, other.content(), turn=0, made_by="machine", engine="other", reading=2)
    window = open_editor(visit, "grace", leaf)
    assert "harbour" in window.inner_text(".offers")
    assert_clean(window, "another reading")
    window.keyboard.press("Alt+1")
    assert focused(window) == "The harbour was quiet"
    assert window.locator(".offers").count() == 0


def test_a_phone_has_room_for_it(phone: Visit, leaf: Page) -> None:
    window = open_editor(phone, "grace", leaf)
    window.locator(".row textarea").nth(3).tap()
    window.wait_for_selector(".row.current .glass img")
    for way in ("ltr", "rtl"):
        window.evaluate("(way) => { document.documentElement.dir = way }", way)
        assert window.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    window.evaluate("document.documentElement.removeAttribute('dir')")
    field = window.locator(".row textarea").nth(3).bounding_box()
    stage = window.locator(".stage").bounding_box()
    assert field
    assert stage
    assert field["y"] >= stage["y"] + stage["height"], "the image does not lie over what one writes"
    assert field["y"] + field["height"] < 790, "nor do the buttons"
    window.keyboard.press("End")
    window.keyboard.type(" today")
    window.get_by_role("button", name="Save", exact=True).tap()
    said(window, "saved")
    assert texts(leaf)[1] == "Nobody came today"
    assert_clean(window, "on a phone")


def test_the_editor_has_no_faults_that_a_machine_finds(visit: Visit, leaf: Page) -> None:
    window = open_editor(visit, "grace", leaf)
    assert_clean(window, "the editor")
    menus = [f"[popovertarget={name}]" for name in ("line-menu", "block-menu", "keys")]
    for opener in [*menus, "[data-do=letters]"]:
        window.click(opener)
        assert_clean(window, opener)
        window.keyboard.press("Escape")


def test_lines_that_run_downwards_are_written_downwards(visit: Visit, leaf: Page) -> None:
    said, letters, stood = "港は静かな夜\n鐘が鳴った", [], []
    for column, line in enumerate(said.split("\n")):
        start, x = sum(len(each) + 1 for each in said.split("\n")[:column]), 0.8 - 0.05 * column
        stood.append(Line(start, start + len(line), Box(x, 0.1, x + 0.03, 0.1 + 0.05 * len(line))))
        for n in range(len(line)):
            box = Box(x, 0.1 + 0.05 * n, x + 0.03, 0.15 + 0.05 * n)
            letters.append(Word(start + n, start + n + 1, box, 0.9, Geometry.DETECTED))
    block = Block(Kind.TEXT, Box(0.7, 0.1, 0.83, 0.5), said, tuple(stood), tuple(letters))
    hebrew = makers.block("הנמל היה שקט", 0.7)
    version = transcriptions.add(leaf, PageText((block, hebrew)), turn=0, made_by="machine", engine="test")
    Page.objects.filter(pk=leaf.pk).update(current=version)
    window = open_editor(visit, "grace", leaf)
    field = "document.activeElement"
    assert window.evaluate(f"getComputedStyle({field}).writingMode") == "vertical-rl"
    assert window.locator(".glass.tall").count() == 1
    window.keyboard.press("ArrowLeft")
    assert focused(window) == "鐘が鳴った", "the next line stands to the left"
    window.keyboard.press("ArrowRight")
    assert focused(window) == "港は静かな夜"
    window.keyboard.press("Enter")
    window.keyboard.press("Enter")
    assert window.evaluate(f"getComputedStyle({field}).direction") == "rtl"
    assert_clean(window, "downwards and from the right")
