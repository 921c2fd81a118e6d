"""A tiny model that was taught one answer: a real checkpoint, under official names, for tests from end to end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from PIL import Image

from ocr_engine.deepseek.inputs import inputs_of
from ocr_engine.deepseek.modes import Mode
from ocr_engine.deepseek.pictures import picture_of
from tests.test_deepseek_checkpoints import official
from tests.test_deepseek_slots import TOKENIZER, WORDS
from tests.tiny_models import END, first


def teach(lessons: list[tuple[Image.Image, Mode, str, str]], folder: Path, *, tries: int = 400) -> None:
    """Until it answers each (image, mode, prompt) with its text; an answer that does not end with END never ends.
    What it saw of the image is put before the text model once, so that a lesson takes milliseconds."""
    model = first(WORDS, seed=3)
    text = model.model.language_model
    shown = [_seen(model, *lesson[:3]) for lesson in lessons]
    said = [torch.tensor([TOKENIZER.encode(lesson[3], add_special_tokens=False)]) for lesson in lessons]
    text.embed_tokens.requires_grad_(False)  # what was seen is made of these too
    learning = [one for one in model.parameters() if one.requires_grad]
    steps = torch.optim.AdamW(learning, lr=3e-3)
    for _ in range(tries):
        losses = []
        for seen, answer in zip(shown, said, strict=True):
            embeds = torch.cat([seen, text.embed_tokens(answer[:, :-1])], 1)
            out = model.lm_head(text(inputs_embeds=embeds).last_hidden_state[:, seen.shape[1] - 1 :])
            losses.append(torch.nn.functional.cross_entropy(out[0], answer[0], reduction="none"))
        if float(torch.cat(losses).detach().max()) < 0.05:
            break
        steps.zero_grad()
        torch.cat(losses).mean().backward()
        steps.step()
    else:
        raise AssertionError("it did not learn")
    official(folder, "deepseek", model.eval())


def _seen(model: Any, image: Image.Image, mode: Mode, prompt: str) -> torch.Tensor:
    kept: list[torch.Tensor] = []
    text = model.model.language_model
    hook = text.register_forward_pre_hook(
        lambda _module, _args, named: kept.append(named["inputs_embeds"].detach()), with_kwargs=True
    )
    with torch.no_grad():
        model.model(**inputs_of(TOKENIZER, prompt, picture_of(image, mode), torch.float32, torch.device("cpu")))
    hook.remove()
    return kept[0]


__all__ = ["END", "teach"]
