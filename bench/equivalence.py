"""Whether the classes used here are the published models: the authors' own modules, in an interpreter of their own
(bench/published.py), and ours are given the same pages and the same random weights under their official names.

    python bench/equivalence.py PUBLISHED --python OTHER/bin/python [--model NAME] [--full]

PUBLISHED is a folder with the authors' config.json, modeling_*.py and what these import; if it has their
model.safetensors.index.json too, the names are held against it. OTHER needs transformers 4.46.3, torch,
torchvision, einops, addict, easydict, requests and Pillow of the version here. Nothing of it is kept."""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from safetensors import safe_open
from safetensors.torch import load_file
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.page_images import page
from ocr_engine.deepseek.checkpoints import load
from ocr_engine.deepseek.family import CHECKPOINTS
from ocr_engine.deepseek.inputs import inputs_of
from ocr_engine.deepseek.modes import Mode
from ocr_engine.deepseek.pictures import picture_of
from ocr_engine.deepseek.prompts import prompt_of
from ocr_engine.deepseek.slots import Job, Slots

#: Numbers of the official tokenizer; everything between them and the letters is filled up.
_MARKS = {
    **{"<｜begin▁of▁sentence｜>": 0, "<｜end▁of▁sentence｜>": 1, "<｜▁pad▁｜>": 2, "<image>": 128_815},
    **{"<|ref|>": 128_816, "<|/ref|>": 128_817, "<|det|>": 128_818, "<|/det|>": 128_819, "<|grounding|>": 128_820},
    **{"<td>": 128_821, "</td>": 128_822, "<tr>": 128_823, "</tr>": 128_824},
}
_WORDS = 129_280
#: Pages of many shapes: none larger than a tile, long, broad, square, as scanned.
_SHAPES = [(600, 500), (640, 640), (641, 500), (1240, 1754), (2480, 3508), (1000, 2400), (2400, 800), (1500, 1501)]
_SAID, _WINDOW = 12, 128  # tokens
_CPU = torch.device("cpu")


def tokenizer() -> PreTrainedTokenizerFast:
    """Of single bytes, with the official numbers for what is no letter."""
    words = dict(_MARKS)
    taken = set(words.values())
    free = (number for number in range(_WORDS) if number not in taken)
    for letter in sorted(pre_tokenizers.ByteLevel.alphabet()):
        words[letter] = next(free)
    words |= {f"<filler {number}>": number for number in free}
    made = Tokenizer(models.BPE(vocab=words, merges=[]))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([AddedToken(mark, special=True, normalized=False) for mark in _MARKS])
    begin, end, pad = list(_MARKS)[:3]
    return PreTrainedTokenizerFast(tokenizer_object=made, bos_token=begin, eos_token=end, pad_token=pad)


def asked(mode: Mode) -> dict[str, Any]:
    """A mode as their function takes it."""
    return {"base_size": mode.view, "image_size": mode.tile or mode.view, "crop_mode": bool(mode.tile)}


def said_of(model: str) -> int:
    """Tokens that are written: where there is a window, more than it holds."""
    return _SAID + _WINDOW if model == "unlimited" else _SAID


def pages(folder: Path) -> list[str]:
    """Of many shapes, and files of the kinds that are turned, grey, see-through or of few colours."""
    names = []
    for at, (width, height) in enumerate(_SHAPES):
        page(width, height, at).save(folder / f"page{at}.png")
        names.append(f"page{at}.png")
    whole = page(1240, 1754, 99)
    turned = Image.Exif()
    turned[0x0112] = 6
    whole.save(folder / "turned.jpg", exif=turned, quality=90)
    whole.convert("L").save(folder / "grey.png")
    whole.convert("RGBA").save(folder / "clear.png")
    whole.quantize(16).save(folder / "colours.png")
    return [*names, "turned.jpg", "grey.png", "clear.png", "colours.png"]


def planned(published: Path, folder: Path, told: argparse.Namespace) -> dict[str, Any]:
    """Writes what the other interpreter is asked, and the configuration both sides load."""
    second = told.model == "deepseek-2"
    sam, encoder, layers, experts = (12, 24, 3, 8) if told.full else (4, 3, 3, 8)
    config = json.loads((published / "config.json").read_text())
    less = {"num_hidden_layers": layers, "n_routed_experts": experts}
    config = {name: less.get(name, value) for name, value in config.items()} | {
        "language_config": config["language_config"] | less
    }
    if not told.full:  # in native words, as somebody who trained a smaller one would write it
        inner: dict[str, Any] = {"num_hidden_layers": encoder}
        if second:
            inner |= {"hidden_size": 896, "num_attention_heads": 14, "num_key_value_heads": 2}
            inner |= {"intermediate_size": 4864, "rope_parameters": {"rope_type": "default", "rope_theta": 1e6}}
        config["vision_config"] = {
            "sam_config": {"num_hidden_layers": sam, "global_attn_indexes": [at for at in (2, 5, 8) if at < sam]},
            "encoder_config": inner,
        }
    (folder / "config.json").write_text(json.dumps(config))
    tokenizer().save_pretrained(folder)
    modes = CHECKPOINTS[told.model].modes
    cases = [(400, 500), (600, 1300), (1300, 600)] if "gundam" in modes else [(700, 700), (700, 1500), (1500, 700)]
    for at, size in enumerate(cases):
        page(*size, 50 + at).save(folder / f"case{at}.png")
    tiled = modes.get("gundam") or modes["tiles"]
    plan = {
        "module": next(published.glob("modeling_*ocr*.py")).stem,
        "prompt": prompt_of(told.model, "markdown"),
        **{"sam": sam, "encoder": encoder, "seed": 7, "window": _WINDOW if told.model == "unlimited" else None},
        "said": said_of(told.model),
        "pixels": [
            {"page": name, "mode": asked(mode), "name": mode.name}
            for name in pages(folder)
            for mode in modes.values()
        ],
        "cases": [{"page": f"case{at}.png", "mode": asked(tiled)} for at in range(len(cases))],
    }
    if "base" in modes:
        plan["cases"].insert(0, {"page": "case1.png", "mode": asked(modes["base"])})
    (folder / "plan.json").write_text(json.dumps(plan))
    return plan


def given(name: str, where: Path, mode: Mode, words: Any, prompt: str, dtype: torch.dtype) -> dict[str, Any]:
    with Image.open(where) as image:
        inputs = inputs_of(words, prompt, picture_of(image, mode), dtype, _CPU)
    if name == "deepseek-2":
        del inputs["patches_grid"]
    return inputs


def digest(tensor: torch.Tensor | None) -> str:
    if tensor is None:
        return ""
    return hashlib.sha256(tensor.contiguous().view(torch.uint8).numpy().tobytes()).hexdigest()


def same_pixels(plan: dict[str, Any], answers: dict[str, Any], folder: Path, model: str, words: Any) -> None:
    named = {json.dumps(asked(mode)): mode for mode in CHECKPOINTS[model].modes.values()}
    other = []
    for one, answer in zip(plan["pixels"], answers["pixels"], strict=True):
        mode = named[json.dumps(one["mode"])]
        dtype = getattr(torch, answer["dtype"])
        inputs = given(model, folder / one["page"], mode, words, plan["prompt"], dtype)
        mine = (
            digest(inputs["pixel_values"]),
            digest(inputs["pixel_values_local"]),
            inputs["input_ids"][0].tolist(),
        )
        if mine != (answer["view"], answer["tiles"], answer["ids"]):
            other.append(f"{one['page']} in {mode.name}")
    print(f"pixels and tokens, bit for bit: {len(plan['pixels']) - len(other)} of {len(plan['pixels'])}", *other)


def same_names(published: Path, folder: Path) -> None:
    """Numbers of layers and experts apart, which were reduced."""
    index = published / "model.safetensors.index.json"
    if not index.is_file():
        return
    official = {re.sub(r"\d+", "#", name) for name in json.loads(index.read_text())["weight_map"]}
    with safe_open(folder / "model.safetensors", "pt") as weights:
        made = {re.sub(r"\d+", "#", name) for name in weights.keys()}  # noqa: SIM118 - no mapping
    print(f"kinds of tensors: {len(made)} made, {len(official)} official, only in one: {sorted(made ^ official)}")


@torch.no_grad()
def same_answers(plan: dict[str, Any], answers: dict[str, Any], folder: Path, model: str) -> None:
    loaded = load(CHECKPOINTS[model], folder, _CPU, torch.float32)  # refuses what is missing or too much
    named = {json.dumps(asked(mode)): mode for mode in CHECKPOINTS[model].modes.values()}
    for at, one in enumerate(plan["cases"]):
        mode = named[json.dumps(one["mode"])]
        inputs = given(model, folder / one["page"], mode, loaded.tokenizer, plan["prompt"], torch.bfloat16)
        for name in ("pixel_values", "pixel_values_local"):
            inputs[name] = inputs[name].float() if inputs[name] is not None else None
        theirs = load_file(folder / f"logits{at}.safetensors")["logits"]
        logits = loaded.model(**inputs).logits[0].float()
        job = Job(inputs, said_of(model))
        slots = Slots(loaded.model, 1, job.length + job.most, end=-1)
        done = slots.take([job])
        while not done:
            done = slots.step()
        told = {
            "most": f"{(logits - theirs).abs().max():.1e}",
            "std": f"{theirs.std():.2f}",
            "likeliest": f"{(logits.argmax(-1) == theirs.argmax(-1)).float().mean():.2%}",
            "said": f"{sum(a == b for a, b in zip(job.said, answers['said'][at], strict=True))} of {job.most}",
        }
        print(
            f"{mode.name}, {one['page']}, {job.length} tokens:",
            *(f"{name} {value}" for name, value in told.items()),
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("published", type=Path)
    options.add_argument("--python", required=True, help="an interpreter that can run what was published")
    options.add_argument("--model", choices=list(CHECKPOINTS), default="deepseek")
    options.add_argument("--full", action="store_true", help="the vision towers with all their layers: slow")
    told = options.parse_args()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        plan = planned(told.published, folder, told)
        other = Path(__file__).with_name("published.py")
        subprocess.run([told.python, other, told.published, folder], check=True, stdout=subprocess.DEVNULL)
        answers = json.loads((folder / "answers.json").read_text())
        same_pixels(plan, answers, folder, told.model, tokenizer())
        same_names(told.published, folder)
        same_answers(plan, answers, folder, told.model)
    print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
