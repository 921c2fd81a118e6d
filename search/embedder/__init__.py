"""Texts to vectors. `embedder()` is the one the settings name; loading it costs a third of a second.

The bundled model runs on OpenVINO without torch; any sentence-transformers model by MUNIMENT_EMBEDDER.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Protocol

from django.conf import settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]


class Embedder(Protocol):
    #: Names model and revision: vectors of two fingerprints are never compared.
    fingerprint: str
    size: int
    #: Cosine below which two texts have nothing to do with each other.
    floor: float

    def passages(self, texts: Sequence[str]) -> Vectors:
        """One row of length 1 for each text."""

    def query(self, text: str) -> Vectors:
        """One row of length 1."""

    def measure(self, text: str) -> int:
        """How many word pieces the text takes, without the marks at both ends."""


@cache
def named(name: str) -> Embedder:
    if name == "bundled":
        from search.embedder.bundled import Bundled

        return Bundled()
    from search.embedder.transformers import Transformer

    return Transformer(name)


def embedder() -> Embedder:
    return named(settings.MUNIMENT_EMBEDDER)


def prepare() -> None:
    """Converts the bundled model on the first start; a second process may do so at the same time."""
    if settings.MUNIMENT_EMBEDDER == "bundled":
        from search.embedder.bundled import converted

        converted()
