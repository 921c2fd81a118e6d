"""The other half of bench/equivalence.py: runs the published modules, in an interpreter that has what they need.
Never imported by anything of ours.

    python bench/published.py PUBLISHED FOLDER      # FOLDER/plan.json says what is asked; answers lie beside it"""

from __future__ import annotations

import functools
import hashlib
import importlib
import importlib.util
import json
import sys
import types
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from transformers import PreTrainedTokenizerFast

_WIDE = ("pos_embed", "position_embedding", "class_embedding", "image_newline", "view_seperator", "query_")
_GLOBAL = (2, 5, 8, 11)


class Asked(Exception):
    """What their `infer` was about to give to `generate`: the way out of it, half way."""


def package(folder: Path, module: str) -> Any:
    """They import torchvision, whose operators no CPU build of torch has; none of them is used."""
    registering = torch.library.register_fake
    torch.library.register_fake = lambda *_a, **_k: lambda function: function
    importlib.import_module("torchvision")
    torch.library.register_fake = registering
    torch.Tensor.cuda = lambda tensor, *_a, **_k: tensor  # their functions know no other device
    spec = importlib.util.spec_from_loader("published_code", loader=None, is_package=True)
    home = importlib.util.module_from_spec(spec)
    home.__path__ = [str(folder)]
    sys.modules["published_code"] = home
    return importlib.import_module(f"published_code.{module}")


def model_of(module: Any, plan: dict[str, Any], folder: Path) -> Any:
    """At their widths, with fewer layers where the plan says so, and weights that leave nothing at zero."""
    kinds = {name: getattr(module, name) for name in dir(module) if "OCR" in name}
    config = next(kind for name, kind in kinds.items() if name.endswith("Config")).from_pretrained(folder)
    config._attn_implementation = "eager"
    config._ring_window, config.sliding_window = plan["window"], None  # as their `infer` does before it generates
    encoder = sys.modules[module.build_sam_vit_b.__module__]
    module.build_sam_vit_b = functools.partial(
        encoder._build_sam, 768, plan["sam"], 12, [at for at in _GLOBAL if at < plan["sam"]]
    )
    if hasattr(module, "build_clip_l"):
        encoder.vit_model_cfg.num_layers = plan["encoder"]
    else:
        module.build_qwen2_decoder_as_encoder = functools.partial(
            module.build_qwen2_decoder_as_encoder, decoder_layer=plan["encoder"]
        )
    model = next(kind for name, kind in kinds.items() if name.endswith("CausalLM"))(config).float().eval()
    draw = torch.Generator().manual_seed(plan["seed"])
    for name, weights in model.named_parameters():
        spread = 0.5 if any(part in name for part in _WIDE) else (weights.shape[0] / weights.numel()) ** 0.5
        middle = 1.0 if "norm" in name and name.endswith("weight") else 0.0
        weights.copy_(torch.randn(weights.shape, generator=draw) * (spread if weights.ndim > 1 else 0.1) + middle)
    return model


def asked(kind: Any, tokenizer: Any, page: Path, mode: dict[str, Any], prompt: str, folder: Path) -> dict[str, Any]:
    """What their own `infer` makes of a page, caught before the model is asked."""

    class Nobody:
        device = torch.device("cpu")
        config = types.SimpleNamespace()

        def disable_torch_init(self) -> None: ...

        def generate(self, input_ids: torch.Tensor, **more: Any) -> None:
            raise Asked({"input_ids": input_ids, **more})

    try:
        kind.infer(Nobody(), tokenizer, prompt, str(page), str(folder / "out"), eval_mode=True, **mode)
    except Asked as caught:
        kept: dict[str, Any] = caught.args[0]
        return {name: kept[name] for name in ("input_ids", "images", "images_seq_mask", "images_spatial_crop")}
    raise RuntimeError("their infer never came to generate")


def digest(tensor: torch.Tensor) -> str:
    return hashlib.sha256(tensor.contiguous().view(torch.uint8).numpy().tobytes()).hexdigest()


@torch.no_grad()
def main(published: Path, folder: Path) -> None:
    plan = json.loads((folder / "plan.json").read_text())
    module = package(published, plan["module"])
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    kind = next(getattr(module, name) for name in dir(module) if name.endswith("ForCausalLM") and "OCR" in name)
    told: list[dict[str, Any]] = []
    for one in plan["pixels"]:
        given = asked(kind, tokenizer, folder / one["page"], one["mode"], plan["prompt"], folder)
        tiles, view = given["images"][0]
        told.append(
            {
                "view": digest(view),
                "tiles": digest(tiles) if tiles.any() else "",
                "dtype": str(view.dtype).removeprefix("torch."),
                "ids": given["input_ids"][0].tolist(),
            }
        )
    model = model_of(module, plan, folder)
    weights = {name: each for name, each in model.state_dict().items() if each.is_floating_point()}
    save_file({name: each.contiguous() for name, each in weights.items()}, folder / "model.safetensors")
    said = []
    for at, one in enumerate(plan["cases"]):
        given = asked(kind, tokenizer, folder / one["page"], one["mode"], plan["prompt"], folder)
        tiles, view = given["images"][0]
        given["images"] = [(tiles.float(), view.float())]
        logits = model(**given, use_cache=False).logits[0]
        save_file({"logits": logits.contiguous()}, folder / f"logits{at}.safetensors")
        ids = given.pop("input_ids")
        out = model.generate(ids, **given, do_sample=False, max_new_tokens=plan["said"], eos_token_id=None)
        said.append(out[0, ids.shape[1] :].tolist())
    (folder / "answers.json").write_text(json.dumps({"pixels": told, "said": said}))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
