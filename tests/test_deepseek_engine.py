"""DeepSeek-OCR as an engine like any other: a tiny model that was taught one page reads it from file to words."""

from __future__ import annotations

import json
import resource
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from archive.blocks import Geometry, Kind
from archive.faults import EngineMissing, MachineFailed, OutOfTime
from archive.models import Page
from ocr_engine import again, readings, reparsing
from ocr_engine.again import Way
from ocr_engine.deepseek import figures, running, sheets
from ocr_engine.deepseek.engine import DeepSeekOcr
from ocr_engine.deepseek.family import CHECKPOINTS
from ocr_engine.deepseek.modes import MODES, Mode
from ocr_engine.deepseek.prompts import prompt_of
from ocr_engine.engine import Ask, PageSource, engine
from ocr_engine.evaluations.scoring import iou
from ocr_engine.models import Reading
from ocr_engine.readings import Done
from ocr_engine.tasks import read_page
from tests import pages
from tests.taught import END, teach
from tests.test_reading import stored

LINES = ("The ferry left the quay before the storm", "and the bell was heard across the water")
DRAWN = pages.page_with(*LINES)
#: One line for the model: where a page breaks them it does not say.
SAID = f"<|ref|>text<|/ref|><|det|>[[70, 250, 930, 800]]<|/det|>\n{' '.join(LINES)}\n\n"


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """It knows the page in mode Base, and never ends where it is asked for its lines; then it knows its words."""
    folder = tmp_path_factory.mktemp("weights")
    (folder / "deepseek").mkdir()
    lessons = [("markdown", SAID + END), ("lines", "do. " * 20), ("text", " ".join(LINES) + END)]
    shown = [(DRAWN.image, MODES["base"], prompt_of("deepseek", task), answer) for task, answer in lessons]
    teach(shown, folder / "deepseek")
    return folder


@pytest.fixture
def taught(weights: Path, settings: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.MUNIMENT_WEIGHTS = weights
    settings.MUNIMENT_DEVICE = "cpu"
    monkeypatch.setattr(running, "ROOM", 900)
    yield
    running.close()


@pytest.fixture
def source(tmp_path: Path) -> PageSource:
    DRAWN.image.save(tmp_path / "page.png")
    return PageSource(str(tmp_path / "page.png"), *DRAWN.image.size)


def text_of(done: Done) -> str:
    return "\n".join(block.text for block in done.parsed.blocks)


@pytest.mark.usefixtures("taught")
def test_a_page_is_read_by_the_model_and_its_words_stand_where_the_detector_saw_them(source: PageSource) -> None:
    heard: list[str] = []
    done = readings.read(source, "deepseek", Ask("markdown", "base"), told=heard.append)
    assert text_of(done) == "\n".join(LINES)
    assert done.verdict.decision == "pass"
    assert "".join(heard) == SAID
    truth = [word for line in DRAWN.lines for word in line.words]
    (block,) = done.parsed.blocks
    assert {word.geometry for word in block.words} == {Geometry.ALIGNED}
    width, height = DRAWN.image.size
    for word, true in zip(block.words, truth, strict=True):
        box = word.box
        assert iou((box.x0 * width, box.y0 * height, box.x1 * width, box.y1 * height), true.box) >= 0.5
        assert word.confidence is not None
        assert word.confidence > 0.5
    assert done.parsed.facts["agreement"] > 0.95
    assert done.parsed.facts["modes"] == ["base"]
    assert done.beside is not None
    assert done.beside.engine == "rapidocr"
    assert done.device.startswith("the processor, float32")
    assert done.recipe["prompt"] == prompt_of("deepseek", "markdown")


@pytest.mark.usefixtures("taught")
def test_who_was_not_asked_for_places_gets_them_from_the_whole_page(source: PageSource) -> None:
    done = readings.read(source, "deepseek", Ask("text", "base"))
    (block,) = done.parsed.blocks
    assert block.text == "\n".join(LINES)
    assert {word.geometry for word in block.words} == {Geometry.ALIGNED}
    assert len(block.lines) == 2
    assert block.box.y1 < 1.0


@pytest.mark.usefixtures("taught")
def test_a_doubted_reading_is_tried_in_other_ways_until_one_is_believed(source: PageSource) -> None:
    done = readings.read(source, "deepseek", Ask("lines", "base"), tries="own")
    assert done.verdict.decision == "pass"
    assert done.ask == Ask("text", "base")
    assert done.why.endswith(": text, base")
    assert done.others[0].ask == Ask("lines", "base")
    assert done.others[0].verdict.decision == "quarantine"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("taught")
def test_every_attempt_is_kept_with_its_reason_and_parses_to_the_same_again(
    tmp_path: Path, settings: pytest.FixtureRequest
) -> None:
    page = stored(DRAWN, tmp_path)
    assert read_page(page.pk)  # as the archive reads everything: with the small engine
    small = Reading.objects.get(page=page)
    way = Way.of("deepseek", "lines", mode="base")
    way.check()
    assert again.wish([page.pk], way, by=None) == 1
    assert again.read(Reading.objects.get(page=page, outcome="wanted").pk)
    page.refresh_from_db()
    kept = list(Reading.objects.filter(page=page, engine="deepseek").order_by("-pk"))
    read = Reading.objects.get(pk=page.current.reading)
    assert (read.engine, read.task, read.options["mode"]) == ("deepseek", "text", "base")
    assert read.beside == small, "what was read before was not read anew"
    assert all(each.beside == small and each.outcome == "done" for each in kept)
    assert {each.task for each in kept} == {"lines", "text"}
    assert page.current.verdict == "pass"
    assert reparsing.remade(page.pk) is None, "the same parser makes the same of it"
    settings.MUNIMENT_WEIGHTS = tmp_path  # as on a machine that never read
    Reading.objects.filter(pk=read.pk).update(**Reading.packed_of(read.raw.replace(b"The ferry", b"The barge")))
    remade = reparsing.remade(page.pk)
    assert remade is not None
    assert remade.parsed.blocks[0].text.startswith("The barge")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("taught")
def test_the_first_reading_may_end_with_another_engine(
    tmp_path: Path, settings: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MUNIMENT_ENGINE = "deepseek"
    monkeypatch.setattr(DeepSeekOcr, "tasks", ("lines",))  # nothing else would help
    page = stored(DRAWN, tmp_path)
    assert read_page(page.pk)
    page.refresh_from_db()
    assert page.current.engine == "rapidocr"
    tried = dict(Reading.objects.filter(page=page).values_list("engine", "wanted_for"))
    assert set(tried) == {"deepseek", "rapidocr"}
    assert Reading.objects.get(pk=page.current.reading).wanted_for.endswith(": rapidocr")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("taught")
def test_a_page_that_the_model_invents_is_read_by_another(tmp_path: Path, settings: pytest.FixtureRequest) -> None:
    """It knows one page by heart, and says that of any."""
    settings.MUNIMENT_ENGINE = "deepseek"
    page = stored(pages.page_with("Nine shillings for two oaken planks", "and the fitting of them"), tmp_path)
    assert read_page(page.pk)
    page.refresh_from_db()
    assert page.current.engine == "rapidocr"
    assert page.current.verdict == "pass"
    tried = Reading.objects.filter(page=page)
    assert tried.filter(engine="rapidocr").count() == 1, "what gave the words is the attempt, too"
    first = tried.filter(engine="deepseek").order_by("pk").first()
    assert first is not None
    assert first.wanted_for == "first"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("taught")
def test_the_model_is_not_asked_what_stands_on_a_blank_page(
    tmp_path: Path, settings: pytest.FixtureRequest
) -> None:
    settings.MUNIMENT_ENGINE = "deepseek"
    page = stored(pages.blank_page(), tmp_path)
    assert read_page(page.pk)
    page.refresh_from_db()
    assert page.condition == Page.Condition.BLANK
    assert page.current.engine == "deepseek"
    assert Reading.objects.get(pk=page.current.reading).raw
    assert not running._loaded


def test_a_page_with_small_print_is_seen_in_tiles_and_a_page_of_a_book_in_one_view(
    tmp_path: Path, weights: Path, settings: pytest.FixtureRequest
) -> None:
    settings.MUNIMENT_WEIGHTS = weights
    for drawn, mode in ((DRAWN, "base"), (pages.newspaper(), "gundam")):
        drawn.image.save(tmp_path / "page.png")
        sheet = sheets.sheet_of(PageSource(str(tmp_path / "page.png"), *drawn.image.size))
        assert DeepSeekOcr().choose(sheet) == mode


def test_a_page_is_cut_in_two_between_its_lines(tmp_path: Path) -> None:
    drawn = pages.page_with(*["a line of letters, some of them long"] * 9)
    drawn.image.save(tmp_path / "page.png")
    (above, _), (below, image) = sheets.sheet_of(PageSource(str(tmp_path / "page.png"), *drawn.image.size)).halves()
    cut = above[3] * drawn.image.height
    assert below[1] == above[3]
    assert image.height == drawn.image.height - round(cut)
    assert not any(line.box[1] < cut < line.box[3] for line in drawn.lines)


@pytest.mark.usefixtures("taught")
def test_halves_are_put_together_again(source: PageSource) -> None:
    made = engine("deepseek")
    raw = json.loads(made.read(source, Ask("text", "halves"), 60))
    first, second = raw["parts"][0]["area"], raw["parts"][-1]["area"]
    assert first[:3] == [0.0, 0.0, 1.0]
    assert second[3] == (1.0 if len(raw["parts"]) == 2 else first[3])


def test_weights_that_are_not_here_are_said_with_the_command_that_fetches_them(
    tmp_path: Path, settings: pytest.FixtureRequest
) -> None:
    settings.MUNIMENT_WEIGHTS = tmp_path
    with pytest.raises(EngineMissing, match=r"manage\.py weights deepseek"):
        engine("deepseek")
    out = StringIO()
    call_command("weights", stdout=out)
    assert "deepseek-ai/DeepSeek-OCR, MIT" in out.getvalue()
    assert out.getvalue().count("not here") == 3


def test_what_cannot_be_asked_is_refused_before_anything_is_read(
    weights: Path, settings: pytest.FixtureRequest, source: PageSource
) -> None:
    settings.MUNIMENT_WEIGHTS = weights
    for way, said in (
        (Way.of("deepseek", "describe"), "no text of the page"),
        (Way.of("deepseek", "dance"), "has no task"),
        (Way.of("deepseek", "text", mode="huge"), "has no mode"),
        (Way.of("", mode="base"), "needs an engine"),
    ):
        with pytest.raises(EngineMissing, match=said):
            way.check()
    with pytest.raises(CommandError, match="needs words"):
        call_command("read", source.image, "--engine", "deepseek", "--task", "locate", stdout=StringIO())


@pytest.mark.usefixtures("taught")
def test_an_answer_that_is_no_text_of_the_page_is_given_as_it_is(source: PageSource) -> None:
    out = StringIO()
    asked = ["--engine", "deepseek", "--task", "custom", "--words", "What is this?", "--json"]
    call_command("read", source.image, *asked, stdout=out)
    said = json.loads(out.getvalue())
    assert said["verdict"] == "pass"
    assert said["regions"] or said["text"] == ""
    assert all(region["kind"] in set(Kind) for region in said["regions"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("taught")
def test_a_dead_card_ends_the_worker_and_costs_no_page_an_attempt(
    tmp_path: Path, settings: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    from celery.worker import state

    settings.MUNIMENT_ENGINE = "deepseek"
    settings.MUNIMENT_DEVICE = "cuda"
    monkeypatch.setattr(state, "should_stop", None)
    page = stored(DRAWN, tmp_path)
    with pytest.raises(MachineFailed, match="finds no card"):
        read_page(page.pk)
    page.refresh_from_db()
    assert (page.stage, page.attempts, page.halted, page.lease) == ("rendered", 0, "", "")
    assert page.not_before is not None
    assert state.should_stop == 70
    assert not Reading.objects.filter(page=page).exists()


@pytest.mark.usefixtures("taught")
def test_a_page_that_never_had_its_turn_is_tried_again_later(source: PageSource) -> None:
    with pytest.raises(OutOfTime) as late:
        engine("deepseek").read(source, Ask("markdown", "base"), 0.0)
    assert late.value.retryable


@pytest.mark.usefixtures("taught")
def test_many_threads_share_one_model(source: PageSource) -> None:
    made, said = engine("deepseek"), []

    def one() -> None:
        said.append(json.loads(made.read(source, Ask("text", "base"), 60))["parts"][0]["text"])

    threads = [threading.Thread(target=one) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == [" ".join(LINES)] * 5
    assert len(running._loaded) == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("taught")
def test_a_worker_says_how_its_model_does(source: PageSource) -> None:
    from archive.models import Worker
    from archive.running import signs

    assert figures.now() == {}
    engine("deepseek").read(source, Ask("text", "base"), 60)
    row = signs._sign(None, "ocr", 2)
    engine("deepseek").read(source, Ask("text", "base"), 60)
    signs._sign(row, "ocr", 2)
    told = Worker.objects.get(pk=row).figures["deepseek"]
    assert told["pages"] == 2
    assert told["tokens"] > 100
    assert told["tokens_s"] > 0
    assert (told["busy"], told["waiting"], told["slots"]) == (0, 0, 2)


@pytest.mark.slow
@pytest.mark.usefixtures("taught")
def test_memory_stays_flat_over_a_thousand_pages(source: PageSource) -> None:
    """Of the model's thread and memory: many tiny pages, as they come and go."""
    engine("deepseek").load()
    running.warm_up(running.running(CHECKPOINTS["deepseek"]), MODES["tiny"])
    here = running.running(CHECKPOINTS["deepseek"])
    tiny = Mode("tiny", 128, squeezed=True)
    image = DRAWN.image.resize((128, 64)).convert("RGB")

    def some(count: int) -> None:
        with ThreadPoolExecutor(4) as threads:
            for said in threads.map(
                lambda _n: running.written(replace(here, room=14), image, tiny, "<image>", 60), range(count)
            ):
                assert said.ended in ("end", "length")

    some(200)
    before = _resident()
    some(800)
    assert _resident() - before < 30 << 20


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
