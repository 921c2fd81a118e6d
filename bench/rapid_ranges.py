"""Measures the range of activations that ocr_engine/rapid/ranges.json holds.

    python bench/rapid_ranges.py FOLDER-OF-PAGE-IMAGES… > ocr_engine/rapid/ranges.json

The file there was measured on the images of the generated pages: manage.py demo --only-write --folder FOLDER.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import cv2
import numpy as np
import openvino as ov
from openvino import opset13 as op

from ocr_engine.rapid import on_openvino
from ocr_engine.rapid.cutting import cut, padded
from ocr_engine.rapid.detecting import detect
from ocr_engine.rapid.networks import DETECTOR, READER, Floats, folder, load, western_of
from ocr_engine.rapid.quantizing import convolutions

LOOK, LINES = 1024, 5  # pixels of a page's longer side; lines of each page


def measured(file: str, prepare: Callable[[ov.Model], object], inputs: list[Floats]) -> dict[str, list[float]]:
    core = ov.Core()
    model = core.read_model(folder() / file)
    prepare(model)
    on_openvino.one_channel(model)
    if file == READER:
        on_openvino.lower(model)
    layers, first = convolutions(model), len(model.outputs)
    model.add_results([op.result(layer.input_value(0)) for layer in layers])
    model.validate_nodes_and_infer_types()
    request = core.compile_model(model, "CPU").create_infer_request()
    low, high = np.zeros(len(layers)), np.zeros(len(layers))
    for given in inputs:
        request.infer([given[None, None]])
        for at in range(len(layers)):
            values = request.get_output_tensor(first + at).data
            least, most = np.percentile(values, [0.01, 99.99])
            low[at] = min(low[at], least if values.min() < -1e-6 else 0.0)
            high[at] = max(high[at], most)
    return {
        layer.get_friendly_name(): [round(float(a), 4), round(float(b), 4)]
        for layer, a, b in zip(layers, low, high, strict=True)
    }


def main() -> None:
    networks, dice = load(), random.Random(1)
    pages, strips = [], []
    for name in sorted(path for given in sys.argv[1:] for path in Path(given).iterdir()):
        page = cv2.imread(str(name), cv2.IMREAD_GRAYSCALE)
        if page is None:
            continue
        scale = min(1.0, LOOK / max(page.shape))
        found = detect(networks, page, scale)
        dice.shuffle(found)
        strips += [padded(cut(page, line.quad)[0]) for line in found[:LINES]]
        rows, columns = (max(32, round(side * scale / 32) * 32) for side in page.shape)
        shown = cv2.resize(page, (columns, rows), interpolation=cv2.INTER_AREA)
        pages.append(shown.astype(np.float32) / 127.5 - 1)

    western = western_of(networks.characters)
    made = {
        "reader": measured(READER, lambda model: on_openvino.cut_head(model, western), strips),
        "detector": measured(DETECTOR, lambda model: None, pages),
    }
    json.dump(made, sys.stdout, indent=0)


if __name__ == "__main__":
    main()
