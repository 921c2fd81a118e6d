"""How many page images a second the processors make ready for a vision model: a JPEG decoded, brought to size and
cut into tiles. No model is loaded.

    python bench/page_images.py [--workers 8] [--pages 64] [--mode base|gundam] [--size 2480x3508]"""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ocr_engine.deepseek.modes import MODES
from ocr_engine.deepseek.pictures import picture_of


def page(width: int, height: int, seed: int) -> Image.Image:
    """Dark marks of the size of letters on paper: as costly to decode as print."""
    marks = np.random.default_rng(seed).integers(0, 2, (height // 12 + 1, width // 12 + 1, 1), dtype=np.uint8)
    whole = np.repeat(np.kron(marks[..., 0], np.ones((12, 12), np.uint8))[:height, :width, None], 3, axis=2)
    return Image.fromarray(240 - 200 * whole)


def made_ready(encoded: bytes, mode: str) -> int:
    with Image.open(io.BytesIO(encoded)) as image:
        return picture_of(image, MODES[mode]).tokens


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options.add_argument("--pages", type=int, default=0, help="else eight for each worker")
    options.add_argument("--mode", choices=["base", "gundam"], default="base")
    options.add_argument("--size", default="2480x3508")
    told = options.parse_args()
    width, height = map(int, told.size.split("x"))
    encoded = []
    for seed in range(4):
        page(width, height, seed).save(file := io.BytesIO(), "JPEG", quality=90)
        encoded.append(file.getvalue())
    pages = told.pages or 8 * told.workers
    with ProcessPoolExecutor(told.workers) as pool:
        list(pool.map(made_ready, encoded * told.workers, [told.mode] * 4 * told.workers))  # all have begun
        begun = time.perf_counter()
        list(pool.map(made_ready, [encoded[at % 4] for at in range(pages)], [told.mode] * pages))
        print(pages / (time.perf_counter() - begun))


if __name__ == "__main__":
    main()
