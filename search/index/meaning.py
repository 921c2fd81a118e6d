"""Vectors of passages: immutable segments, a list of what is gone from them, and one manifest that
says which of these count. Any process reads; one writes.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from search.index import Digest, Near, State, Within, files, passage_row, row_of, segments
from search.index.segments import LARGE, ROW, Segment

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Small segments are merged when there are more, or when they hold enough rows for a large one.
MANY = 24
#: Large segments are merged when there are more, or when this share of their rows is gone.
LARGE_MANY, GONE_SHARE = 4, 0.3
_KEPT_MASKS = 32


@dataclass
class Snapshot:
    """What one manifest says. Never changed, so a search may go on with it while the next is read."""

    position: int
    parts: tuple[Segment, ...]
    gone: NDArray[np.int64]
    masks: dict[Within, list[NDArray[np.bool_]]] = field(default_factory=dict)

    def mask(self, within: Within) -> list[NDArray[np.bool_]]:
        """Rows that are neither gone nor forbidden, one array for each segment."""
        known = self.masks.get(within)
        if known is None:
            if len(self.masks) >= _KEPT_MASKS:
                self.masks.clear()
            known = self.masks[within] = [self._mask(part.rows, within) for part in self.parts]
        return known

    def _mask(self, rows: NDArray[Any], within: Within) -> NDArray[np.bool_]:
        mask: NDArray[np.bool_] = ~np.isin(rows["passage"], self.gone)
        for column, ids in within.limits:
            if ids is not None:
                mask &= np.isin(rows[column], np.fromiter(ids, np.int64, len(ids)))
        if within.without:
            mask &= ~np.isin(rows["record"], np.fromiter(within.without, np.int64, len(within.without)))
        return mask


class Meaning:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, exist_ok=True)
        self._manifest = folder / "manifest.json"
        self._seen = files.MISSING
        self._lock = threading.Lock()
        self._merging: _Merge | None = None
        self._now = Snapshot(0, (), np.empty(0, np.int64))
        self.refresh()

    @property
    def position(self) -> int:
        return self._now.position

    def refresh(self) -> None:
        """Sees what another process wrote. Costs one stat when that is nothing."""
        with self._lock:
            while (stamp := files.stamp(self._manifest)) not in (self._seen, files.MISSING):
                try:
                    self._now = self._read()
                except FileNotFoundError:
                    if files.stamp(self._manifest) == stamp:
                        raise  # not merged away between two looks, but lost
                    continue
                self._seen = stamp

    def _read(self) -> Snapshot:
        told = files.read(self._manifest, {"position": 0, "segments": [], "gone": []})
        open_now = {part.folder.name: part for part in self._now.parts}
        parts = tuple(open_now.get(name) or Segment(self.folder / name) for name in told["segments"])
        for part in parts:
            part.touch()
        return Snapshot(told["position"], parts, np.array(told["gone"], np.int64))

    def search(
        self,
        vector: NDArray[np.float32],
        within: Within,
        k: int,
        only: list[int] | None = None,
        never: list[int] | None = None,
    ) -> list[Near]:
        """The k pages with the nearest passages; `only` among these pages, and `never` one of those."""
        now = self._now
        masks = now.mask(within)
        for pages, unwanted in ((only, False), (never, True)):
            if pages is not None:
                those = np.array(pages, np.int64)
                masks = [
                    mask & np.isin(part.rows["page"], those, invert=unwanted)
                    for part, mask in zip(now.parts, masks, strict=True)
                ]
        most, wanted = sum(int(mask.sum()) for mask in masks), 2 * k
        while True:
            best = self._nearest(now.parts, masks, vector, wanted)
            if len(best) >= k or wanted >= most:
                return best[:k]
            wanted = min(most, wanted * 4)  # many passages of few pages

    @staticmethod
    def _nearest(
        parts: tuple[Segment, ...], masks: list[NDArray[np.bool_]], vector: NDArray[np.float32], wanted: int
    ) -> list[Near]:
        found: list[tuple[float, int, int]] = []
        for part, mask in zip(parts, masks, strict=True):
            scores, rows = part.search(vector, mask, wanted)
            here = part.rows[rows]
            found += zip(scores.tolist(), here["passage"].tolist(), here["page"].tolist(), strict=True)
        found.sort(key=lambda hit: (-hit[0], hit[1]))
        first: dict[int, Near] = {}
        for score, passage, page in found[:wanted]:
            first.setdefault(page, Near(page, passage, score))
        return list(first.values())

    def contents(self) -> Digest:
        now, digest = self._now, Digest()
        for part, mask in zip(now.parts, now.mask(Within()), strict=True):
            for row, vector in zip(part.rows[mask], part.vectors()[mask], strict=True):
                digest.add(passage_row(row.tolist(), vector))
        return digest

    # --- writing: only in the process that holds the folder's lock ------------------------------

    def apply(self, position: int, states: Iterable[State]) -> None:
        """Adds what is new of these pages, lists what is gone. Applying the same twice changes nothing."""
        self._adopt()
        told = {state.page_id: state for state in states}
        have = self._rows_of(list(told))
        # A record that moved keeps its passages, and so does a text that is judged anew, but the rows say what was.
        same = {
            int(row["passage"])
            for row in have
            if (state := told[int(row["page"])]).record_id == row["record"]
            and state.collection_id == row["collection"]
            and state.standing == row["standing"]
            and any(piece.passage_id == row["passage"] for piece in state.pieces)
        }
        moved = {int(row["passage"]) for row in have} - same
        rows, vectors = [], []
        for state in told.values():
            for piece in state.pieces:
                if piece.passage_id not in same:
                    rows.append(row_of(piece, state))
                    vectors.append(piece.vector)
        parts, gone = self._now.parts, self._now.gone
        again = moved & {row[0] for row in rows}
        if again:  # rare: the old rows must go for good, since their passages stay
            parts = tuple(self._without(part, again) for part in parts)
        gone = np.union1d(gone, np.fromiter(moved - again, np.int64, len(moved - again)))
        if rows:
            parts += (segments.write(self.folder, np.array(rows, ROW), np.array(vectors)),)
        self._commit(position, parts, gone)
        self._tidy()

    def _rows_of(self, pages: list[int]) -> NDArray[Any]:
        now = self._now
        kept = [
            part.rows[mask & np.isin(part.rows["page"], pages)]
            for part, mask in zip(now.parts, now.mask(Within()), strict=True)
        ]
        return np.concatenate(kept) if kept else np.empty(0, ROW)

    def _without(self, part: Segment, passages: set[int]) -> Segment:
        stays = ~np.isin(part.rows["passage"], list(passages))
        return part if stays.all() else segments.write(self.folder, part.rows[stays], part.vectors()[stays])

    def _commit(self, position: int, parts: tuple[Segment, ...], gone: NDArray[np.int64]) -> None:
        parts = tuple(part for part in parts if len(part.rows))
        told = {"position": position, "segments": [p.folder.name for p in parts], "gone": gone.tolist()}
        files.write(self._manifest, told)
        self._now, self._seen = Snapshot(position, parts, gone), files.stamp(self._manifest)
        if self._merging is None:  # else one of the unnamed folders is being written
            named = {part.folder.name for part in parts}
            for folder in self.folder.iterdir():
                if folder.is_dir() and folder.name not in named:
                    shutil.rmtree(folder, ignore_errors=True)

    def _tidy(self) -> None:
        """Starts a merge beside when one is due; the next `apply` takes it in."""
        if self._merging is not None:
            return
        small = [p for p in self._now.parts if not p.large]
        large = [p for p in self._now.parts if p.large]
        rows = sum(len(p.rows) for p in self._now.parts)
        if len(large) > LARGE_MANY or len(self._now.gone) > max(1000, GONE_SHARE * rows):
            self._merging = _Merge(self.folder, tuple(self._now.parts), self._now.gone)
        elif len(small) > MANY or sum(len(p.rows) for p in small) >= LARGE:
            self._merging = _Merge(self.folder, tuple(small), self._now.gone)

    def _adopt(self) -> None:
        merge = self._merging
        if merge is None or merge.is_alive():
            return
        self._merging = None
        if merge.made is None:
            return
        old = {part.folder.name for part in merge.parts}
        if not old <= {part.folder.name for part in self._now.parts}:
            return  # one of them was rewritten meanwhile: the next merge will see it
        parts = (*(p for p in self._now.parts if p.folder.name not in old), merge.made)
        # What the merge left out needs no listing any more, unless another segment still holds it.
        held = [p.rows["passage"] for p in parts]
        gone = self._now.gone[np.isin(self._now.gone, np.concatenate(held))]
        self._commit(self._now.position, parts, gone)

    def settle(self) -> None:
        """Waits for a merge that is under way and takes it in."""
        while self._merging is not None:
            self._merging.join()
            self._adopt()
            self._tidy()


class _Merge(threading.Thread):
    """Writes one segment from several, without what is gone. FAISS works outside Python's lock."""

    def __init__(self, folder: Path, parts: tuple[Segment, ...], gone: NDArray[np.int64]) -> None:
        super().__init__(name="merge", daemon=True)
        self.folder, self.parts, self.gone = folder, parts, gone
        self.made: Segment | None = None
        self.start()

    def run(self) -> None:
        keep = [~np.isin(part.rows["passage"], self.gone) for part in self.parts]
        rows = np.concatenate([part.rows[mask] for part, mask in zip(self.parts, keep, strict=True)])
        vectors = np.concatenate([part.vectors()[mask] for part, mask in zip(self.parts, keep, strict=True)])
        self.made = segments.write(self.folder, rows, vectors)
