"""Work on a card, recorded once and then replayed: hundreds of small kernels are started by one call.

Whatever is recorded must read and write the same memory each time, and never wait for the host."""

from __future__ import annotations

import logging
from collections.abc import Callable

import torch

log = logging.getLogger(__name__)
Work = Callable[[], None]
_WARM = 2  # libraries choose their kernels, and take their memory, when first called


class Recorder:
    """Of one card; all its recordings share what memory they need in between, as they never run at once."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._side = torch.cuda.Stream(device)  # type: ignore[no-untyped-call]
        self._pool = torch.cuda.graph_pool_handle()

    def record(self, work: Work, tried: Work) -> Work:
        """`tried` does the same as `work`, and leaves no trace."""
        here = torch.cuda.current_stream(self._device)
        self._side.wait_stream(here)
        with torch.cuda.stream(self._side):
            for _ in range(_WARM):
                tried()
        here.wait_stream(self._side)
        graph = torch.cuda.CUDAGraph()
        # Other threads bring pages to the card meanwhile; that is none of this recording's business.
        with torch.cuda.graph(graph, pool=self._pool, stream=self._side, capture_error_mode="thread_local"):
            work()
        return graph.replay


class Replayed:
    """One recording for each key. Without a recorder, or where recording fails, work is simply done."""

    def __init__(self, recorder: Recorder | None) -> None:
        self._recorder = recorder
        self._recorded: dict[int, Work] = {}

    @property
    def recording(self) -> bool:
        return self._recorder is not None

    def get(self, key: int, work: Work, tried: Work) -> Work:
        if self._recorder is None:
            return work
        if key not in self._recorded:
            try:
                self._recorded[key] = self._recorder.record(work, tried)
            except RuntimeError:  # of torch or of CUDA: memory, or a kernel that cannot be recorded
                log.warning("a step cannot be recorded as a CUDA graph; pages are read more slowly", exc_info=True)
                self._recorder = None
                return work
        return self._recorded[key]
