"""The bundled sentence encoder as an OpenVINO graph, built from its weights.

A BERT encoder of six layers; its output is averaged over the words and brought to length 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import openvino as ov
from numpy.typing import NDArray
from openvino import opset13 as op

Weights = dict[str, NDArray[np.float32]]
HEADS = 12


def model(weights: Weights) -> Any:
    """Inputs "ids" and "mask", int32 [texts, pieces]; output "vectors", float32 [texts, 384]."""
    ids = op.parameter([-1, -1], np.int32, name="ids")
    mask = op.parameter([-1, -1], np.int32, name="mask")
    hidden = _embedded(weights, ids)
    # 0 where there is a word, a large negative number where there is padding.
    seen = op.convert(op.unsqueeze(mask, op.constant([1, 2], np.int32)), "f32")
    shade = op.multiply(op.subtract(op.constant(1.0, np.float32), seen), op.constant(-10000.0, np.float32))
    layers = sum(1 for name in weights if name.endswith("attention.self.query.weight"))
    for number in range(layers):
        hidden = _layer(weights, f"encoder.layer.{number}.", hidden, shade)
    vectors = _mean(hidden, mask)
    result = op.result(op.normalize_l2(vectors, op.constant([1], np.int64), 1e-12, "max"), name="vectors")
    return ov.Model([result], [ids, mask], "sentence_encoder")


def _embedded(weights: Weights, ids: Any) -> Any:
    words = op.gather(op.constant(weights["embeddings.word_embeddings.weight"]), ids, op.constant(0, np.int64))
    length = op.gather(op.shape_of(ids, "i32"), op.constant(1, np.int64), op.constant(0, np.int64))
    place = op.range(op.constant(0, np.int32), length, op.constant(1, np.int32), "i32")
    places = op.gather(
        op.constant(weights["embeddings.position_embeddings.weight"]), place, op.constant(0, np.int64)
    )
    kind = op.constant(weights["embeddings.token_type_embeddings.weight"][:1])
    return _normed(weights, "embeddings.LayerNorm", op.add(op.add(words, places), kind))


def _layer(weights: Weights, name: str, hidden: Any, shade: Any) -> Any:
    attended = _dense(weights, f"{name}attention.output.dense", _attention(weights, name, hidden, shade))
    hidden = _normed(weights, f"{name}attention.output.LayerNorm", op.add(attended, hidden))
    wide = op.gelu(_dense(weights, f"{name}intermediate.dense", hidden), "erf")
    return _normed(weights, f"{name}output.LayerNorm", op.add(_dense(weights, f"{name}output.dense", wide), hidden))


def _attention(weights: Weights, name: str, hidden: Any, shade: Any) -> Any:
    query, key, value = (
        _heads(_dense(weights, f"{name}attention.self.{w}", hidden)) for w in ("query", "key", "value")
    )
    mixed = op.scaled_dot_product_attention(query, key, value, shade)
    back = op.transpose(mixed, op.constant([0, 2, 1, 3], np.int32))
    return op.reshape(back, op.constant([0, 0, -1], np.int64), True)


def _heads(rows: Any) -> Any:
    parted = op.reshape(rows, op.constant([0, 0, HEADS, -1], np.int64), True)
    return op.transpose(parted, op.constant([0, 2, 1, 3], np.int32))


def _dense(weights: Weights, name: str, rows: Any) -> Any:
    product = op.matmul(rows, op.constant(weights[f"{name}.weight"]), False, True)
    return op.add(product, op.constant(weights[f"{name}.bias"]))


def _normed(weights: Weights, name: str, rows: Any) -> Any:
    scaled = op.mvn(rows, op.constant([-1], np.int64), True, 1e-12, "inside_sqrt")
    return op.add(op.multiply(scaled, op.constant(weights[f"{name}.weight"])), op.constant(weights[f"{name}.bias"]))


def _mean(hidden: Any, mask: Any) -> Any:
    seen = op.unsqueeze(op.convert(mask, "f32"), op.constant(2, np.int32))
    total = op.reduce_sum(op.multiply(hidden, seen), op.constant([1], np.int64), False)
    return op.divide(total, op.reduce_sum(seen, op.constant([1], np.int64), False))
