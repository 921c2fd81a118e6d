"""A page that kills its reader halts alone, with a reason; the others go on."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from archive import store
from archive.faults import ChildDied, Fault, OutOfTime
from archive.models import Page
from ocr_engine.engine import Ask, PageSource, engine
from ocr_engine.models import Reading
from ocr_engine.reader import Reader
from ocr_engine.tasks import read_page
from tests import makers


def bad(name: str, image: Path, *, memory: int = 1 << 30, seconds: float = 20) -> bytes:
    dotted = f"tests.engines.bad.{name}"
    reader = Reader(1, memory)
    try:
        return reader.read(engine(dotted), dotted, PageSource(str(image), 10, 10), Ask("text"), seconds).data
    finally:
        reader.close()


@pytest.fixture
def image(tmp_path: Path) -> Path:
    (tmp_path / "page").write_bytes(b"deadly")
    return tmp_path / "page"


def test_a_good_plugin_reads(image: Path) -> None:
    assert b"a good page" in bad("Good", image)


def test_an_engine_that_kills_its_process_is_said_to_have_died(image: Path) -> None:
    with pytest.raises(ChildDied, match="SIGKILL"):
        bad("Killed", image)


def test_an_engine_that_never_ends_is_stopped(image: Path) -> None:
    with pytest.raises(OutOfTime):
        bad("Endless", image, seconds=1.5)


def test_an_engine_that_eats_all_memory_is_stopped(image: Path) -> None:
    with pytest.raises(Fault) as stopped:
        bad("Greedy", image, memory=300 << 20)
    assert stopped.value.code == "too_much_memory"


def test_an_engines_own_mistake_is_not_hidden(image: Path) -> None:
    with pytest.raises(RuntimeError, match="an engine's own mistake"):
        bad("Crash", image)


def test_boxes_outside_the_page_are_refused() -> None:
    liar = engine("tests.engines.bad.Liar")
    with pytest.raises(ValueError, match="unit square"):
        liar.parse(b"{}")


def rendered(content: bytes) -> Page:
    sha = hashlib.sha256(content).hexdigest()
    made = store.scratch() / sha
    made.write_bytes(content)
    store.put("images", sha, made)
    return makers.page(stage=Page.Stage.RENDERED, image=sha, width=100, height=100)


@pytest.mark.django_db(transaction=True)
def test_a_page_that_kills_its_reader_halts_alone_with_a_reason(settings: pytest.FixtureRequest) -> None:
    settings.MUNIMENT_ENGINE = "tests.engines.bad.Killed"
    settings.MUNIMENT_RETRY_SECONDS = 0.0
    deadly, healthy = rendered(b"deadly"), rendered(b"harmless")
    for _ in range(settings.MUNIMENT_ATTEMPTS):
        read_page(deadly.pk)
    assert read_page(healthy.pk)
    deadly.refresh_from_db()
    healthy.refresh_from_db()
    assert deadly.halted == "killed_its_reader"
    assert "SIGKILL" in deadly.why
    assert healthy.stage == Page.Stage.TRANSCRIBED
    assert healthy.current.content().text == "a good page"
    assert set(Reading.objects.filter(page=deadly).values_list("outcome", flat=True)) == {"failed"}
