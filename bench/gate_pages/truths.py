"""The true reading of a real page, from the gt-json of its folder."""

from __future__ import annotations

from typing import Any

from bench.gate_pages.readings import Part, Place, Reading, Row, around, inside, unplaced


def truth_of(told: dict[str, Any]) -> Reading:
    width, height = float(told["width"]), float(told["height"])
    spoken = [line for line in told["lines"] if line["text"].strip()]
    if any(line["bbox"] is None for line in spoken):
        text = "\n".join(" ".join(line["text"].split()) for line in spoken)
        return (unplaced(text),) if text else ()
    rows = [_row(line["text"], line["bbox"], width, height) for line in spoken]
    if told.get("html"):
        return (Part(tuple(_tabular(rows)), "table"),) if rows else ()
    parts: list[list[Row]] = []
    for row in rows:
        if parts and _follows(parts[-1][-1].place, row.place):
            parts[-1].append(row)
        else:
            parts.append([row])
    return tuple(Part(tuple(part)) for part in parts)


def _row(text: str, box: list[float], width: float, height: float) -> Row:
    """The words of a line stand in it in proportion to their letters."""
    x0, y0, x1, y1 = inside((box[0] / width, box[1] / height, box[2] / width, box[3] / height))
    words, places, at = text.split(), [], 0
    whole = len(" ".join(words))
    for word in words:
        left, right = x0 + (x1 - x0) * at / whole, x0 + (x1 - x0) * (at + len(word)) / whole
        places.append(inside((left, y0, right, y1)))
        at += len(word) + 1
    return Row(" ".join(words), tuple(places), (0.96,) * len(words))


def _follows(before: Place, after: Place) -> bool:
    """Whether a line stands right below another, in the same column."""
    high = before[3] - before[1]
    beside = min(before[2], after[2]) - max(before[0], after[0])
    return 0 <= after[1] - before[1] < 2.4 * high and beside > 0.3 * min(before[2] - before[0], after[2] - after[0])


def _tabular(cells: list[Row]) -> list[Row]:
    """Cells that stand side by side as rows, their texts parted by tabs."""
    rows: list[list[Row]] = []
    for cell in sorted(cells, key=lambda c: (c.place[1] + c.place[3], c.place[0])):
        middle = (cell.place[1] + cell.place[3]) / 2
        if rows and around([c.place for c in rows[-1]])[3] > middle:
            rows[-1].append(cell)
        else:
            rows.append([cell])
    made = []
    for row in rows:
        row.sort(key=lambda cell: cell.place[0])
        places = tuple(place for cell in row for place in cell.places)
        made.append(Row("\t".join(cell.text for cell in row), places, (0.96,) * len(places)))
    return made
