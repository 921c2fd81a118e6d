"""How many pages a second DeepSeek-OCR reads on this machine's card, with weights of no meaning: none are fetched.

    python bench/gpu.py [--unlimited] [--slots 128] [--pages 384] [--workers 16] [--profile]
    python bench/gpu.py --tiny --out SOME/FOLDER     # the script itself, in a minute, on any processor

Measured are the images (prefill), the writing at one length of context, whole runs of pages, and what the
processors need to make images ready. Beside each stands its share of the roofline (bench/roofline.py). Where a page
ends is laid down, as random weights would never end: after 1,000 tokens; or after as many as chance says
(lognormal, mean 1,000, sigma 0.6), with 3 % that go on until they are stopped at 2,500. The table goes to
bench/results/gpu.md."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import torch
import transformers

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.gpu_measures import Bench, Row

_RESULTS = Path(__file__).resolve().parent / "results"


def table(head: str, rows: list[Row]) -> list[str]:
    names = [name.strip() for name in head.split(",")]
    lines = ["| " + " | ".join(row) + " |" for row in [names, ["---"] * len(names), *rows]]
    return [*lines, ""]


def about(bench: Bench) -> list[str]:
    driver = "none"
    if told := shutil.which("nvidia-smi"):
        asked = [told, "--query-gpu=driver_version", "--format=csv,noheader"]
        driver = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip() or "unknown"
    config, card = bench.model.config.text_config, bench.card
    slots = bench.slots_of(1, 16)
    kind = "Unlimited-OCR" if bench.told.unlimited else "DeepSeek-OCR"
    return [
        f"# {kind} on {card.name}",
        "",
        f"- date: {date.today()}; driver {driver}",
        f"- torch {torch.__version__}; transformers {transformers.__version__}",
        f"- {'tiny size, ' if bench.told.tiny else ''}random weights, {bench.model.dtype}",
        f"- attention: {config._attn_implementation} for images and prompt, sdpa for writing",
        f"- experts: {config._experts_implementation} for images and prompt, {slots.steps.experts} for writing",
        f"- steps between two looks: {slots.most}",
        f"- roofline: {card.bandwidth / 1e12:.2f} TB/s, {card.operations / 1e12:.3g} TFLOP/s ({card.told_by})",
        "",
    ]


def report(bench: Bench) -> list[str]:
    memory = "GiB at most"
    lines = [*about(bench), "## Images and prompt, eight pages at once", ""]
    head = f"mode, tokens, pages/s, roofline, share, {memory}"
    lines += [*table(head, list(bench.prefill())), "## One step of writing", ""]
    head = f"mode, rows, places, ms replayed, ms plain, roofline ms, share, tokens/s, experts asked for, {memory}"
    lines += [*table(head, list(bench.decode())), f"## Whole runs, {bench.slots} slots", ""]
    head = f"mode, lengths, pages, stopped, tokens a page, tokens/s, pages/s, roofline, share, {memory}"
    lines += [*table(head, list(bench.runs())), "## Images made ready by the processors", ""]
    lines += table("mode, workers, pages/s", list(bench.ready()))
    if bench.told.profile:
        lines += ["## Profile", "", "```", bench.profile(), "```", ""]
    return lines


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--unlimited", action="store_true", help="with a window of 128 tokens on what was said")
    options.add_argument("--slots", type=int, default=0, help="for whole runs")
    options.add_argument("--pages", type=int, default=0, help="for each whole run; else three for each slot")
    options.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="to make images ready")
    options.add_argument("--profile", action="store_true")
    options.add_argument("--tiny", action="store_true", help="a tiny model on the processor")
    options.add_argument("--out", type=Path, default=_RESULTS, help="a folder")
    told = options.parse_args()
    if not (told.tiny or torch.cuda.is_available()):
        sys.exit("There is no card here that torch can use. --tiny tries the script without one.")
    lines = report(Bench(told))
    told.out.mkdir(parents=True, exist_ok=True)
    (told.out / "gpu.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
