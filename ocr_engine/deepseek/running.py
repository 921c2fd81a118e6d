"""The models this process has loaded: each once, with the thread that runs it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from PIL import Image

from ocr_engine.deepseek.banning import Ban
from ocr_engine.deepseek.batching import Batch
from ocr_engine.deepseek.checkpoints import load
from ocr_engine.deepseek.family import Checkpoint
from ocr_engine.deepseek.inputs import inputs_of
from ocr_engine.deepseek.machine import ROOM, ROOM_WINDOW, Machine, machine, slots_for
from ocr_engine.deepseek.modes import Mode
from ocr_engine.deepseek.pictures import picture_of
from ocr_engine.deepseek.prompts import IMAGE
from ocr_engine.deepseek.reading import Part
from ocr_engine.deepseek.sheets import HANDS
from ocr_engine.deepseek.slots import Slots
from ocr_engine.engine import Told

#: What the published settings ban: runs of 30 tokens within 90, for Unlimited-OCR of 35 within 128.
_BANS = {"unlimited": (35, 128)}
_CELLS = ("<td>", "</td>")

_WARM, _PATIENCE = 20, 300.0  # tokens; seconds
_loaded: dict[str, Running] = {}
_loading = threading.Lock()


@dataclass(frozen=True, slots=True)
class Running:
    batch: Batch
    tokenizer: Any
    machine: Machine
    attention: str
    room: int
    kind: str  # of the model's inputs

    @property
    def device(self) -> str:
        return f"{self.machine.why.partition(':')[0]}, {self.attention}"


def running(checkpoint: Checkpoint) -> Running:
    """Loads it the first time: slow. Raises EngineMissing for weights that are not whole, MachineFailed for a card
    that is not."""
    with _loading:
        if checkpoint.name not in _loaded:
            _loaded[checkpoint.name] = _start(checkpoint)
        return _loaded[checkpoint.name]


def loaded() -> dict[str, Running]:
    return dict(_loaded)


def close() -> None:
    with _loading:
        while _loaded:
            _loaded.popitem()[1].batch.close()


def _start(checkpoint: Checkpoint) -> Running:
    here = machine()
    whole = load(checkpoint, checkpoint.folder, here.device, here.dtype)
    config = whole.model.model.language_model.config
    room = ROOM_WINDOW if "reference_sliding_attention" in (getattr(config, "layer_types", None) or ()) else ROOM
    run, window = _BANS.get(checkpoint.name, (30, 90))
    ids: Any = whole.tokenizer.convert_tokens_to_ids(list(_CELLS))
    cells = () if checkpoint.name in _BANS else tuple(ids)
    count = slots_for(config, room, here)
    slots = Slots(whole.model, count, room, end=whole.tokenizer.eos_token_id, ban=Ban(run, window, cells))
    batch = Batch(slots, whole.tokenizer)
    made = Running(batch, whole.tokenizer, here, whole.attention, room, checkpoint.name)
    if here.device.type == "cuda":
        warm_up(made, next(iter(checkpoint.modes.values())))
    return made


def warm_up(here: Running, mode: Mode) -> None:
    """A few tokens of an empty page: what a card does for the first time takes seconds, and nobody's page waits."""
    inputs = _inputs(here, Image.new("RGB", (mode.view, mode.view), "white"), mode, IMAGE)
    here.batch.read(inputs, _WARM, _PATIENCE)


def written(
    here: Running, image: Image.Image, mode: Mode, prompt: str, seconds: float, told: Told | None = None
) -> Part:
    """What the model says of the image. Raises a Fault, or MachineFailed, when it cannot."""
    inputs = _inputs(here, image, mode, prompt)
    most = here.room - int(inputs["input_ids"].shape[1])
    said = here.batch.read(inputs, most, seconds, told)
    return Part(said.text, said.ends, said.sure, said.ended, said.why, tokens=len(said.ends))


def _inputs(here: Running, image: Image.Image, mode: Mode, prompt: str) -> dict[str, Any]:
    with HANDS:
        picture = picture_of(image, mode)
    inputs = inputs_of(here.tokenizer, prompt, picture, here.machine.dtype, here.machine.device)
    if here.kind == "deepseek-2":
        del inputs["patches_grid"]
    return inputs
