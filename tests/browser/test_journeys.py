"""The three people from first visit to goal: a real instance that really reads, over a slow wire that is cut.

An archivist who was invited brings in a folder and finds a word of it marked on its page; a researcher on a slow
line finds, cites and takes away; an admin finds out why pages halted, has them read another way, and sees in
history what was done.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Window

from archive import collections
from archive.models import Page
from search import follower
from search.tasks import index_page
from tests import makers, scanned
from tests.browser.axe import assert_clean
from tests.browser.conftest import Visit, until
from tests.browser.wire import Wire
from tests.running import Instance, manage, small_page, wait_for

pytestmark = pytest.mark.browser
PASSWORD = "a-fine-long-one"
#: A telephone line, and one that only takes its time: bytes a second.
THIN, FAIR = 250_000, 1 << 30
LEAVES = (
    ("The lighthouse burned all night", "and the pilots saw it from the bar"),
    ("A schooner lay at anchor", "with her sails torn by the gale"),
    ("The bishop paid for the bell", "that hangs above the granary"),
)


def scans(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for number, lines in enumerate(LEAVES, 1):
        # Not packed, so that they take their time on the wire.
        small_page(*lines, *["and nothing else was seen"] * 5).page().image.convert("RGB").save(
            folder / f"leaf {number}.tif"
        )
    return folder


def asked_until(window: Window, address: str, words: str, seconds: float = 120) -> None:
    """Asks the page again and again, as a person would who waits."""
    end = time.monotonic() + seconds
    while words not in window.inner_text("main"):
        assert time.monotonic() < end, f"never said: {words}\n{window.inner_text('main')}"
        window.wait_for_timeout(700)
        window.goto(address)


def tab_to(window: Window, true: str) -> None:
    """Goes on by the tabulator until the focus is where it should be."""
    for _ in range(80):
        window.keyboard.press("Tab")
        if window.evaluate(f"(() => {{ const here = document.activeElement; return {true}; }})()"):
            return
    raise AssertionError(f"not reached by keyboard: {true}")


@pytest.mark.slow
def test_an_archivist_comes_by_invitation_and_finds_what_was_brought_in(browser: Browser, tmp_path: Path) -> None:
    home, box = tmp_path / "home", scans(tmp_path / "in" / "Harbour office")
    with Instance(home, "--no-demo") as instance:
        instance.wait_until_up()
        invite = (
            "from archive import collections; from archive.people import invitations;"
            "from django.contrib.auth.models import User;"
            "where = collections.create('harbour', 'Harbour', visibility='public');"
            "print(invitations.invite(User.objects.get(), where, 'curator', 'Grace', 3)[1])"
        )
        secret = manage(home, "shell", "-v0", "-c", invite).stdout.split()[-1]
        wire = Wire(instance.port)
        visit = Visit(browser.new_context(viewport={"width": 1280, "height": 900}), f"http://127.0.0.1:{wire.port}")

        # The door.
        window = visit.to(f"/invitations/{secret}")
        assert_clean(window, "the invitation")
        for label, said in (
            ("User name", "grace"),
            ("Password", PASSWORD),
            ("Password confirmation", PASSWORD),
        ):
            window.get_by_label(label, exact=True).fill(said)
        window.click("text=Make my account and accept")
        window.wait_for_url("**/collections/harbour")

        # A series of her own, described.
        visit.to("/desk")
        assert_clean(window, "the desk")
        window.click("text=New below")
        window.get_by_label("Title").fill("Letters of the office")
        window.click("text=Make the collection")
        window.wait_for_url("**/collections/letters-of-the-office")
        visit.to("/collections/letters-of-the-office/describe")
        window.fill("[name=description]", "Letters that came to the harbour office.")
        window.click("main form button[type=submit]")
        window.wait_for_selector(".said")

        # A folder over a line that breaks.
        visit.to("/collections/letters-of-the-office/upload")
        window.wait_for_selector("form.scripted")
        window.set_input_files("#folder", str(box))
        window.check("[name=record_per][value=all]")
        wire.rate = THIN
        window.click("form.uploading [type=submit]")
        start = wire.carried
        wait_for(lambda: wire.carried - start > 700_000, 60)
        wire.cut()
        window.wait_for_selector(".coming .is-offline", timeout=60_000)
        assert "goes on by itself" in window.inner_text(".coming")
        begun: list[int] = []
        window.on("request", lambda asked: begun.append(int(asked.headers.get("upload-offset", -1))))
        wire.rate = FAIR
        wire.mend()
        window.wait_for_selector("form.finished", timeout=60_000)
        assert max(begun) > 0, "what had come was sent again"
        assert "3 taken in" in window.inner_text(".told")
        # While the line was cut the browser said so itself, rightly.
        visit.complaints = [said for said in visit.complaints if "ERR_" not in said]
        window.click(".leave")
        window.wait_for_selector("text=Undo this accession")
        assert_clean(window, "the accession")

        # The record: named, its pages in another order by keyboard.
        window.click(".covers a >> nth=0")
        record = window.url.split("?")[0]
        window.goto(f"{record}/edit")
        window.fill("[name=title]", "Letters of the winter")
        window.click("main form button[type=submit] >> nth=0")
        window.wait_for_selector("h1:has-text('Letters of the winter')")
        asked_until(window, record, "3 pages")
        window.goto(f"{record}/pages")
        until(window, "document.querySelector('.tray li')?.draggable ?? false")
        order = "[...document.querySelectorAll('.tray li')].map((leaf) => leaf.dataset.page)"
        first, second, third = window.evaluate(order)
        window.focus(f"input[value='{first}']")
        window.keyboard.press("Alt+ArrowRight")
        until(window, "document.querySelector('.outcome')?.textContent.includes('1 page was moved') ?? false")
        assert window.evaluate(order) == [second, first, third]

        # And what was brought in is found, marked on its page.
        search = f"{visit.address}/search?q=lighthouse"
        window.goto(search)
        asked_until(window, search, "Letters of the winter")
        window.click("#result-1 h2 a")
        window.wait_for_selector(".deep[data-state=ready]")
        assert window.locator("h1").inner_text().startswith("Page 2")
        assert window.locator(".text .hit").inner_text() == "lighthouse"
        stage, mark = window.locator(".deep").bounding_box(), window.locator(".overlay rect.mark").bounding_box()
        assert stage
        assert mark
        assert stage["x"] < mark["x"] < mark["x"] + mark["width"] < stage["x"] + stage["width"]
        window.context.close()
        wire.close()
    assert visit.complaints == []


@pytest.fixture
def logbook(home: Path, transactional_db: None) -> Iterator[list[Page]]:
    """Three pages of a record; the harbour stands twice on the first and once on the third."""
    scanned.original_sha.cache_clear()
    scanned.rendered.cache_clear()
    shelf = collections.create("logs", "Logs", visibility="public")
    other = makers.record(makers.collection(visibility="public"), title="Dues")
    record = makers.record(shelf, title="A logbook", shelfmark="HM 1/2")
    pages = [
        scanned.page("The harbour was quiet\nand the harbour bell rang", "Nobody came", of=record),
        scanned.page("Another day of rain", of=record),
        scanned.page("Ships in the harbour", of=record),
        scanned.page("Dues of the harbour", of=other),
    ]
    for page in pages:
        assert index_page(page.pk)
    follower.catch_up()
    yield pages
    scanned.original_sha.cache_clear()
    scanned.rendered.cache_clear()


def test_a_researcher_on_a_slow_line_finds_cites_and_takes_away_by_keyboard(
    visit: Visit, logbook: list[Page]
) -> None:
    window = visit.page
    window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    window.context.new_cdp_session(window).send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 300, "downloadThroughput": 60_000, "uploadThroughput": 30_000},
    )
    visit.to("/")
    window.keyboard.type('"harbour"')  # the field has the focus
    with window.expect_navigation():
        window.keyboard.press("Enter")
    assert "2 pages" not in window.inner_text(".count")
    assert "words harbour" in " ".join(window.inner_text("#result-1 .reasons").split())
    assert_clean(window, "the results")

    # Only in one collection.
    window.focus("#where")
    window.keyboard.type("Logs")
    tab_to(window, "here.type === 'submit'")
    with window.expect_navigation():
        window.keyboard.press("Enter")
    assert "2 pages" in window.inner_text(".count")
    tab_to(window, f"(here.getAttribute('href') ?? '').startsWith('/pages/{logbook[0].pk}?')")
    with window.expect_navigation():
        window.keyboard.press("Enter")
    window.wait_for_selector(".deep[data-state=ready]", timeout=60_000)

    # From hit to hit, over the page without one.
    window.keyboard.press("n")
    assert window.locator(".hits output").inner_text() == "1 / 2"
    window.keyboard.press("n")
    with window.expect_navigation():
        window.keyboard.press("n")
    window.wait_for_selector(".deep[data-state=ready]", timeout=60_000)
    assert f"/pages/{logbook[2].pk}" in window.url

    # A link to the spot, a citation, the text, the page on paper.
    window.keyboard.press("l")
    until(window, "document.querySelector('.toast').textContent !== ''")
    link = window.evaluate("navigator.clipboard.readText()")
    assert f"/pages/{logbook[2].pk}?spot=" in link
    window.keyboard.press("c")
    tab_to(window, "here.closest('#cite .citations') !== null && here.tagName === 'BUTTON'")
    window.keyboard.press("Enter")
    until(window, "document.querySelector('#cite .done') !== null")
    assert "A logbook" in window.evaluate("navigator.clipboard.readText()")
    window.keyboard.press("Escape")
    window.focus("[popovertarget=take]")
    window.keyboard.press("Enter")
    tab_to(window, "(here.getAttribute('href') ?? '').endsWith('/text.txt')")
    with window.expect_download() as download:
        window.keyboard.press("Enter")
    assert "Ships in the harbour" in Path(download.value.path()).read_text()
    visit.to(f"/pages/{logbook[2].pk}/print")
    assert "Ships in the harbour" in window.locator(".reading").inner_text()

    # The link leads there again.
    visit.viewer(link.removeprefix(visit.address))
    assert window.locator(".overlay .spot").count() == 1
    assert_clean(window, "the page with its spot")


@pytest.mark.slow
def test_an_admin_finds_out_why_pages_halted_and_has_them_read_another_way(
    browser: Browser, tmp_path: Path
) -> None:
    home, box = tmp_path / "home", scans(tmp_path / "in")
    # An engine that is not installed: the most common of all reasons.
    with Instance(home, "--no-demo", MUNIMENT_ENGINE="tesseract", PATH=str(tmp_path)) as instance:
        instance.wait_until_up()
        assert manage(home, "ingest", "--collection", "harbour", str(box)).returncode == 0
        visit = Visit(browser.new_context(viewport={"width": 1280, "height": 900}), instance.url.rstrip("/"))
        window = visit.to("/sign-in?next=/work")
        window.fill("#id_username", "admin")
        window.fill("#id_password", (home / "admin-password.txt").read_text().strip())
        window.keyboard.press("Enter")
        window.wait_for_url(f"{visit.address}/work")
        asked_until(window, f"{visit.address}/work", "3 pages in 3 records")
        halt = window.locator(".halts > li")
        assert "An engine is not installed" in halt.inner_text()
        assert "read the pages again with another engine" in halt.locator(".advice").inner_text()
        assert_clean(window, "the work page")

        # Another engine reads them.
        halt.get_by_text("Read again with …").click()
        halt.get_by_label("Engine").select_option("rapidocr")
        halt.get_by_role("button", name="Read again").click()
        window.wait_for_selector(".said")
        asked_until(window, f"{visit.address}/work", "No page has halted.")
        search = f"{visit.address}/search?q=schooner"
        window.goto(search)
        asked_until(window, search, "schooner lay at anchor")

        # What was done stands in history, in sentences; the disk and the machine are looked after.
        visit.to("/history")
        assert "admin" in window.inner_text("main")
        assert "read again" in window.inner_text("main")
        assert_clean(window, "history")
        visit.to("/storage")
        assert_clean(window, "storage")
        visit.to("/administration/health")
        assert_clean(window, "health")

        # Somebody gets an account and a role.
        visit.to("/people/new")
        window.get_by_label("User name").fill("grace")
        window.click("main form button[type=submit]")
        window.wait_for_selector("#the-link")
        visit.to("/collections/harbour/people")
        by_name = window.locator("section[aria-labelledby=by-name]")
        by_name.get_by_role("textbox").fill("grace")
        by_name.get_by_role("button", name="Add").click()
        window.wait_for_selector(".said")
        visit.to("/history")
        assert "grace" in window.inner_text("main")

        # And in the tables: chosen pages are asked for again.
        visit.to("/admin/archive/page/")
        window.check("input[name=_selected_action] >> nth=0")
        window.select_option("select[name=action]", label="Read again")
        window.click("button[name=index]")
        window.wait_for_selector(".messagelist")
        window.context.close()
    assert visit.complaints == []
