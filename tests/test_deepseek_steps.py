"""Several steps between two looks at the host, recorded or not, change nothing in what is said."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from ocr_engine.deepseek import steps
from ocr_engine.deepseek.banning import Ban
from ocr_engine.deepseek.experts import EVERY, experts_for, writing
from ocr_engine.deepseek.graphs import Replayed
from ocr_engine.deepseek.slots import Job, Slots
from tests.test_deepseek_pictures import noise
from tests.test_deepseek_slots import KINDS, MOST, SIZES, alone, job, model_of, together

BAN = Ban(4, 20)
PAGES = list(enumerate(zip(SIZES, MOST, strict=True)))


class Recorder:
    """Does what one of CUDA does, as far as the memory can tell: some trials, and then the work each time."""

    def __init__(self) -> None:
        self.recorded = 0

    def record(self, work: Callable[[], None], tried: Callable[[], None]) -> Callable[[], None]:
        self.recorded += 1
        for _ in range(3):
            tried()
        return work


def jobs_of(kind: str) -> list[Job]:
    return [job(kind, noise(*size, seed), most) for seed, (size, most) in PAGES]


@pytest.mark.parametrize("kind", KINDS)
def test_however_many_steps_are_taken_at_once_the_same_is_said(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "_BUCKET", 32)
    model = model_of(kind)
    expected = [alone(model, one, BAN) for one in jobs_of(kind)]
    room = max(one.length + one.most for one in jobs_of(kind))
    for count in (1, 3, 8):
        jobs, recorder = jobs_of(kind), Recorder()
        slots = Slots(model, 3, room, end=1, ban=BAN, steps=count)
        slots.steps.replayed = Replayed(recorder)  # type: ignore[arg-type]
        together(slots, jobs)
        assert recorder.recorded > 1
        for one, (said, sure) in zip(jobs, expected, strict=True):
            assert one.said == said, count
            assert torch.allclose(torch.tensor(one.sure), sure, atol=1e-4)
            assert one.ended == ("end" if said[-1] == 1 else "length")


@pytest.mark.parametrize("kind", ["first", "unlimited"])
def test_a_page_whose_slot_is_full_between_two_looks_disturbs_nobody(kind: str) -> None:
    model = model_of(kind)
    long, short = job(kind, noise(300, 420), 100), job(kind, noise(60, 50), 12)
    slots = Slots(model, 2, long.length + 6, end=-1, steps=8)
    together(slots, [long, short])
    assert (long.ended, len(long.said)) == ("length", 6)
    free = Ban(500, 501)
    assert short.said == alone(model, short, free)[0]
    again = job(kind, noise(300, 420), 6)
    together(slots, [again])
    assert again.said == long.said == alone(model, again, free)[0]


def test_a_window_that_fits_its_slot_is_never_full() -> None:
    model = model_of("unlimited")
    one = job("unlimited", noise(60, 50), 50)
    slots = Slots(model, 1, one.length + 16, end=-1, steps=8)
    together(slots, [one])
    assert one.said == alone(model, one, Ban(500, 501))[0][:50]
    assert len(one.said) == 50


def test_where_recording_fails_pages_are_read_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        def record(self, work: Callable[[], None], tried: Callable[[], None]) -> Callable[[], None]:
            tried()
            raise RuntimeError("operation not permitted when stream is capturing")

    model, one = model_of("first"), job("first", noise(60, 50), 20)
    slots = Slots(model, 1, 200, end=1, ban=BAN, steps=8)
    slots.steps.replayed = Replayed(Broken())  # type: ignore[arg-type]
    with caplog.at_level(logging.WARNING):
        together(slots, [one])
    assert one.said == alone(model, one, BAN)[0]
    assert [record.levelname for record in caplog.records] == ["WARNING"]


@pytest.mark.parametrize("kind", ["first", "second"])
def test_every_expert_seeing_every_row_is_the_same_as_each_seeing_its_own(kind: str) -> None:
    model = model_of(kind)
    layer = model.model.language_model.layers[1].mlp.experts
    hidden, weights = torch.randn(9, 64), torch.rand(9, 2)
    chosen = torch.stack([torch.randperm(4)[:2] for _ in range(9)])
    config: Any = model.model.language_model.config
    said = {}
    for name in ("grouped_mm", "batched_mm", EVERY):
        with torch.no_grad(), writing(config, name):
            said[name] = layer(hidden, chosen, weights)
    assert torch.allclose(said[EVERY], said["grouped_mm"], atol=1e-4)
    assert torch.allclose(said[EVERY], said["batched_mm"], atol=1e-4)
    assert config._experts_implementation == "grouped_mm"


class Listened(TorchDispatchMode):
    """What a step asks of the device, by name."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def __torch_dispatch__(self, function: Any, types: Any, arguments: Any = (), named: Any = None) -> Any:
        self.asked.add(function.overloadpacket.__name__)
        return function(*arguments, **(named or {}))


@pytest.mark.parametrize("experts", ["grouped_mm", EVERY])
@pytest.mark.parametrize("kind", KINDS)
def test_a_step_never_waits_for_the_host(kind: str, experts: str) -> None:
    """Each of these reads a number back from a card, or brings one there: neither can be recorded."""
    slots = Slots(model_of(kind), 2, 400, end=1, ban=Ban(4, 20, exempt=(5, 6)), steps=8)
    slots.take([job(kind, noise(60, 50), 30)])
    slots.step()
    with torch.no_grad(), writing(slots.text.config, experts), Listened() as listened:
        slots.steps.now.zero_()
        slots.steps._step()
    assert len(listened.asked) > 20
    assert not listened.asked & {"_local_scalar_dense", "nonzero", "_unique2", "lift_fresh", "masked_select"}


def test_attention_is_given_back_after_writing() -> None:
    config: Any = model_of("first").model.language_model.config
    config._attn_implementation = "flash_attention_2"
    with writing(config, "grouped_mm"):
        assert config._attn_implementation == "sdpa"
    assert config._attn_implementation == "flash_attention_2"


def test_the_experts_never_ask_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    card = torch.device("cuda")
    capability = [(9, 0)]
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda _device: capability[0])
    assert experts_for(card, torch.bfloat16, "grouped_mm") == "grouped_mm"
    assert experts_for(card, torch.float16, "grouped_mm") == EVERY
    capability[0] = (8, 0)
    assert experts_for(card, torch.bfloat16, "grouped_mm") == EVERY
    assert experts_for(torch.device("cpu"), torch.float32, "eager") == "eager"
