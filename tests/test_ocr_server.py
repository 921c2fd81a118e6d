"""Pages read over HTTP: a real server that speaks the protocol, and one that misbehaves."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from PIL import Image

from archive.blocks import Geometry, Kind
from archive.chat import asking
from archive.faults import EngineMissing, Fault
from ocr_engine import readings
from ocr_engine.again import Way
from ocr_engine.engine import Ask, PageSource, engine
from tests import pages
from tests.chat_server import ChatServer, cut, refuses
from tests.test_deepseek_engine import DRAWN, LINES, SAID

PLAIN = f"# {LINES[0]}\n\n{LINES[1]}"


@pytest.fixture
def source(tmp_path: Path) -> PageSource:
    DRAWN.image.save(tmp_path / "page.png")
    return PageSource(str(tmp_path / "page.png"), *DRAWN.image.size, languages=("en",))


@pytest.fixture
def served(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatServer]:
    monkeypatch.setattr(asking, "BACKOFF", 0.01)
    with ChatServer(answer=lambda _request: SAID) as server:
        settings.MUNIMENT_OCR_SERVER = server.address
        settings.MUNIMENT_OCR_SERVER_MODEL = "tiny"
        yield server


def body(server: ChatServer) -> dict[str, Any]:
    said: dict[str, Any] = server.asked[-1].body
    return said


def test_a_page_is_read_with_the_published_words_and_its_words_get_their_places(
    served: ChatServer, source: PageSource
) -> None:
    heard: list[str] = []
    done = readings.read(source, "server", told=heard.append)
    assert "".join(heard) == SAID
    (block,) = done.parsed.blocks
    assert block.text == "\n".join(LINES)
    assert {word.geometry for word in block.words} == {Geometry.ALIGNED}
    assert done.verdict.decision == "pass"
    assert done.device == "127.0.0.1"
    image, words = body(served)["messages"][0]["content"]
    assert words["text"] == "<|grounding|>Convert the document to markdown."
    assert body(served)["skip_special_tokens"] is False
    sent = Image.open(io.BytesIO(base64.b64decode(image["image_url"]["url"].partition(",")[2])))
    assert sent.size == DRAWN.image.size


def test_a_model_that_follows_plain_words_is_asked_in_plain_words(
    served: ChatServer, source: PageSource, settings: Any
) -> None:
    settings.MUNIMENT_OCR_SERVER_SPEAKS = "plain"
    served.answer = lambda _request: PLAIN
    done = readings.read(source, "server", Ask("markdown"))
    first, second = done.parsed.blocks
    assert (first.kind, first.text, second.text) == (Kind.HEADING, *LINES)
    assert {word.geometry for block in (first, second) for word in block.words} == {Geometry.ALIGNED}
    assert first.box.y1 <= second.box.y0 + 0.02, "each where its words were heard"
    words = body(served)["messages"][0]["content"][1]["text"]
    assert words.startswith("Transcribe this page as markdown")
    assert words.endswith("It is written in: en.")
    assert "skip_special_tokens" not in body(served)


def test_a_line_of_ink_in_no_block_is_told_from_the_picture_itself(served: ChatServer, source: PageSource) -> None:
    first = DRAWN.lines[0].box
    edge = round(1000 * (first[3] + 5) / DRAWN.image.height)
    served.answer = lambda _request: f"<|ref|>text<|/ref|><|det|>[[0, 0, 999, {edge}]]<|/det|>\n{LINES[0]}\n"
    made = engine("server")
    facts = made.parse(made.read(source, Ask("markdown", "whole"), 30)).facts
    assert 0.3 < facts["ink_uncovered"] < 0.7
    assert len(facts["ink_lost"]) == 1
    served.answer = lambda _request: SAID
    facts = made.parse(made.read(source, Ask("markdown", "whole"), 30)).facts
    assert (facts["ink_uncovered"], facts["ink_lost"]) == (0.0, [])
    served.answer = lambda _request: " ".join(LINES)
    facts = made.parse(made.read(source, Ask("text", "whole"), 30)).facts
    assert "ink_uncovered" not in facts, "nobody was asked where"


def test_a_server_that_is_busy_or_breaks_off_is_asked_again(served: ChatServer, source: PageSource) -> None:
    served.script[:] = [refuses(429, "later"), refuses(500, "oh"), cut(SAID[:50])]
    raw = json.loads(engine("server").read(source, Ask("markdown", "whole"), 30))
    assert raw["parts"][0]["text"] == SAID
    assert raw["parts"][0]["ended"] == "end"


def test_what_is_cut_every_time_is_kept_and_never_accepted(served: ChatServer, source: PageSource) -> None:
    served.answer = lambda _request: cut(SAID[:80])
    done = readings.read(source, "server", tries="own")
    assert done.verdict.decision == "quarantine"
    assert done.verdict.reasons[0].code == "no_end"
    assert done.parsed.blocks


def test_a_loop_is_stopped_and_the_server_stops_working(served: ChatServer, source: PageSource) -> None:
    served.answer = lambda _request: "the same line again and again\n" * 4000
    raw = json.loads(engine("server").read(source, Ask("text", "whole"), 30))
    (part,) = raw["parts"]
    assert part["ended"] == "loop"
    assert "came 12 times" in part["why"]
    assert len(part["text"]) < 2000


def test_who_refuses_is_told_apart_from_the_page(served: ChatServer, source: PageSource) -> None:
    served.answer = lambda _request: refuses(401, "no")
    with pytest.raises(Fault) as fault:
        engine("server").read(source, Ask("markdown", "whole"), 30)
    assert fault.value.code == "server_key"


def test_a_blank_page_is_not_sent_at_all(served: ChatServer, tmp_path: Path) -> None:
    drawn = pages.blank_page()
    drawn.image.save(tmp_path / "page.png")
    done = readings.read(PageSource(str(tmp_path / "page.png"), *drawn.image.size), "server")
    assert done.parsed.facts["blank"]
    assert not served.asked


def test_many_pages_are_under_way_at_once_and_no_more_than_allowed(
    served: ChatServer, source: PageSource, settings: Any
) -> None:
    settings.MUNIMENT_OCR_TOGETHER = 5
    made = engine("server")
    with ThreadPoolExecutor(20) as threads:
        raws = list(threads.map(lambda _n: made.read(source, Ask("markdown", "whole"), 60), range(40)))
    assert {json.loads(raw)["parts"][0]["text"] for raw in raws} == {SAID}
    assert served.most_at_once <= 5


def test_without_a_server_it_says_what_to_set(settings: Any) -> None:
    settings.MUNIMENT_OCR_SERVER = ""
    with pytest.raises(EngineMissing, match="MUNIMENT_OCR_SERVER"):
        engine("server")


def test_what_the_served_model_does_not_know_is_refused_before_it_is_asked(
    served: ChatServer, settings: Any
) -> None:
    settings.MUNIMENT_OCR_SERVER_SPEAKS = "unlimited"
    with pytest.raises(EngineMissing, match="has no task “lines”"):
        Way.of("server", "lines").check()
    assert not served.asked


@pytest.mark.parametrize("given", ["localhost:8000", "ftp://a/v1", "http://", "http://host:port/v1"])
def test_an_address_that_is_none_stops_the_start(given: str, settings: Any) -> None:
    settings.MUNIMENT_OCR_SERVER = given
    assert "muniment.E005" in [problem.id for problem in run_checks()]
