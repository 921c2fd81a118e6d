"""The two networks, cut to what we need of them.

On OpenVINO the graphs are changed first (see `graphs`). Where it is missing, onnxruntime runs the
same models unchanged, three to five times slower.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from archive.conversions import kept
from ocr_engine.rapid import REVISION, alphabet

log = logging.getLogger(__name__)
DETECTOR, READER = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
HEIGHT = 32  # pixels of a line as it is shown to the reader: see `cutting`
TRAINED = 48  # the height the reader was trained on
STEP = 8  # pixels of that line for one step of the answer
Floats = np.ndarray[Any, np.dtype[np.float32]]
Ints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Steps:
    """The best character at each step of a line (0: none) and how sure the network is of it."""

    best: Ints
    sure: Floats


class Networks(Protocol):
    runtime: str
    characters: list[str]

    def map(self, grey: Floats) -> Floats:
        """How likely each pixel belongs to a line of text: (height, width) in and out, multiples of 32."""
        ...

    def read(self, lines: list[Floats], *, eastern: bool) -> Iterator[tuple[int, Steps]]:
        """Reads strips (HEIGHT, width) in -1..1, in any order: pairs of position and steps."""
        ...


def folder() -> Path:
    spec = find_spec("rapidocr")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("rapidocr", name="rapidocr")
    return Path(spec.submodule_search_locations[0]) / "models"


def threads() -> int:
    """Two at most: beyond that a second slot is worth more."""
    return min(2, len(os.sched_getaffinity(0)))


def load() -> Networks:
    if find_spec("openvino") is not None:
        from ocr_engine.rapid.on_openvino import OnOpenVino

        made: Networks = OnOpenVino(_converted(), threads())
        return made
    log.warning("OpenVINO is not installed: reading on onnxruntime, several times slower (pip install openvino)")
    from ocr_engine.rapid.on_onnxruntime import OnOnnxruntime

    slower: Networks = OnOnnxruntime(folder(), threads())
    return slower


def _converted() -> Path:
    """The networks as OpenVINO runs them, made on first use and kept in the archive's folder."""
    from ocr_engine.rapid.graphs import convert

    home = os.environ.get("MUNIMENT_HOME") or _passing().name
    return kept(Path(home) / "models" / f"pp-ocr-{version('rapidocr')}-{REVISION}", partial(convert, folder()))


@cache
def _passing() -> tempfile.TemporaryDirectory[str]:
    """Stands in for the archive's folder where there is none; gone with the process."""
    return tempfile.TemporaryDirectory(prefix="muniment-")


def characters_of(listed: str) -> list[str]:
    """The network's alphabet: none at 0, the listed ones, the space last."""
    return ["", *listed.split("\n"), " "]


def western_of(characters: list[str]) -> Ints:
    return np.array(alphabet.western(characters), dtype=np.int64)
