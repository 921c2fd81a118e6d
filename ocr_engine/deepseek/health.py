"""What the doctor says of large models: weights, the server that has some, the card, its memory, attention."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from archive.doctor.finding import Finding, note, warning, well
from archive.faults import Fault
from ocr_engine.deepseek.family import CHECKPOINTS

#: Prints what torch finds. In a process of its own: a library built for another machine takes its process down.
_LOOK = """
import json, torch
from transformers.utils.import_utils import is_flash_attn_2_available as flash
c = torch.cuda
told = {"torch": torch.__version__, "card": ""}
if c.is_available():
    free, whole = c.mem_get_info()
    told |= {"card": c.get_device_name(0), "cards": c.device_count(), "free": free, "memory": whole}
    told |= {"bf16": c.is_bf16_supported(including_emulation=False), "flash": bool(flash())}
    told |= {"cuda": torch.version.cuda}
print(json.dumps(told))
"""
_NEEDED = 10 << 30  # bytes of a card: 7 GB of weights, and something to read with
Tried = Callable[[str], "tuple[str, bool]"]


def look(deep: bool, tried: Tried) -> Iterator[Finding]:
    """`tried` runs Python elsewhere: what it printed, or why it failed."""
    yield from _weights()
    yield from _served(deep)
    driver = _driver()
    if not deep:
        torch = "" if importlib.util.find_spec("torch") else "not "
        card = f"NVIDIA driver {driver}" if driver else "no NVIDIA driver"
        yield note("reading.card", f"{card}, torch is {torch}installed (--deep tries it)")
    elif importlib.util.find_spec("torch") is None:
        yield note("reading.card", "torch is not installed; only other embedders and DeepSeek-OCR need it.")
    else:
        yield from _card(driver, *tried(_LOOK))


def _weights() -> Iterator[Finding]:
    for one in CHECKPOINTS.values():
        id_, there = f"reading.weights.{one.name}", one.folder.is_dir() and any(one.folder.iterdir())
        if not one.lacking:
            yield well(id_, f"{one.name}: {one.hub}, revision {one.fetched[:12]}")
        elif there or one.name == settings.MUNIMENT_ENGINE:
            said = f"The weights of {one.name} are not whole: {', '.join(one.lacking)} missing in {one.folder}."
            yield warning(id_, said, f"manage.py weights {one.name}")


def _served(deep: bool) -> Iterator[Finding]:
    if not settings.MUNIMENT_OCR_SERVER:
        return
    from archive import chat
    from ocr_engine.server import server

    it = server()
    if not deep:
        yield note("reading.server", f"{it.name} reads pages when it is asked (--deep asks it)")
        return
    try:
        names = chat.models(it)
    except Fault as fault:
        fix = "start the server, or mend MUNIMENT_OCR_SERVER and MUNIMENT_OCR_SERVER_KEY"
        yield warning("reading.server", fault.message, fix)
        return
    served = ", ".join(" ".join(name.split())[:80] for name in names[:10]) or "no model"
    if settings.MUNIMENT_OCR_SERVER_MODEL in (*names, ""):
        yield well("reading.server", f"{it.name} serves {served}")
    else:
        said = f"{it.name} does not serve {settings.MUNIMENT_OCR_SERVER_MODEL}, but {served}."
        yield warning("reading.server", said, "set MUNIMENT_OCR_SERVER_MODEL to a model it serves")


def _driver() -> str:
    """Its version, "of unknown version", or nothing where there is none."""
    program = shutil.which("nvidia-smi")
    if program:
        asked = [program, "--query-gpu=driver_version", "--format=csv,noheader"]
        try:
            said = subprocess.run(asked, capture_output=True, text=True, timeout=20, check=False).stdout
        except (OSError, subprocess.TimeoutExpired):
            said = ""
        if lines := said.split():
            return lines[0][:20]
    return "of unknown version" if program or Path("/proc/driver/nvidia/version").exists() else ""


def _card(driver: str, said: str, fine: bool) -> Iterator[Finding]:
    if not fine:
        yield warning("reading.card", f"torch does not load: {said}", "pip install -r requirements.txt")
        return
    told: dict[str, Any] = json.loads(said[said.index("{") :])
    if not told["card"]:
        if driver:
            yield warning(
                "reading.card",
                f"There is an NVIDIA driver ({driver}), but torch {told['torch']} finds no card.",
                "install torch's build for the CUDA of this driver (pytorch.org); MUNIMENT_DEVICE=cpu does without",
            )
        else:
            yield note("reading.card", f"torch {told['torch']} on the processor: DeepSeek-OCR needs minutes a page")
        return
    numbers = "bfloat16" if told["bf16"] else "float32, for it has no bfloat16"
    memory = f"{told['free'] >> 30} of {told['memory'] >> 30} GB free"
    card = f"{told['card']}, {memory}, {numbers}; torch {told['torch']}, CUDA {told['cuda']}, driver {driver}"
    if told["free"] < _NEEDED:
        fix = "end what else uses the card, or read over a server (MUNIMENT_OCR_SERVER)"
        yield warning("reading.card", f"{card}: too little memory for DeepSeek-OCR.", fix)
    else:
        yield well("reading.card", card)
    if told["flash"]:
        yield well("reading.attention", "flash-attn looks at pages; the writing goes through torch's own attention")
    else:
        yield note(
            "reading.attention",
            "torch's own attention (SDPA) everywhere: flash-attn is not installed.",
            "pip install -r requirements-gpu.txt, where a compiler for CUDA is at hand",
        )
