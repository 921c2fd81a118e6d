"""What somebody wants a page's text to be: regions and rows that say which of the base's they come from.

As JSON, the way browsers send it and drafts keep it:

    {"regions": [{"from": 0 | null, "kind": "text", "level": 0, "box": null | [x0, y0, x1, y1], "markup": "",
                  "rows": [{"from": [[0, 3], …], "text": "…", "box": null | [x0, y0, x1, y1]}, …]}, …]}

`from` of a region is its ordinal in the base version; of a row, the rows of the base it was made of, as pairs of
region and row (two where rows were joined, the same one twice where a row was split). A box that is null is the
base's own; one that is given was drawn. Words are never sent: where they stand is worked out from the base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archive.blocks import JOINT, Kind, storable
from archive.geometry import Box

#: What one page may hold: far more than any page does, far less than would hurt.
MOST_REGIONS, MOST_ROWS, LONGEST_ROW, LONGEST = 2000, 20_000, 20_000, 1_000_000
_MOST_SOURCES = 200
_HIGHEST_LEVEL = 9


class Refused(ValueError):
    """What was sent is no text of a page; says for programs what is wrong with it."""


@dataclass(frozen=True, slots=True)
class WantedRow:
    text: str
    sources: tuple[tuple[int, int], ...] = ()
    box: Box | None = None

    def __post_init__(self) -> None:
        if "\n" in self.text or "\r" in self.text:
            raise Refused("a row has no line breaks")
        if len(self.text) > LONGEST_ROW:
            raise Refused(f"a row has at most {LONGEST_ROW} characters")


@dataclass(frozen=True, slots=True)
class WantedRegion:
    kind: Kind
    rows: tuple[WantedRow, ...]
    source: int | None = None
    level: int = 0
    box: Box | None = None
    markup: str = ""  # of a formula: its source


@dataclass(frozen=True, slots=True)
class Wanted:
    regions: tuple[WantedRegion, ...]

    @property
    def text(self) -> str:
        """As it will read."""
        return JOINT.join("\n".join(row.text for row in region.rows) for region in self.regions)

    @classmethod
    def of_json(cls, said: Any) -> Wanted:
        """Raises Refused for anything else than what stands above."""
        try:
            regions = said["regions"]
            if not isinstance(regions, list) or len(regions) > MOST_REGIONS:
                raise Refused(f"regions are a list of at most {MOST_REGIONS}")
            if sum(len(each["rows"]) for each in regions) > MOST_ROWS:
                raise Refused(f"a page has at most {MOST_ROWS} rows")
            wanted = cls(tuple(map(_region, regions)))
        except (TypeError, KeyError, AttributeError, ValueError, OverflowError) as error:
            raise error if isinstance(error, Refused) else Refused(f"not a text: {error!r}"[:200]) from error
        if len(wanted.text) > LONGEST:
            raise Refused(f"a page has at most {LONGEST} characters")
        return wanted


def _region(said: Mapping[str, Any]) -> WantedRegion:
    level = _whole(said.get("level", 0))
    if level > _HIGHEST_LEVEL:
        raise Refused("a heading's level is one digit")
    source = said.get("from")
    return WantedRegion(
        Kind(said["kind"]),
        tuple(map(_row, said["rows"])),
        None if source is None else _whole(source),
        level,
        _box(said.get("box")),
        storable(_words(said.get("markup", ""))),
    )


def _row(said: Mapping[str, Any]) -> WantedRow:
    sources = said.get("from", [])
    if not isinstance(sources, list) or len(sources) > _MOST_SOURCES:
        raise Refused("too many sources of one row")
    pairs = tuple((_whole(region), _whole(row)) for region, row in sources)
    return WantedRow(storable(_words(said["text"])), pairs, _box(said.get("box")))


def _box(said: Any) -> Box | None:
    if said is None:
        return None
    x0, y0, x1, y1 = said
    if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in said):
        raise Refused("a box is four numbers")
    # As exact as the database keeps it: what was drawn is found again to the bit.
    return Box(*(round(float(value), 6) for value in (x0, y0, x1, y1)))


def _whole(said: Any) -> int:
    if not isinstance(said, int) or isinstance(said, bool) or said < 0:
        raise Refused("a place is a whole number from 0")
    return said


def _words(said: Any) -> str:
    if not isinstance(said, str):
        raise Refused("text is text")
    return said
