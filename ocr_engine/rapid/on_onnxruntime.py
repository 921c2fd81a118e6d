"""The networks on onnxruntime, as they are: where OpenVINO does not run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

from ocr_engine.rapid.networks import DETECTOR, READER, TRAINED, Floats, Steps, characters_of, western_of


class OnOnnxruntime:
    runtime = "onnxruntime"

    def __init__(self, folder: Path, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.enable_cpu_mem_arena = False  # it never gives back what the largest page needed
        self._detector = onnxruntime.InferenceSession(str(folder / DETECTOR), options)
        self._reader = onnxruntime.InferenceSession(str(folder / READER), options)
        self.characters = characters_of(self._reader.get_modelmeta().custom_metadata_map["character"].rstrip("\n"))
        self._western = western_of(self.characters)

    def map(self, grey: Floats) -> Floats:
        three = np.repeat(grey[None, None], 3, axis=1)
        answer: Floats = self._detector.run(None, {self._detector.get_inputs()[0].name: three})[0][0, 0]
        return answer

    def read(self, lines: list[Floats], *, eastern: bool) -> Iterator[tuple[int, Steps]]:
        given = self._reader.get_inputs()[0].name
        for at, line in enumerate(lines):
            # The model as it is takes the height it was trained on and no other.
            line = cv2.resize(line, (line.shape[1], TRAINED))
            likely = self._reader.run(None, {given: np.repeat(line[None, None], 3, axis=1)})[0][0]
            if not eastern:
                likely = likely[:, self._western]
            best = likely.argmax(axis=1)
            sure = likely[np.arange(len(best)), best]
            yield at, Steps(best if eastern else self._western[best], sure)
