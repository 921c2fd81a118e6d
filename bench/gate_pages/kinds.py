"""Every kind of page, good and bad, and writing them to a folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from bench.gate_pages import chatter, cut, elsewhere, filled, foreign, good, invented, lengths, odd, repeated
from bench.gate_pages.cases import BATCH, Case, Made, Maker
from bench.gate_pages.real import found_under, made_of

GOOD: dict[str, Maker] = {**good.KINDS, **odd.KINDS}
BAD: dict[str, Maker] = {
    **invented.KINDS,
    **filled.KINDS,
    **repeated.KINDS,
    **cut.KINDS,
    **lengths.KINDS,
    **elsewhere.KINDS,
    **chatter.KINDS,
    **foreign.KINDS,
}
#: Kinds of which whole batches are made, for one page of them is nothing to be seen.
_IN_BATCHES = ("same text on many pages", "pages of a book")


def drawn(each: int, seed: int) -> Iterator[tuple[str, str, str, Made]]:
    """(name, label, kind, what is written) of `each` pages of every kind."""
    for label, kinds in (("good", GOOD), ("bad", BAD)):
        for kind, make in kinds.items():
            count = -(-each // BATCH) * BATCH if kind in _IN_BATCHES else each
            for number in range(count):
                yield f"{label}-{kind.replace(' ', '-')}-{number:03}", label, kind, make(Case(seed, kind, number))


def write(folder: Path, each: int, seed: int, real: Path | None = None) -> dict[str, Any]:
    """Writes images, readings and labels.json; returns the labels. About a fifth of a second for each page."""
    folder.mkdir(parents=True, exist_ok=True)
    labels: dict[str, Any] = {}
    for name, label, kind, made in _every(each, seed, real):
        image = _save(made.image, folder, name, lossless=len(labels) % 10 == 0)
        told: dict[str, Any] = {"label": label, "kind": kind, "reading": f"{name}.json"}
        _dump(folder / f"{name}.json", made.reading)
        if made.second is not None:
            told["second"] = f"{name}.second.json"
            _dump(folder / f"{name}.second.json", made.second)
        told["languages"] = list(made.languages)
        if made.batch:
            told["batch"] = made.batch
        labels[image] = told
    text = json.dumps(labels, ensure_ascii=False, indent=1)
    (folder / "labels.json").write_text(text + "\n", encoding="utf-8")
    return labels


def _every(each: int, seed: int, real: Path | None) -> Iterator[tuple[str, str, str, Made]]:
    yield from drawn(each, seed)
    if real:
        yield from made_of(found_under(real), seed)


def _save(image: Image.Image, folder: Path, name: str, *, lossless: bool) -> str:
    """Black and white as PNG, as scanners do; most of the others as JPEG."""
    flat = image.mode == "L" and len(image.getcolors(256) or ()) == 2
    if flat or (lossless and image.mode == "L"):
        image.save(folder / f"{name}.png", compress_level=4)
        return f"{name}.png"
    if lossless:
        image.convert("L").save(folder / f"{name}.png", compress_level=2)
        return f"{name}.png"
    image.save(folder / f"{name}.jpg", quality=82)
    return f"{name}.jpg"


def _dump(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False) + "\n", encoding="utf-8")
