"""Uploading in a real browser: over a connection that drops, with a page that is opened anew, by a plain form."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connection
from PIL import Image
from playwright.sync_api import Browser, Page

from archive import tasks
from archive.models import Accession, Collection, Membership, Original, Record, Upload
from archive.uploading import beginning
from tests import makers
from tests.browser.axe import assert_clean
from tests.browser.conftest import Visit, until
from tests.browser.wire import Wire
from tests.pictures import fields
from tests.running import Instance, manage, small_page, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a long password"


@pytest.fixture
def collection(home: Path) -> Collection:
    editor = get_user_model().objects.create_user("ed", password=PASSWORD)
    made = makers.collection()
    Membership.objects.create(collection=made, person=editor, role="editor")
    return made


@pytest.fixture
def worker() -> Iterator[None]:
    """Takes in what has come, as a Celery worker would."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.2):
            for pk in Accession.objects.filter(undone_at=None).values_list("pk", flat=True):
                tasks.take_in(pk)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    over.set()
    thread.join()


def sign_in(visit: Visit, name: str = "ed", password: str = PASSWORD) -> Page:
    window = visit.to("/sign-in")
    window.fill("[name=username]", name)
    window.fill("[name=password]", password)
    window.click("main button[type=submit]")
    window.wait_for_load_state("networkidle")
    return window


def folder_of(path: Path, *sizes: int) -> Path:
    """Scans of about so many kilobytes, not packed, so that they take their time."""
    path.mkdir(parents=True)
    for number, size in enumerate(sizes, 1):
        Image.effect_noise((1000, size), 60).save(path / f"page {number}.tif")
    return path


def slow(window: Page, bytes_a_second: int) -> None:
    window.context.new_cdp_session(window).send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 5, "downloadThroughput": -1, "uploadThroughput": bytes_a_second},
    )


def test_a_folder_becomes_one_record_and_every_file_says_what_became_of_it(
    visit: Visit, collection: Collection, worker: None, tmp_path: Path
) -> None:
    box = folder_of(tmp_path / "in" / "Log of the Mercury", 20, 20)
    (box / "note.png").write_bytes(b"no picture at all")
    (box / ".DS_Store").write_bytes(b"litter")
    (box / "sheet.csv").write_text("file,title\nLog of the Mercury,The log\n")
    window = sign_in(visit)
    window.goto(f"{visit.address}/collections/{collection.slug}/upload")
    window.set_input_files("#folder", str(box))
    rows = window.locator(".coming li")
    assert rows.count() == 4  # litter is no file
    assert "3 files" in window.inner_text("form.uploading [type=submit]")
    window.check("[name=record_per][value=all]")
    window.click("form.uploading [type=submit]")
    window.wait_for_selector("form.finished")
    assert "2 taken in" in window.inner_text(".told")
    assert "1 refused" in window.inner_text(".told")
    assert "none of the types" in rows.nth(0).inner_text()
    record = Record.objects.get()
    assert record.title == "Log of the Mercury"  # the folder's name stood in for a title
    window.click(".leave")
    window.wait_for_selector("text=The metadata sheet")
    window.click("text=See what it changes")
    assert window.inner_text(".rewritten ins") == "The log"
    window.click("text=Change 1 record")
    record.refresh_from_db()
    assert record.title == "The log"


def test_files_and_folders_are_dropped(visit: Visit, collection: Collection) -> None:
    window = sign_in(visit)
    window.goto(f"{visit.address}/collections/{collection.slug}/upload")
    window.wait_for_selector("form.scripted")
    carried = window.evaluate_handle(
        """() => {
            const carried = new DataTransfer();
            carried.items.add(new File(["one"], "one.png"));
            carried.items.add(new File(["two"], "two.png"));
            return carried;
        }"""
    )
    window.dispatch_event(".zone", "dragenter", {"dataTransfer": carried})
    assert "over" in window.get_attribute(".zone", "class").split()
    window.dispatch_event(".zone", "drop", {"dataTransfer": carried})
    until(window, "document.querySelectorAll('.coming li').length === 2")
    assert "over" not in window.get_attribute(".zone", "class").split()
    window.dispatch_event(".zone", "drop", {"dataTransfer": carried})  # the same once more
    window.click(".coming li:first-child .off")
    assert window.locator(".coming li").all_inner_texts()[0].startswith("two.png")


def test_a_file_the_browser_may_not_read_is_named(visit: Visit, collection: Collection) -> None:
    window = sign_in(visit)
    window.goto(f"{visit.address}/collections/{collection.slug}/upload")
    window.wait_for_selector("form.scripted")
    window.evaluate(
        """async () => {
            const file = (name, fails) => ({
                isFile: true, fullPath: `/folder/${name}`, name,
                file: (yes, no) => (fails ? no(new Error("no")) : yes(new File(["one"], name))),
            });
            const some = [[file("a.png"), file("locked.png", true)], []];
            const folder = { isFile: false, fullPath: "/folder", name: "folder",
                createReader: () => ({ readEntries: (yes) => yes(some.shift()) }) };
            const event = new Event("drop", { bubbles: true });
            event.dataTransfer = { items: [{ kind: "file", webkitGetAsEntry: () => folder }], files: [] };
            document.dispatchEvent(event);
        }"""
    )
    # A line has its name at once, and what is said of it with the next picture.
    until(window, "document.querySelectorAll('.coming li').length === 2")
    until(window, "document.querySelector('.coming').innerText.includes('the browser may not read it')")
    assert "1 file" in window.inner_text(".tally")


def test_whoever_is_signed_out_meanwhile_signs_in_beside_and_it_goes_on(
    visit: Visit, collection: Collection, worker: None, tmp_path: Path
) -> None:
    window = sign_in(visit)
    window.goto(f"{visit.address}/collections/{collection.slug}/upload")
    window.wait_for_selector("form.scripted")
    fields(60, 80).save(tmp_path / "one.png")
    window.set_input_files("[name=files]", tmp_path / "one.png")
    window.route(
        "**/uploads/*", lambda route: route.abort() if route.request.method == "PATCH" else route.continue_()
    )
    window.click("form.uploading [type=submit]")
    until(window, "document.querySelector('.travel:not([hidden])')")
    Session.objects.all().delete()
    window.wait_for_selector("text=You were signed out")
    window.unroute("**/uploads/*")
    other = window.context.new_page()
    other.goto(f"{visit.address}/sign-in")
    other.fill("#id_username", "ed")
    other.fill("#id_password", PASSWORD)
    other.keyboard.press("Enter")
    other.wait_for_url(f"{visit.address}/")
    other.close()
    visit.complaints.clear()  # of requests that were refused
    window.evaluate("window.dispatchEvent(new Event('focus'))")
    window.wait_for_selector("form[data-state=finished]")
    visit.complaints.clear()
    assert Record.objects.count() == 1


def test_a_page_opened_anew_goes_on_where_the_bytes_ended(
    visit: Visit, collection: Collection, worker: None, tmp_path: Path
) -> None:
    box = folder_of(tmp_path / "in" / "box", 30, 2500)
    window = sign_in(visit)
    window.goto(f"{visit.address}/collections/{collection.slug}/upload")
    window.set_input_files("#folder", str(box))
    slow(window, 400_000)
    window.click("form.uploading [type=submit]")
    until(window, "document.querySelector('.whole').value > 0.3", 20)
    window.on("dialog", lambda dialog: dialog.accept())
    accession = Accession.objects.get()
    window.goto(f"{visit.address}/accessions/{accession.pk}")  # asks whether to leave; we do
    wait_for(lambda: 0 < _received(accession, "box/page 2.tif") < 2_500_000, 20)
    begun: list[str] = []
    window.on(
        "request",
        lambda asked: begun.append(asked.headers.get("upload-offset", "")) if asked.method == "PATCH" else None,
    )
    window.reload()
    window.wait_for_selector("form.scripted")
    window.set_input_files("#folder", str(box))
    window.click("form.uploading [type=submit]")
    window.wait_for_selector("form.finished", timeout=60_000)
    assert [int(offset) > 0 for offset in begun] == [True]  # nothing was sent a second time
    for name in ("page 1.tif", "page 2.tif"):
        original = Original.objects.get(name=name)
        assert original.size == (box / name).stat().st_size


def _received(accession: Accession, name: str) -> int:
    return Upload.objects.get(accession=accession, name=name).received


def test_a_pause_stops_the_way_and_a_cancelled_file_is_forgotten(
    visit: Visit, collection: Collection, tmp_path: Path
) -> None:
    box = folder_of(tmp_path / "in" / "box", 3000, 3000)
    window = sign_in(visit)
    window.goto(f"{visit.address}/collections/{collection.slug}/upload")
    window.set_input_files("#folder", str(box))
    slow(window, 300_000)
    window.click("form.uploading [type=submit]")
    until(window, "document.querySelector('.whole').value > 0.05", 20)
    window.click(".pause")
    until(window, "document.querySelectorAll('.coming .is-paused').length === 2")
    window.wait_for_timeout(1200)  # what is told is told twice a second
    before = window.evaluate("document.querySelector('.whole').value")
    window.wait_for_timeout(1200)
    assert window.evaluate("document.querySelector('.whole').value") == before
    window.click(".coming li:first-child .off")
    wait_for(lambda: not Upload.objects.filter(name="box/page 1.tif").exists(), 20)
    window.click(".pause")
    until(window, "document.querySelectorAll('.coming .is-arriving').length === 1")
    window.on("dialog", lambda dialog: dialog.accept())


def test_without_javascript_a_plain_form_does(
    browser: Browser, live_server: object, collection: Collection, tmp_path: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    visit = Visit(context, str(live_server))
    window = sign_in(visit)
    window.goto(f"{visit.address}/collections/{collection.slug}/upload")
    data = io.BytesIO()
    fields(40, 20).save(data, "PNG")
    window.set_input_files("#files", {"name": "letter.png", "mimeType": "image/png", "buffer": data.getvalue()})
    window.click("form.uploading [type=submit]")
    assert "being looked at" in window.inner_text("#standing")
    tasks.take_in(Accession.objects.get().pk)
    window.reload()
    window.click("text=letter >> nth=-1")
    assert window.inner_text("h1") == "letter"
    context.close()
    assert visit.complaints == []


def test_every_page_of_an_upload_is_accessible_and_fits_a_phone(
    phone: Visit, collection: Collection, worker: None, tmp_path: Path
) -> None:
    box = folder_of(tmp_path / "in" / "A-name-without-a-single-blank-" / ("and-long-" * 12), 20)
    (box / "note.png").write_bytes(b"no picture at all")
    (box / "sheet.csv").write_text("file,title\npage 1.tif,The log\nnowhere.tif,Nothing\n")
    window = sign_in(phone)
    address = f"{phone.address}/collections/{collection.slug}/upload"

    def look(step: str) -> None:
        assert_clean(window, step)
        wider = window.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider == 0, f"{step} is {wider} pixels too wide"

    window.goto(address)
    look("nothing chosen")
    window.set_input_files("#folder", str(box))
    window.click(".described summary")
    look("chosen")
    window.click("form.uploading [type=submit]")
    window.wait_for_selector("form.finished")
    look("done")
    accession = Accession.objects.get()
    beginning.name(accession, [beginning.Named("still coming.tif", 999)])
    for part in ("", "/sheet", "/undo"):
        window.goto(f"{phone.address}/accessions/{accession.pk}{part}")
        look(part or "the accession")
    window.goto(f"{phone.address}/collections/{collection.slug}/accessions")
    look("the list")
    window.goto(f"{phone.address}/accessions/{accession.pk}/undo")
    window.click("text=Undo the accession")
    look("undone")
    window.click("text=Take the undoing back")
    assert Record.objects.filter(trashed_at=None).count() == 1


@pytest.mark.slow
def test_over_a_connection_that_drops_a_folder_arrives_and_is_found(browser: Browser, tmp_path: Path) -> None:
    home, box = tmp_path / "home", tmp_path / "in" / "Harbour office"
    box.mkdir(parents=True)
    for number, words in enumerate(("The lighthouse burned all night", "A schooner lay at anchor"), 1):
        sheet = small_page(words, *["and nothing else was seen"] * 8).page().image.convert("RGB")
        sheet.save(box / f"page {number}.tif")
    with Instance(home, "--no-demo") as instance:
        instance.wait_until_up()
        make = "from archive import collections; collections.create('harbour', 'Harbour', visibility='public')"
        assert manage(home, "shell", "-c", make).returncode == 0
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        wire = Wire(instance.port)
        visit = Visit(context, f"http://127.0.0.1:{wire.port}")
        window = sign_in(visit, "admin", (home / "admin-password.txt").read_text().strip())
        window.goto(f"{visit.address}/collections/harbour/upload")
        window.set_input_files("#folder", str(box))
        window.check("[name=record_per][value=folder]")
        wire.rate = 300_000
        window.click("form.uploading [type=submit]")
        until(window, "document.querySelector('.whole').value > 0.2", 30)
        wire.cut()
        window.wait_for_selector(".coming .is-offline", timeout=60_000)
        assert "goes on by itself" in window.inner_text(".coming")
        before, wire.rate = wire.carried, 1 << 30
        wire.mend()
        window.wait_for_selector("form.finished", timeout=60_000)
        assert "2 taken in" in window.inner_text(".told")
        whole = sum(file.stat().st_size for file in box.iterdir())
        assert wire.carried - before < 0.95 * whole  # what had come was not sent again
        end = time.monotonic() + 90
        while "Harbour office" not in window.inner_text("main"):
            assert time.monotonic() < end, "the record was never found"
            window.wait_for_timeout(1000)
            window.goto(f"{visit.address}/search?q=lighthouse+burned")
        context.close()
        wire.close()
