"""What a first visit weighs: everything but the image of the page itself, compressed as it is sent."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client

from archive.running.statics import HashedStatic
from tests import makers, scanned

BUDGET = 200_000
_IMPORT = re.compile(r'(?:import|from)\s*"(\./[^"]+)"')
_FONT = re.compile(r'url\("\.\./([^"]+latin-wght-[a-z]+\.woff2)"\)')


def weights(html: str) -> dict[str, int]:
    """Each file that the page asks for, as sent; fonts of the Latin alphabet are counted all, though a page that
    has no italics asks for fewer."""
    wanted = [address.removeprefix("/static/") for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', html)]
    found = {"the page itself": len(gzip.compress(html.encode()))}
    while wanted:
        name = wanted.pop()
        if name in found:
            continue
        path = finders.find(name)
        assert isinstance(path, str), f"{name} is named and is not there"
        data = Path(path).read_bytes()
        found[name] = len(data) if name.endswith(".woff2") else len(gzip.compress(data))
        folder = name.rpartition("/")[0]
        if name.endswith(".js"):
            wanted += [f"{folder}/{other.removeprefix('./')}" for other in _IMPORT.findall(data.decode())]
        if name.endswith("fonts.css"):
            wanted += _FONT.findall(data.decode())
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("which", ["home", "record", "page", "search", "help"])
def test_a_first_visit_weighs_less_than_200_kilobytes(which: str) -> None:
    page = scanned.page(
        *["The harbour was quiet that evening and nobody came. " * 6] * 8,
        of=makers.record(makers.collection(visibility="public")),
    )
    addresses = {
        "home": "/",
        "record": f"/records/{page.record_id}",
        "page": f"/pages/{page.pk}",
        "search": "/search",
        "help": "/help",
    }
    found = weights(Client().get(addresses[which]).content.decode())
    # A browser asks for the faces it sets: nothing is set in a slanted sans, and slanted serifs only here.
    html = Client().get(addresses[which]).content.decode()
    slanted = re.search(r'class="(colophon|empty|kind-marginal|kind-caption)', html)
    total = sum(n for name, n in found.items() if "italic" not in name or (slanted and "garamond" in name))
    assert total < BUDGET, sorted(found.items(), key=lambda item: -item[1])


def test_modules_import_each_other_by_names_that_carry_a_hash(
    tmp_path: Path, settings: pytest.FixtureRequest
) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "archive.running.statics.HashedStatic"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    named = HashedStatic().stored_name("js/viewer.js")
    imports = _IMPORT.findall((tmp_path / named).read_text())
    assert len(imports) >= 7
    for name in imports:
        assert re.fullmatch(r"\./\w+\.[0-9a-f]{12}\.js", name), name
        assert (tmp_path / "js" / name).is_file()
