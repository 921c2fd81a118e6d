"""The networks as we run them: made once from the models in the package, kept as files.

One grey channel goes in where three equal ones would, convolutions run in whole numbers, strips are
lower, and the reader's last layer, 18,710 wide, is cut to the western alphabet with the choice of the
best character inside the graph.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import openvino as ov
from openvino import opset13 as op

from ocr_engine.rapid.networks import DETECTOR, HEIGHT, READER, TRAINED, characters_of, western_of
from ocr_engine.rapid.quantizing import quantize, ranges


def convert(source: Path, target: Path) -> None:
    """Writes detector, reader, the reader's whole last layer and its alphabet into the folder `target`."""
    core = ov.Core()
    detector = core.read_model(source / DETECTOR)
    quantize(detector, ranges("detector"))
    one_channel(detector)
    reader = core.read_model(source / READER)
    listed = reader.get_rt_info(["framework", "character"]).value.rstrip("\n")
    head = cut_head(reader, western_of(characters_of(listed)))
    quantize(reader, ranges("reader"))
    one_channel(reader)
    lower(reader)
    for name, model in (("detector", detector), ("reader", reader), ("whole", head)):
        ov.save_model(model, target / f"{name}.xml", compress_to_fp16=False)
    (target / "characters.txt").write_bytes(listed.encode())


def one_channel(model: ov.Model) -> None:
    """Lets the model take (batch, 1, height, width); the three channels are the same inside."""
    old = model.get_parameters()[0]
    shape = old.get_partial_shape()
    shape[1] = 1
    new = op.parameter(shape, np.float32, name="grey")
    three = op.concat([new, new, new], axis=1)
    for taker in old.output(0).get_target_inputs():
        taker.replace_source_output(three.output(0))
    model.add_parameters([new])
    model.remove_parameter(old)
    model.validate_nodes_and_infer_types()


def lower(reader: ov.Model) -> None:
    """Lets the reader take strips `HEIGHT` pixels high: what it had three rows of at the end it has two of."""
    for node in reader.get_ordered_ops():
        if node.get_type_name() == "AvgPool":
            rows, columns = node.get_attributes()["kernel"]
            window = [rows * HEIGHT // TRAINED, columns]
            pooled = op.avg_pool(node.input_value(0), window, [0, 0], [0, 0], window, True)
            for taker in node.output(0).get_target_inputs():
                taker.replace_source_output(pooled.output(0))
    reader.reshape([-1, 1, HEIGHT, -1])


def cut_head(reader: ov.Model, western: Any) -> ov.Model:
    """Makes the reader answer (features, best, sure) over `western`; returns the whole last layer as a model."""
    result = reader.get_results()[0]
    node, found = result.input_value(0).get_node(), {}
    while node.get_type_name() != "MatMul":
        found[node.get_type_name()] = node
        node = node.input_value(0).get_node()
    features, weights = node.input_value(0), node.input_value(1).get_node().data
    bias = found["Add"].input_value(1).get_node().data
    best, sure = _choice(features, weights[:, western], bias[western])
    reader.add_results([op.result(features), op.result(best), op.result(sure)])
    reader.remove_result(result)
    reader.validate_nodes_and_infer_types()
    given = op.parameter([-1, -1, weights.shape[0]], np.float32, name="features")
    best, sure = _choice(given.output(0), weights, bias)
    return ov.Model([op.result(best), op.result(sure)], [given], "whole_alphabet")


def _choice(features: Any, weights: Any, bias: Any) -> tuple[Any, Any]:
    """The best class and its probability, without writing the softmax of all classes to memory."""
    scores = op.add(op.matmul(features, op.constant(weights), False, False), op.constant(bias))
    top = op.topk(scores, op.constant(np.int64(1)), -1, "max", "none", index_element_type="i64")
    rest = op.reduce_sum(op.exp(op.subtract(scores, top.output(0))), op.constant(np.int64(-1)), True)
    axis = op.constant(np.int64(-1))
    return op.squeeze(top.output(1), axis).output(0), op.squeeze(
        op.divide(op.constant(np.float32(1)), rest), axis
    ).output(0)
