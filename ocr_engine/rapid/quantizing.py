"""Convolutions in whole numbers: half as slow again without them, at the same error.

Weights go to 8 bits per output channel, activations to 8 bits per layer: from zero where none is
negative, else symmetric about it (with any other offset, processors without VNNI overflow their 16-bit
sums). The range of each layer was measured on pages by bench/rapid_ranges.py.
The first layers, which see the ink itself, stay as they are.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import openvino as ov
from openvino import opset13 as op

_STEM = frozenset(f"Conv.{number}" for number in range(5))


def ranges(network: str) -> dict[str, list[float]]:
    """The least and the largest activation that goes into each convolution of "reader" or "detector"."""
    measured: dict[str, dict[str, list[float]]] = json.loads(Path(__file__).with_name("ranges.json").read_text())
    return measured[network]


def quantize(model: ov.Model, measured: dict[str, list[float]]) -> None:
    for node in convolutions(model):
        name = node.get_friendly_name()
        if name in _STEM or name not in measured:
            continue
        given, weights = node.input_value(0), node.input_value(1)
        values = weights.get_node().data
        per_channel = np.abs(values).reshape(len(values), -1).max(axis=1).reshape(-1, 1, 1, 1).astype(np.float32)
        low, high = measured[name]
        if low < 0:  # 256 steps have one more below zero than above
            most = max(-low, high)
            low, high = -most, most * 127 / 128
        largest = np.maximum(per_channel, 1e-8)
        node.input(0).replace_source_output(_rounded(given, low, high, 256))
        node.input(1).replace_source_output(_rounded(weights, -largest, largest, 255))


def convolutions(model: ov.Model) -> list[Any]:
    """Those with constant weights, in order; depthwise ones are memory-bound and gain nothing."""
    return [
        node
        for node in model.get_ordered_ops()
        if node.get_type_name() == "Convolution" and node.input_value(1).get_node().get_type_name() == "Constant"
    ]


def _rounded(values: Any, low: Any, high: Any, levels: int) -> Any:
    """`values` on a grid of `levels` steps."""
    ends = [op.constant(np.asarray(end, dtype=np.float32)) for end in (low, high, low, high)]
    return op.fake_quantize(values, *ends, levels).output(0)
