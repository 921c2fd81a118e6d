"""The networks on OpenVINO."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import openvino as ov
from openvino import opset13 as op

from ocr_engine.rapid.networks import DETECTOR, HEIGHT, READER, TRAINED, Floats, Steps, characters_of, western_of
from ocr_engine.rapid.quantizing import quantize, ranges


class OnOpenVino:
    runtime = "openvino"

    def __init__(self, folder: Path, threads: int) -> None:
        core = ov.Core()
        # Each layer of each new shape takes an entry; shapes are bucketed so that they all find room.
        core.set_property("CPU", {"CPU_RUNTIME_CACHE_CAPACITY": 4000})
        detector = core.read_model(folder / DETECTOR)
        quantize(detector, ranges("detector"))
        one_channel(detector)
        self._detector = core.compile_model(
            detector, "CPU", {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1}
        ).create_infer_request()
        reader = core.read_model(folder / READER)
        listed = reader.get_rt_info(["framework", "character"]).value
        self.characters = characters_of(listed.rstrip("\n"))
        self._western = western_of(self.characters)
        self._head = cut_head(reader, self._western)
        quantize(reader, ranges("reader"))
        one_channel(reader)
        lower(reader)
        # A line is too little work for two threads together: each reads a line of its own.
        compiled = core.compile_model(reader, "CPU", {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": threads})
        self._lanes = [compiled.create_infer_request() for _ in range(threads)]
        self._core = core

    @cached_property
    def _whole(self) -> ov.CompiledModel:
        """The last layer over every character, made when the first eastern page comes."""
        return self._core.compile_model(self._head, "CPU", {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1})

    def map(self, grey: Floats) -> Floats:
        self._detector.infer([grey[None, None]])
        answer: Floats = self._detector.get_output_tensor().data[0, 0]
        return answer

    def read(self, lines: list[Floats], *, eastern: bool) -> Iterator[tuple[int, Steps]]:
        # Longest first, so that the lanes end together. No callbacks: Python code called from the runtime's
        # own threads takes the whole process down when it meets the interpreter's end.
        busy: deque[tuple[int, Any]] = deque()
        try:
            for at in sorted(range(len(lines)), key=lambda at: -lines[at].shape[1]):
                if len(busy) < len(self._lanes):
                    request = self._lanes[len(busy)]
                else:
                    done, request = busy.popleft()
                    yield done, self._steps(request, eastern)
                request.start_async([lines[at][None, None]])
                busy.append((at, request))
            for done, request in busy:
                yield done, self._steps(request, eastern)
        finally:  # whoever stops listening leaves no lane busy
            for _at, request in busy:
                request.wait()

    def _steps(self, request: Any, eastern: bool) -> Steps:
        request.wait()
        features, best, sure = (request.get_output_tensor(at).data for at in range(3))
        if eastern:
            answer = self._whole(features)
            return Steps(answer[0][0].astype(np.int64), answer[1][0].copy())
        return Steps(self._western[best[0]], sure[0].copy())


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
