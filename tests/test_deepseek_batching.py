"""Many threads put pages to one model: each gets its own answer, whatever becomes of the others."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.faults import Fault, MachineFailed
from ocr_engine.deepseek import batching
from ocr_engine.deepseek.banning import Ban
from ocr_engine.deepseek.batching import Batch
from ocr_engine.deepseek.slots import Job, Slots
from ocr_engine.deepseek.spelling import spelled
from tests import tiny_models
from tests.test_deepseek_pictures import noise
from tests.test_deepseek_slots import MOST, SIZES, TOKENIZER, WORDS, alone, job

MODEL = tiny_models.first(WORDS)
BAN = Ban(4, 20)


@pytest.fixture
def slots() -> Slots:
    return Slots(MODEL, 3, 400, end=1, ban=BAN)


@pytest.fixture
def batch(slots: Slots) -> Iterator[Batch]:
    made = Batch(slots, TOKENIZER)
    yield made
    made.close()


def inputs(size: tuple[int, int] = (60, 50), seed: int = 0) -> dict[str, Any]:
    return job("first", noise(*size, seed), 1).inputs


def test_each_thread_gets_what_its_page_says_alone(batch: Batch) -> None:
    jobs = [
        job("first", noise(*size, seed), most) for seed, (size, most) in enumerate(zip(SIZES, MOST, strict=True))
    ]
    with ThreadPoolExecutor(len(jobs)) as threads:
        said = list(threads.map(lambda one: batch.read(one.inputs, one.most, 60), jobs))
    for one, answer in zip(jobs, said, strict=True):
        tokens, sure = alone(MODEL, one, BAN)
        tokens = [token for token in tokens if token != 1]
        assert answer.text == spelled(TOKENIZER, tokens)[0]
        assert len(answer.sure) == len(answer.ends) == len(tokens)
        assert torch.allclose(torch.tensor(answer.sure), sure[: len(tokens)], atol=1e-4)
        assert answer.ended == ("end" if len(tokens) < one.most else "length")


def test_a_loop_is_stopped_and_says_why(monkeypatch: pytest.MonkeyPatch, batch: Batch) -> None:
    class Impatient:
        def feed(self, some: str) -> str:
            return "the line came 12 times" if some else ""

    monkeypatch.setattr(batching._Page, "__init__", _with_watch(Impatient, batching._Page.__init__))
    said = batch.read(inputs(), 300, 60)
    assert (said.ended, said.why) == ("loop", "the line came 12 times")
    assert 0 < len(said.ends) <= 2 * batching._LOOK


def _with_watch(kind: type, before: Any) -> Any:
    def begin(self: Any, *arguments: Any, **named: Any) -> None:
        before(self, *arguments, **named)
        self.watch = kind()

    return begin


def test_a_page_that_takes_too_long_is_stopped_and_one_that_waits_too_long_never_begun(batch: Batch) -> None:
    late = batch.read(inputs(), 300, 0.0)
    assert late.ended == "deadline"
    assert len(late.ends) <= 2
    assert batch.read(inputs(), 5, 60).ended == "length"


def test_text_is_told_as_it_comes_and_nothing_is_lost_or_said_twice(slots: Slots) -> None:
    batch, pieces = Batch(slots, TOKENIZER), []
    said = batch.read(inputs(), 120, 60, pieces.append)
    assert "".join(pieces) == said.text
    assert len(pieces) >= 120 // batching._LOOK
    figures = batch.figures
    assert (figures.pages, figures.tokens, figures.busy, figures.waiting) == (1, 120, 0, 0)
    assert figures.seconds > 0
    batch.close()


def test_letters_are_told_whole() -> None:
    tokens, pieces = TOKENIZER.encode("ſ€😀 a�", add_special_tokens=False), []
    page = batching._Page(Job({}, 100), 0.0, pieces.append)
    for token in tokens:
        page.job.said.append(token)
        page.news(TOKENIZER)
    page.finish(TOKENIZER)
    assert "".join(pieces) == "ſ€😀 a�" == page.answer.result().text
    assert pieces[:3] == ["ſ", "€", "😀"]


def test_who_listens_and_fails_does_not_stop_the_reading(batch: Batch, caplog: pytest.LogCaptureFixture) -> None:
    def broken(_text: str) -> None:
        raise ConnectionError("the reader went away")

    assert batch.read(inputs(), 60, 60, broken).ended == "length"
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [ConnectionError]


@pytest.mark.parametrize("steps", [3, 8])
def test_several_steps_at_once_are_watched_and_timed_all_the_same(steps: int) -> None:
    one = job("first", noise(60, 50), 40)
    batch = Batch(Slots(MODEL, 3, 400, end=1, ban=BAN, steps=steps), TOKENIZER)
    said = batch.read(one.inputs, 40, 60)
    late = batch.read(inputs(), 300, 0.0)
    batch.close()
    assert said.text == spelled(TOKENIZER, [token for token in alone(MODEL, one, BAN)[0] if token != 1])[0]
    assert late.ended == "deadline"
    assert len(late.ends) <= 1 + steps


def test_a_page_too_large_for_its_slot_is_refused(batch: Batch) -> None:
    with pytest.raises(Fault, match="choose another mode"):
        batch.read({"input_ids": torch.zeros(1, 400)}, 5, 60)


def test_too_little_memory_means_fewer_pages_at_once(monkeypatch: pytest.MonkeyPatch, slots: Slots) -> None:
    take, tried = slots.take, []

    def cramped(jobs: list[Any]) -> list[Any]:
        tried.append(len(jobs))
        if len(jobs) > 1:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return take(jobs)

    monkeypatch.setattr(slots, "take", cramped)
    monkeypatch.setattr(torch.cuda, "empty_cache", lambda: None)
    gate, ready = threading.Event(), slots.step
    monkeypatch.setattr(slots, "step", lambda: gate.wait(30) and ready())
    batch = Batch(slots, TOKENIZER)
    with ThreadPoolExecutor(5) as threads:
        first = threads.submit(batch.read, inputs(), 3, 60)
        while not tried:
            pass
        others = [threads.submit(batch.read, inputs(seed=seed), 3, 60) for seed in range(1, 5)]
        while len(batch._waiting) < 4:
            pass
        gate.set()
        assert {one.result().ended for one in [first, *others]} == {"length"}
    batch.close()
    assert max(tried) > 1
    assert tried[-1] == 1


def test_a_page_that_does_not_fit_alone_halts_and_the_next_goes_on(
    monkeypatch: pytest.MonkeyPatch, slots: Slots, batch: Batch
) -> None:
    take = slots.take

    def full(_jobs: list[Any]) -> list[Any]:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(torch.cuda, "empty_cache", lambda: None)
    monkeypatch.setattr(slots, "take", full)
    with pytest.raises(Fault, match="smaller mode"):
        batch.read(inputs(), 5, 60)
    monkeypatch.setattr(slots, "take", take)
    assert batch.read(inputs(), 5, 60).ended == "length"


def test_memory_that_runs_out_while_pages_are_written_halves_the_slots_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch, slots: Slots
) -> None:
    jobs = [job("first", noise(60, 50, seed), 60) for seed in range(4)]
    wanted = [spelled(TOKENIZER, [t for t in alone(MODEL, one, BAN)[0] if t != 1])[0] for one in jobs]
    step, taken = slots.step, []

    def cramped() -> list[Job]:
        taken.append(slots.count)
        if len(taken) == 40:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return step()

    monkeypatch.setattr(slots, "step", cramped)
    monkeypatch.setattr(torch.cuda, "empty_cache", lambda: None)
    batch = Batch(slots, TOKENIZER)
    heard: list[list[str]] = [[] for _ in jobs]
    with ThreadPoolExecutor(4) as threads:
        said = list(threads.map(lambda one, mine: batch.read(one.inputs, 60, 60, mine.append), jobs, heard))
    batch.close()
    assert [each.text for each in said] == wanted
    assert ["".join(pieces) for pieces in heard] == wanted, "nothing is told twice"
    assert (taken[0], taken[-1]) == (3, 1)


def test_a_page_whose_writing_does_not_fit_alone_halts_and_the_next_goes_on(
    monkeypatch: pytest.MonkeyPatch, slots: Slots, batch: Batch
) -> None:
    step = slots.step

    def full() -> list[Any]:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(torch.cuda, "empty_cache", lambda: None)
    monkeypatch.setattr(slots, "step", full)
    with pytest.raises(Fault, match="smaller mode"):
        batch.read(inputs(), 5, 60)
    monkeypatch.setattr(slots, "step", step)
    assert batch.read(inputs(), 5, 60).ended == "length"


def test_when_the_card_fails_everybody_hears_of_it_and_pages_are_not_to_blame(
    monkeypatch: pytest.MonkeyPatch, slots: Slots
) -> None:
    def dead() -> None:
        raise RuntimeError("CUDA error: unspecified launch failure")

    monkeypatch.setattr(slots, "step", dead)
    batch = Batch(slots, TOKENIZER)
    with ThreadPoolExecutor(4) as threads:
        answers = [threads.submit(batch.read, inputs(seed=seed), 50, 60) for seed in range(4)]
        for answer in answers:
            with pytest.raises(MachineFailed, match="the log says more"):
                answer.result(timeout=30)


@given(text=st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_tokens_are_spelled_letter_by_letter(text: str) -> None:
    tokens = TOKENIZER.encode(text, add_special_tokens=False)
    said, ends = spelled(TOKENIZER, tokens)
    assert said == text
    assert ends == sorted(ends)
    assert not ends or ends[-1] == len(text)


def test_marks_stay_and_broken_letters_are_said_so() -> None:
    tokens = TOKENIZER.encode("<|ref|>ſ<|/ref|>", add_special_tokens=False)
    assert spelled(TOKENIZER, tokens)[0] == "<|ref|>ſ<|/ref|>"
    half = [token for token in tokens if token != tokens[2]]  # the second byte of the letter is lost
    assert "�" in spelled(TOKENIZER, half)[0]
