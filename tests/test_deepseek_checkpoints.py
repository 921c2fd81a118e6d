"""Weights under their official names are loaded whole, and what is not whole is refused with a sentence."""

from __future__ import annotations

import json
import re
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
    if name == "deepseek-2":
        return model, folder
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


def test_the_second_model_is_published_under_names_of_its_own(tmp_path: Path) -> None:
    _model, folder = official(tmp_path, "deepseek-2")
    names = set(load_file(folder / "model.safetensors"))
    assert {
        "model.sam_model.net_3.weight",
        "model.qwen2_model.model.model.layers.0.self_attn.q_proj.bias",
        "model.qwen2_model.query_1024.weight",
        "model.projector.layers.weight",
        "model.view_seperator",
        "model.layers.1.mlp.experts.3.down_proj.weight",
    } <= names


@pytest.mark.parametrize("name", list(CHECKPOINTS))
def test_files_in_native_words_are_loaded_too(name: str, tmp_path: Path) -> None:
    model = model_of(KINDS[name])
    model.save_pretrained(tmp_path)
    TOKENIZER.save_pretrained(tmp_path)
    loaded = checkpoints.load(CHECKPOINTS[name], tmp_path, CPU, torch.float32)
    page = job(KINDS[name], noise(300, 420), 20)
    assert alone(loaded.model, page, Ban(4, 20))[0] == alone(model, page, Ban(4, 20))[0]


def test_what_the_official_files_leave_unsaid_has_its_official_size(tmp_path: Path) -> None:
    language = {"hidden_size": 1280, "num_hidden_layers": 12, "first_k_dense_replace": 1, "vocab_size": 129_280}
    (tmp_path / "config.json").write_text(json.dumps({"language_config": language, "vision_config": {"width": {}}}))
    second = checkpoints._config(CHECKPOINTS["deepseek-2"], tmp_path)
    assert second.text_config.mlp_layer_types == ["dense"] + ["sparse"] * 11
    encoder = second.vision_config.encoder_config
    assert (encoder.hidden_size, encoder.num_hidden_layers, encoder.num_key_value_heads) == (896, 24, 2)
    assert tuple(second.vision_config.sam_config.downsample_channels) == (512, 896)
    first = checkpoints._config(CHECKPOINTS["deepseek"], tmp_path)
    assert first.text_config.layer_types == ["full_attention"] * 12
    assert tuple(first.vision_config.sam_config.downsample_channels) == (512, 1024)


def test_every_revision_is_a_commit() -> None:
    assert all(re.fullmatch("[0-9a-f]{40}", each.revision) for each in CHECKPOINTS.values())


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
