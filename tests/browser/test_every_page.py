"""Every page of the site and of its administration, found by walking the addresses: no faults that axe finds in
light or dark, nothing wider than the window on phone, desk and wall, both ways of writing, no complaints.

`pytest -m browser tests/browser/test_every_page.py --shots FOLDER` keeps a picture of each."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser
from playwright.sync_api import Page as Window

from archive import events
from archive.models import Attempt, Draft, Errand, Page, Record, Sample, Upload, Visit, Worker
from archive.reviewing import looking_round
from archive.storage import measuring
from ocr_engine import again
from ocr_engine.again import Way
from ocr_engine.models import Reading, TextPrint
from search import follower
from search.tasks import index_page
from tests import makers, scanned
from tests.browser.axe import assert_clean, settle
from tests.browser.conftest import Visit as Visiting
from tests.world import World, addresses

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("home")]
WIDTHS = {390: 844, 1280: 900, 2560: 1440}
LONG = "Donaudampfschifffahrtsgesellschaftskapitän-" * 4
#: Answers without a page: signs out, makes a file, sends on.
BEYOND = {"sign-out", "health", "new-password"}


class FullWorld(World):
    """One of everything and enough of it to be seen."""

    def __init__(self) -> None:
        super().__init__("admin")
        for name in ("original_sha", "rendered"):
            getattr(scanned, name).cache_clear()
        page = scanned.page("The harbour was quiet\nand the keeper slept", "A heading", of=self.record)
        assert index_page(page.pk)
        follower.catch_up()
        self.page = page
        self.record.description = "A log of ships, dues and weather, kept by the harbour master. " * 3
        self.record.save(update_fields=["description"])
        for title in (LONG, "סדר היום של הנמל", "Ledger of dues <b>1783</b>"):
            scanned.page("dues", of=makers.record(self.collection, title=title, shelfmark="HM 1"))
        makers.record(self.collection, title="Withdrawn", state=Record.State.WITHDRAWN)
        damaged = makers.page(self.record)
        Page.objects.filter(pk=damaged.pk).update(halted="damaged", halted_step="read", why=f"It is torn: {LONG}")
        again.wish([page.pk], Way(), by=None)
        again.wish([scanned.page("more").pk], Way("tesseract"), by=None)
        Reading.objects.filter(engine="tesseract").update(halted="no_layer", halted_step="again", why="None.")
        Worker.objects.create(name="pages", host="mill", pid=1, seen_at=timezone.now())
        events.record(self.person, "described", self.record, {"title": "Old"}, title="New")
        Upload.objects.create(
            accession=self.accession,
            token="u" * 43,
            name=f"{LONG}.tif",
            size=10,
            outcome="refused",
            why="No picture.",
        )
        Errand.objects.create(verb="reparse", actor=self.person, scope={"record": self.record.pk}, options={})
        Group.objects.create(name="Reading room")
        Attempt.objects.create(key="x", at=timezone.now())
        Visit.objects.create(person=self.person, record=self.record, page=page)
        looking_round.anew(page.pk)
        Draft.objects.create(page=page, person=self.person, base=1)
        known = dict.fromkeys(("first", "second", "third", "fourth"), 1)
        TextPrint.objects.create(page=page, version=page.current, marks=b"", **known)
        measured = {"letters": 900, "wrong_letters": 3, "words": 150, "wrong_words": 3}
        Sample.objects.create(page=page, collection=self.collection, machine=1, person_version=2, **measured)
        measuring.measure()

    def paths(self) -> dict[str, str]:
        """Each page by its name: those the site answers this person with, complete."""
        client = Client()
        assert self.person
        client.force_login(self.person)
        found = {}
        for pattern in addresses():
            if pattern.name not in BEYOND:
                path = self.path(pattern)
                if is_a_page(client, path):
                    found[str(pattern.name)] = path
        return found | {
            "a search": "/search?q=harbour",
            "a page with hits": f"/pages/{self.page.pk}?q=harbour",
            "words to replace": f"/replace?record={self.record.pk}&find=harbour&instead=haven",
        }


def is_a_page(client: Client, path: str) -> bool:
    answer = client.get(path)
    return answer.status_code == 200 and not answer.streaming and b"<html" in answer.content[:400]


def administration() -> dict[str, str]:
    """Lists, forms and histories of everything registered there."""
    found = {"admin": reverse("admin:index"), "admin password": reverse("admin:password_change")}
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        found[f"admin {name}"] = reverse(f"admin:{name}_changelist")
        if row := model._default_manager.order_by("-pk").first():
            for view in ("change", "history"):
                found[f"admin {name} {view}"] = reverse(f"admin:{name}_{view}", args=[row.pk])
        else:
            raise AssertionError(f"no {name} to look at")
    return found


def walk(window: Window, visit: Visiting, paths: dict[str, str], shots: Path | None) -> list[str]:
    wrong: list[str] = []
    for name, path in paths.items():
        visit.to(path)
        window.wait_for_load_state("networkidle")
        for width, height in WIDTHS.items():
            window.set_viewport_size({"width": width, "height": height})
            for way in ("ltr", "rtl"):
                window.evaluate("(way) => { document.documentElement.dir = way }", way)
                wider = window.evaluate(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                )
                if wider > 0:
                    wrong.append(f"{name} is {wider} pixels wider than {width}, {way}: {path}")
                if shots:
                    for scheme in ("light", "dark") if way == "ltr" else ("light",):
                        window.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                        settle(window)
                        window.screenshot(path=shots / f"{name}-{width}-{way}-{scheme}.png", full_page=True)
            window.evaluate("document.documentElement.removeAttribute('dir')")
            if width != 2560:
                try:
                    assert_clean(window, name)
                except AssertionError as fault:
                    wrong.append(f"{width}: {fault}")
    return wrong


@pytest.mark.parametrize("where", ["site", "administration"])
def test_every_page_fits_every_window_and_has_no_faults(
    where: str, browser: Browser, live_server: object, request: pytest.FixtureRequest
) -> None:
    world = FullWorld()
    paths = world.paths() if where == "site" else administration()
    context = browser.new_context(reduced_motion="reduce")
    visit = Visiting(context, str(live_server))
    client = Client()
    assert world.person
    client.force_login(world.person)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": visit.address}])
    shots = request.config.getoption("--shots")
    wrong = walk(visit.page, visit, paths, shots)
    context.close()
    wrong += visit.complaints
    assert not wrong, "\n".join(wrong)
