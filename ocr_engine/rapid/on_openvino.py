"""The networks on OpenVINO."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import openvino as ov

from ocr_engine.rapid.networks import Floats, Steps, characters_of, western_of


class OnOpenVino:
    runtime = "openvino"

    def __init__(self, folder: Path, threads: int) -> None:
        """`folder` is what `graphs.convert` made."""
        self._core, self._folder = ov.Core(), folder
        # Each layer of each new shape takes an entry; shapes are bucketed so that they all find room.
        self._core.set_property("CPU", {"CPU_RUNTIME_CACHE_CAPACITY": 4000})
        self._detector = self._compiled("detector", threads, streams=1).create_infer_request()
        # A line is too little work for two threads together: each reads a line of its own.
        reader = self._compiled("reader", threads, streams=threads)
        self._lanes = [reader.create_infer_request() for _ in range(threads)]
        # Not through text mode: the alphabet holds characters that it would take for the end of a line.
        self.characters = characters_of((folder / "characters.txt").read_bytes().decode())
        self._western = western_of(self.characters)

    def _compiled(self, name: str, threads: int, *, streams: int) -> ov.CompiledModel:
        """Compiled once for all starts on this processor: a second is a tenth of one the next time."""
        options = {
            "INFERENCE_NUM_THREADS": threads,
            "NUM_STREAMS": streams,
            # Or the engines of all slots would be pinned to the same first cores.
            "ENABLE_CPU_PINNING": False,
            "CACHE_DIR": str(self._folder / "cache"),
        }
        return self._core.compile_model(self._folder / f"{name}.xml", "CPU", options)

    @cached_property
    def _whole(self) -> ov.CompiledModel:
        """The last layer over every character, loaded when the first eastern page comes."""
        return self._compiled("whole", 1, streams=1)

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
