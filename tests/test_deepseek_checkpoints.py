"""Weights under their official names are loaded whole, and what is not whole is refused with a sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from archive.faults import EngineMissing
from ocr_engine.deepseek import checkpoints
from ocr_engine.deepseek.family import CHECKPOINTS
from tests.test_deepseek_pictures import noise
from tests.test_deepseek_slots import TOKENIZER, WORDS, Ban, alone, job, model_of

CPU = torch.device("cpu")
KINDS = {"deepseek": "first", "unlimited": "unlimited", "deepseek-2": "second"}


def official(folder: Path, name: str, model: Any = None) -> tuple[Any, Path]:
    """A tiny checkpoint as its authors would publish it: their names of tensors, their configuration."""
    model = model or model_of(KINDS[name])
    model.save_pretrained(folder)
    TOKENIZER.save_pretrained(folder)
    if name == "deepseek-2":
        return model, folder
    told = json.loads((folder / "config.json").read_text())
    text = told.pop("text_config")
    language = {key: text[key] for key in checkpoints._TEXT if key in text} | {"first_k_dense_replace": 1}
    published = {
        "model_type": "deepseek_vl_v2",
        "auto_map": {"AutoModel": "modeling_deepseekocr.DeepseekOCRForCausalLM"},
        "language_config": language | {"rope_theta": 10_000.0},
        "vision_config": told["vision_config"],
        "image_token_id": told["image_token_id"],
    }
    if name == "unlimited":
        published["sliding_window"] = text["sliding_window"]
    (folder / "config.json").write_text(json.dumps(published))
    weights = load_file(folder / "model.safetensors")
    # They ship one layer that is never used.
    weights["model.vision_model.embeddings.patch_embedding.weight"] = torch.zeros(32, 3, 14, 14)
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    return model, folder


@pytest.mark.parametrize("name", list(CHECKPOINTS))
def test_a_checkpoint_under_its_official_names_says_what_it_said(name: str, tmp_path: Path) -> None:
    model, folder = official(tmp_path, name)
    loaded = checkpoints.load(CHECKPOINTS[name], folder, CPU, torch.float32)
    assert loaded.attention == "sdpa"
    page = job(KINDS[name], noise(300, 420), 20)
    assert alone(loaded.model, page, Ban(4, 20))[0] == alone(model, page, Ban(4, 20))[0]
    assert len(loaded.tokenizer) == WORDS


def test_the_official_names_are_those_that_were_published(tmp_path: Path) -> None:
    _model, folder = official(tmp_path, "deepseek")
    names = set(load_file(folder / "model.safetensors"))
    assert {
        "model.sam_model.blocks.0.attn.qkv.weight",
        "model.sam_model.net_3.weight",
        "model.vision_model.transformer.layers.0.self_attn.qkv_proj.weight",
        "model.projector.layers.weight",
        "model.view_seperator",
        "model.layers.1.mlp.experts.3.down_proj.weight",
        "lm_head.weight",
    } <= names


def test_weights_that_are_not_whole_are_refused(tmp_path: Path) -> None:
    _model, folder = official(tmp_path, "deepseek")
    weights = load_file(folder / "model.safetensors")
    del weights["model.image_newline"]
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    with pytest.raises(EngineMissing, match=r"1 tensors are missing.*image_newline"):
        checkpoints.load(CHECKPOINTS["deepseek"], folder, CPU, torch.float32)


@pytest.mark.parametrize("spoil", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_folder_without_one_of_its_files_is_refused(spoil: str, tmp_path: Path) -> None:
    _model, folder = official(tmp_path, "deepseek")
    (folder / spoil).unlink()
    with pytest.raises(EngineMissing, match="does not hold the weights"):
        checkpoints.load(CHECKPOINTS["deepseek"], folder, CPU, torch.float32)


def test_pickled_weights_are_not_opened(tmp_path: Path) -> None:
    _model, folder = official(tmp_path, "deepseek")
    weights = load_file(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    torch.save(weights, folder / "pytorch_model.bin")
    with pytest.raises(EngineMissing):
        checkpoints.load(CHECKPOINTS["deepseek"], folder, CPU, torch.float32)
