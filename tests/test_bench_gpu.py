"""The benchmark of the vision models runs to its end without a card; its roofline counts what the model has."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from transformers import UnlimitedOcrConfig

from bench.page_images import page
from bench.roofline import Card, Roofline
from ocr_engine.deepseek.modes import MODES
from ocr_engine.deepseek.pictures import picture_of

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("more", [[], ["--unlimited", "--profile"]])
def test_every_row_is_there(more: list[str], tmp_path: Path) -> None:
    command = [sys.executable, "bench/gpu.py", "--tiny", "--workers", "1", "--out", str(tmp_path), *more]
    bare = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=ROOT, env=bare | {"HF_HUB_OFFLINE": "1"}, check=True, timeout=240)
    told = (tmp_path / "gpu.md").read_text()
    rows = [tuple(cell.strip() for cell in line.split("|")[1:-1]) for line in told.splitlines() if "|" in line]
    first, pairs = [row[0] for row in rows], [row[:2] for row in rows]
    for mode in ("base", "gundam"):
        assert first.count(mode) == 1 + 2 + 2 + 1
        assert {(mode, "2"), (mode, "4"), (mode, "fixed"), (mode, "mixed"), (mode, "1")} <= set(pairs)
    assert all(row[3] == "1" for row in rows if row[1] == "mixed"), "one runaway is stopped"
    assert all(row[3] == "0" for row in rows if row[1] == "fixed")
    for said in ("date", "driver", "torch", "transformers", "attention", "experts", "roofline"):
        assert re.search(rf"^- .*{said}", told, re.M)
    assert ("## Profile" in told) == bool(more)
    assert told.startswith("# Unlimited-OCR" if more else "# DeepSeek-OCR")


def test_the_roofline_counts_what_the_model_has() -> None:
    config = UnlimitedOcrConfig()
    roof = Roofline(config, Card("one", 4.3e12, 790e12, "us"))
    assert roof.remembered == 61_440
    # Of 2.77 milliard weights that write, two bytes each; with 128 rows all experts are asked for.
    assert roof._weights(64) * 2 == pytest.approx(5.54e9, rel=0.01)
    assert roof.step(128, 788) == pytest.approx(2.73e-3, rel=0.01)
    assert roof._view(1024) == pytest.approx(1.13e12, rel=0.05)
    base = picture_of(page(2480, 3508, 1), MODES["base"])
    gundam = picture_of(page(2480, 3508, 1), MODES["gundam"])
    assert len(gundam.tiles) == 6
    assert 1 / roof.prefill(MODES["base"], base, 288) == pytest.approx(790 / 1.37, rel=0.05)
    assert 1 / roof.prefill(MODES["gundam"], gundam, 918) == pytest.approx(790 / 4.22, rel=0.05)
