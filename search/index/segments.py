"""Immutable pieces of the vector index: a table row → passage, and the vectors in the same order.

Small ones are arrays, held in memory and searched exactly. Large ones are FAISS files mapped into memory and
shared between processes; nothing is ever added to them (adding to a mapped index aborts the process).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import faiss as _faiss
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

faiss: Any = _faiss  # its own type hints lack half of what it takes
ROW = np.dtype([("passage", "<i8"), ("page", "<i8"), ("record", "<i8"), ("collection", "<i8"), ("standing", "<i8")])
#: From here on a segment is a FAISS file; below, an array that is kept in memory.
LARGE = 8192
#: From here on a large segment gets an inverted file with coarse codes; below, every row is compared.
CLUSTERED = 60_000
#: So few allowed rows are compared exactly, whatever the segment.
FEW = 20_000


@dataclass(frozen=True)
class Segment:
    folder: Path

    @cached_property
    def rows(self) -> NDArray[Any]:
        table: NDArray[Any] = np.load(self.folder / "rows.npy")
        return table

    @cached_property
    def large(self) -> bool:
        return (self.folder / "index.faiss").exists()

    @cached_property
    def _index(self) -> Any:
        if self.large:
            return faiss.read_index(str(self.folder / "index.faiss"), faiss.IO_FLAG_MMAP_IFC)
        vectors = np.load(self.folder / "vectors.npy").astype(np.float32)
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        return index

    @cached_property
    def _flat(self) -> Any:
        """All vectors in row order as float16: exact search and the source of a merge."""
        if isinstance(self._index, faiss.IndexRefine):
            return faiss.downcast_index(self._index.refine_index)
        return self._index

    def touch(self) -> None:
        """Opens the files, so that one that is missing is missed now and not in a search."""
        _ = self.rows, self._flat

    def vectors(self) -> NDArray[np.float32]:
        return np.asarray(self._flat.reconstruct_n(0, len(self.rows)), np.float32)

    def search(
        self, vector: NDArray[np.float32], mask: NDArray[np.bool_], k: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Cosines and rows of the k nearest among the rows of the mask, best first."""
        allowed = int(mask.sum())
        k = min(k, allowed)
        if k == 0:
            return np.empty(0, np.float32), np.empty(0, np.int64)
        bits = np.packbits(mask, bitorder="little")
        selector = None if allowed == len(mask) else faiss.IDSelectorBitmap(bits)
        if self._flat is self._index or allowed <= FEW:
            chosen, options = self._flat, faiss.SearchParameters(sel=selector)
        else:
            chosen, options = self._index, self._coarse(selector)
        # A search is short and many run at a time: a second thread would only be waited for.
        faiss.omp_set_num_threads(1)  # counts for the calling thread alone
        scores, rows = chosen.search(vector[None, :], k, params=options)
        real = rows[0] >= 0
        return scores[0][real], rows[0][real]

    def _coarse(self, selector: Any) -> Any:
        lists = faiss.downcast_index(self._index.base_index).nlist
        base = faiss.SearchParametersIVF(sel=selector, nprobe=max(16, lists // 12))
        return faiss.IndexRefineSearchParameters(k_factor=6.0, base_index_params=base)


def write(parent: Path, rows: NDArray[Any], vectors: NDArray[np.floating[Any]]) -> Segment:
    """Writes a segment beside the others; it counts once the manifest names it."""
    folder = parent / uuid.uuid4().hex
    folder.mkdir(mode=0o700)
    np.save(folder / "rows.npy", rows)
    if len(rows) < LARGE:
        np.save(folder / "vectors.npy", vectors.astype(np.float16))
    else:
        faiss.write_index(_made(vectors.astype(np.float32)), str(folder / "index.faiss"))
    return Segment(folder)


def _made(vectors: NDArray[np.float32]) -> Any:
    size = vectors.shape[1]
    if len(vectors) < CLUSTERED:
        index = faiss.IndexScalarQuantizer(size, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    else:
        lists = 1 << int(np.log2(4 * np.sqrt(len(vectors))))
        index = faiss.index_factory(size, f"IVF{lists},RaBitQ,Refine(SQfp16)", faiss.METRIC_INNER_PRODUCT)
        faiss.extract_index_ivf(index).cp.niter = 8
    # A sample is enough to place the lists; the order of pages must not choose it.
    some = np.random.default_rng(7).permutation(len(vectors))[:50_000]
    index.train(vectors[some])
    index.add(vectors)
    return index
