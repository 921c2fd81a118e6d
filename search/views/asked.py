"""What the address of a search says."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest

from archive.blocks import storable
from archive.showing.numerals import whole
from search.standing import ANY, Standing

STEP = 20  # pages on one screen
MOST = 200  # results one can walk through; who has not found it by then asks otherwise
LONGEST = 500  # characters of a query


@dataclass(frozen=True, slots=True)
class Asked:
    query: str
    collection: str  # its short name, or ""
    record: int | None
    standing: Standing = ANY

    def address(self, **more: object) -> str:
        """ "?q=…" with what limits the search, and more."""
        fields: dict[str, object] = {"q": self.query, "collection": self.collection, "record": self.record or ""}
        fields |= {"status": self.standing.status, "verdict": self.standing.verdict} | more
        return "?" + urlencode({name: value for name, value in fields.items() if value not in ("", None)})


def read(request: HttpRequest) -> Asked:
    return Asked(
        storable(request.GET.get("q", "")).strip()[:LONGEST],
        storable(request.GET.get("collection", "")),
        whole(request.GET.get("record", "")),
        Standing(storable(request.GET.get("status", "")), storable(request.GET.get("verdict", ""))),
    )


def rank(given: str) -> int:
    """Which result, from 1; 0 for nonsense."""
    return min(whole(given) or 0, MOST)
