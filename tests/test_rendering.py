"""The first step of a page's way: what halts a page, and what is not its doing."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import pipeline, rendering, store, tasks
from archive.models import Original, Page
from tests import makers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cut_off(home: Path, tmp_path: Path) -> Page:
    """A page whose original ends too early."""
    page, file = makers.page(), tmp_path / "cut.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    with file.open("rb") as opened:
        sha256, size = store.keep(opened)
    Original.objects.filter(pk=page.original_id).update(sha256=sha256, size=size)
    return page


def test_a_damaged_original_halts_its_page(cut_off: Page) -> None:
    assert not tasks.render_page(cut_off.pk)
    assert Page.objects.get(pk=cut_off.pk).halted == "damaged"


def test_on_a_full_disk_no_page_is_called_damaged(cut_off: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "_ROOM", 1 << 60)
    with pytest.raises(OSError, match="No space left"):
        tasks.render_page(cut_off.pk)
    page = Page.objects.get(pk=cut_off.pk)
    assert (page.halted, page.attempts, page.lease) == ("", 0, "")
    assert pipeline.unfinished().get() == page
