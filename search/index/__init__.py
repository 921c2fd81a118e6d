"""The index: a cache made from the database, deletable at any time.

`apply` takes what is dirty, `search` answers, `position` is the last news taken in. The local index
(Tantivy for words, FAISS for vectors) is the first implementation; the contract tests compare every
implementation with brute force.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from search.query import Query


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage and its vector."""

    passage_id: int
    vector: NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class State:
    """All the index is to know of a page; without text there is nothing to find on it any more."""

    page_id: int
    record_id: int = 0
    collection_id: int = 0
    language: str = ""
    text: str = ""
    pieces: tuple[Piece, ...] = ()
    standing: int = 0  # see search.standing


@dataclass(frozen=True, slots=True)
class Changes:
    position: int  # of the last news among them
    states: tuple[State, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """What the asker may find. None is no limit; `without` are records taken out again."""

    collections: frozenset[int] | None = None
    records: frozenset[int] | None = None
    without: frozenset[int] = frozenset()
    standings: frozenset[int] | None = None

    @property
    def limits(self) -> tuple[tuple[str, frozenset[int] | None], ...]:
        """What the index keeps of a page, and which of it may be found."""
        return (
            ("collection", self.collections),
            ("record", self.records),
            ("standing", self.standings),
        )

    def allows(self, record_id: int, collection_id: int, standing: int = 0) -> bool:
        return (
            (self.collections is None or collection_id in self.collections)
            and (self.records is None or record_id in self.records)
            and record_id not in self.without
            and (self.standings is None or standing in self.standings)
        )


@dataclass(frozen=True, slots=True)
class Scored:
    """A page found by words: BM25."""

    page_id: int
    score: float


@dataclass(frozen=True, slots=True)
class Near:
    """A page found by meaning: the cosine of its nearest passage."""

    page_id: int
    passage_id: int
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Pages, best first, at most k of each."""

    words: tuple[Scored, ...]
    meaning: tuple[Near, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """What an index holds, or is to hold: equal contents have equal digests, whatever the order."""

    pages: int = 0
    pages_digest: str = "0"
    passages: int = 0
    passages_digest: str = "0"


class Digest:
    """A sum of hashes: adding in any order gives the same."""

    def __init__(self) -> None:
        self.count, self._sum = 0, 0

    def add(self, row: bytes) -> None:
        self.count += 1
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(row).digest(), "little")) % (1 << 256)

    def __str__(self) -> str:
        return f"{self._sum:x}"


def page_row(state: State) -> str:
    told = hashlib.sha256(state.text.encode()).hexdigest()
    return f"{state.page_id} {state.record_id} {state.collection_id} {state.standing} {state.language} {told}"


def row_of(piece: Piece, state: State) -> tuple[int, ...]:
    """Where a passage stands, as the index keeps it."""
    return (piece.passage_id, state.page_id, state.record_id, state.collection_id, state.standing)


def passage_row(row: tuple[int, ...], vector: NDArray[Any]) -> bytes:
    return " ".join(map(str, (*row, ""))).encode() + np.asarray(vector, "<f2").tobytes()


class SearchIndex(Protocol):
    @property
    def position(self) -> int: ...

    def apply(self, changes: Changes) -> None: ...

    def search(self, query: Query, vector: NDArray[np.float32] | None, within: Within, k: int) -> Answer: ...

    def contents(self) -> Contents:
        """Counts and digests of all that can be found. Costs a pass over the whole index."""
