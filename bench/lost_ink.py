"""How well lines that no block covers are seen by their ink alone.

    python bench/lost_ink.py SET…     # folders with gt-json/ and images/, as `evaluate ocr` reads them

The true lines of a page stand for the blocks of an answer. All of them: what is told as lost is a false alarm, or a
line that the truth leaves out. All but the last quarter: the share that is told should be that of their letters."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django

django.setup()

import numpy as np  # noqa: E402  Django first
from PIL import Image  # noqa: E402

from archive.geometry import Box  # noqa: E402
from ocr_engine.evaluations import truth  # noqa: E402
from ocr_engine.rapid.rows import outside  # noqa: E402

_FEWEST = 4  # lines
_LITTLE, _NEAR = 0.05, 0.08


def boxes_of(page: truth.TruePage) -> list[Box]:
    x = [sorted(min(max(value / page.width, 0.0), 1.0) for value in line.box[::2]) for line in page.lines]
    y = [sorted(min(max(value / page.height, 0.0), 1.0) for value in line.box[1::2]) for line in page.lines]
    return [Box(x0, y0, x1, y1) for (x0, x1), (y0, y1) in zip(x, y, strict=True) if x1 > x0 and y1 > y0]


def main(folders: list[str]) -> None:
    print("| set | pages | all covered: at most .05 told | most told | a quarter lost: told within .08 | missed |")
    print("| --- | --- | --- | --- | --- | --- |")
    for folder in folders:
        whole, part = [], []
        for page in truth.pages(Path(folder)):
            if len(page.lines) < _FEWEST:
                continue
            with Image.open(page.image) as image:
                grey = np.asarray(image.convert("L"))
            boxes, last = boxes_of(page), len(page.lines) // 4
            letters = [len(line.text) for line in page.lines]
            whole.append(outside(grey, boxes)[0])
            part.append((outside(grey, boxes[:-last])[0], sum(letters[-last:]) / sum(letters)))
        if whole:
            near = sum(abs(found - true) <= _NEAR for found, true in part)
            missed = sum(found < min(true, _LITTLE) for found, true in part)
            good = sum(one <= _LITTLE for one in whole)
            print(f"| {Path(folder).name} | {len(whole)} | {good} | {max(whole):.2f} | {near} | {missed} |")


if __name__ == "__main__":
    main(sys.argv[1:])
