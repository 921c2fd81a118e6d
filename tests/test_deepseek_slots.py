"""Pages read together, each at its own pace, say token for token what each says alone."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from PIL import Image
from transformers import LogitsProcessor, LogitsProcessorList

from ocr_engine.deepseek.banning import Ban
from ocr_engine.deepseek.inputs import inputs_of
from ocr_engine.deepseek.modes import Mode
from ocr_engine.deepseek.pictures import picture_of
from ocr_engine.deepseek.slots import Job, Slots
from tests import tiny_models
from tests.test_deepseek_pictures import noise

PROMPT = "<image>\n<|grounding|>Convert the document to markdown."
TOKENIZER = tiny_models.tokenizer()
WORDS = len(TOKENIZER)
SIZES = [(60, 50), (300, 420), (200, 90), (80, 300), (64, 64), (500, 500), (333, 222)]
MOST = [40, 11, 25, 60, 7, 33, 52]
KINDS = ["first", "unlimited", "second"]


def model_of(kind: str) -> Any:
    if kind == "second":
        return tiny_models.second(WORDS)
    return tiny_models.first(WORDS, window=16 if kind == "unlimited" else None)


def job(kind: str, image: Image.Image, most: int) -> Job:
    mode: Mode = tiny_models.TILED_SECOND if kind == "second" else tiny_models.TILED
    inputs = inputs_of(TOKENIZER, PROMPT, picture_of(image, mode), torch.float32, torch.device("cpu"))
    if kind == "second":
        del inputs["patches_grid"]
    return Job(inputs, most)


class Published(LogitsProcessor):
    """The ban as its authors wrote it down: token by token, slowly."""

    def __init__(self, run: int, window: int, prompt: int) -> None:
        self.run, self.window, self.prompt = run, window, prompt

    def __call__(self, ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        for row, said in enumerate(ids[:, self.prompt :].tolist()):
            said = said[-self.window :]
            for start in range(len(said) - self.run + 1):
                if said[start : start + self.run - 1] == said[len(said) - self.run + 1 :]:
                    scores[row, said[start + self.run - 1]] = float("-inf")
        return scores


def alone(model: Any, one: Job, ban: Ban) -> tuple[list[int], torch.Tensor]:
    processors = LogitsProcessorList([Published(ban.run, ban.window, one.length)])
    out = model.generate(
        **one.inputs,
        max_new_tokens=one.most,
        do_sample=False,
        logits_processor=processors,
        return_dict_in_generate=True,
        output_logits=True,
    )
    said = out.sequences[0, one.length :]
    sure = [logits[0].float().log_softmax(-1)[token] for logits, token in zip(out.logits, said, strict=True)]
    return said.tolist(), torch.stack(sure)


def together(slots: Slots, jobs: list[Job]) -> list[Job]:
    waiting, done = list(jobs), []
    while waiting or slots.busy:
        while waiting and slots.free:
            done += slots.take([waiting.pop(0)])
        if slots.busy:
            done += slots.step()
    return done


@pytest.mark.parametrize("kind", KINDS)
def test_slots_say_what_generate_says(kind: str) -> None:
    model, ban = model_of(kind), Ban(4, 20)
    jobs = [job(kind, noise(*size, seed), most) for seed, (size, most) in enumerate(zip(SIZES, MOST, strict=True))]
    room = max(one.length + one.most for one in jobs)
    done = together(Slots(model, 3, room, end=1, ban=ban), jobs)
    assert sorted(map(id, done)) == sorted(map(id, jobs))
    for one in jobs:
        said, sure = alone(model, one, ban)
        assert one.said == said
        assert torch.allclose(torch.tensor(one.sure), sure, atol=1e-4)
        assert one.ended == ("end" if said[-1] == 1 else "length")
    assert len({token for one in jobs for token in one.said}) > 20, "too little is said to compare anything"


@pytest.mark.parametrize("kind", KINDS)
def test_pages_of_one_length_are_taken_together(kind: str) -> None:
    model, ban = model_of(kind), Ban(4, 20)
    jobs = [job(kind, noise(300, 420, seed), 12) for seed in range(3)]
    slots = Slots(model, 4, jobs[0].length + 12, end=1, ban=ban)
    done = slots.take(jobs)
    while slots.busy:
        done += slots.step()
    for one in jobs:
        assert one.said == alone(model, one, ban)[0]


def test_pages_of_different_lengths_are_not_taken_together() -> None:
    slots = Slots(model_of("first"), 4, 200, end=1)
    with pytest.raises(ValueError, match="one length"):
        slots.take([job("first", noise(60, 50), 5), job("first", noise(300, 420), 5)])


def test_a_page_that_is_stopped_frees_its_slot_and_disturbs_nobody() -> None:
    model = model_of("first")
    jobs = [job("first", noise(100, 120, seed), 30) for seed in range(2)]
    slots = Slots(model, 2, jobs[0].length + 30, end=1)
    slots.take(jobs)
    slots.step()
    slots.stop(jobs[0])
    assert slots.step() == [jobs[0]]
    assert slots.free == [0]
    assert jobs[0].ended == "stopped"
    assert len(jobs[0].said) == 2
    while slots.busy:
        slots.step()
    assert jobs[1].said == alone(model, jobs[1], Ban(500, 501))[0]


def test_a_page_ends_where_its_slot_is_full() -> None:
    one = job("first", noise(60, 50), 1000)
    slots = Slots(model_of("first"), 1, one.length + 8, end=-1)
    assert together(slots, [one]) == [one]
    assert (one.ended, len(one.said)) == ("length", 8)


def test_cells_of_tables_may_repeat() -> None:
    history = torch.tensor([[7, 8, 9, 7, 8]])
    logits = torch.zeros(1, 12)
    assert Ban(3, 5).forbid(logits, history)[0, 9] == float("-inf")
    assert Ban(3, 5, exempt=(9,)).forbid(logits, history)[0, 9] == 0
    assert Ban(3, 5).forbid(logits, torch.tensor([[-1, -1, 9, 7, 8]])).isfinite().all()
