"""What the search keeps in the database: the index files are caches made from it."""

from __future__ import annotations

from search.models.change import IndexChange, IndexCount
from search.models.passage import Passage
from search.models.vector import Vector

__all__ = ["IndexChange", "IndexCount", "Passage", "Vector"]
