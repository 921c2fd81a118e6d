"""The index in files of this machine: Tantivy for words, FAISS for vectors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from search.index import Answer, Changes, Contents, Near, Within
from search.index.meaning import Meaning
from search.index.words import Words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from search.query import Query


class LocalIndex:
    """Reads in any process and thread; `apply` only where the folder's lock is held (search.follower)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.words = Words(folder / "words")
        self.meaning = Meaning(folder / "meaning")

    @property
    def position(self) -> int:
        """The two halves commit one after the other; news that only one of them has is applied again."""
        self.refresh()
        return min(self.words.position, self.meaning.position)

    def refresh(self) -> None:
        self.words.refresh()
        self.meaning.refresh()

    def apply(self, changes: Changes) -> None:
        self.words.apply(changes.position, changes.states)
        self.meaning.apply(changes.position, changes.states)

    def search(self, query: Query, vector: NDArray[np.float32] | None, within: Within, k: int) -> Answer:
        self.refresh()
        near: tuple[Near, ...] = ()
        if vector is not None:
            near = tuple(self.meaning.search(vector, within, k, *self.words.bounds(query, within)))
        return Answer(tuple(self.words.search(query, within, k)), near)

    def contents(self) -> Contents:
        self.refresh()
        words, meaning = self.words.contents(), self.meaning.contents()
        return Contents(words.count, str(words), meaning.count, str(meaning))

    def close(self) -> None:
        self.words.close()
        self.meaning.settle()
