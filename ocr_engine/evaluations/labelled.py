"""Pages of which it is known whether their reading is to be believed: a folder with labels.json, see
docs/formats.md."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from django.core.management.base import CommandError

from archive.blocks import Block, Geometry, Kind, Line, Word, storable
from archive.geometry import Box, as_turn
from ocr_engine.engine import Parsed


@dataclass(frozen=True, slots=True)
class Labelled:
    image: Path
    label: Literal["good", "bad"]
    kind: str
    reading: Path | None = None  # None: the page is to be read
    second: Path | None = None
    languages: tuple[str, ...] = ()
    batch: str = ""  # pages of one batch lie in one record

    def __post_init__(self) -> None:
        if self.label not in ("good", "bad"):
            raise ValueError(f"a page is “good” or “bad”, not “{self.label}”")


def pages(folder: Path) -> list[Labelled]:
    labels = folder / "labels.json"
    try:
        told = json.loads(labels.read_text(encoding="utf-8"))
        return [_page(folder, name, said) for name, said in told.items()]
    except OSError as error:
        raise CommandError(f"{folder} holds no labels.json that can be read.") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise CommandError(f"{labels} is not as it should be, see docs/formats.md: {error}") from error


def _page(folder: Path, name: str, said: str | Mapping[str, Any]) -> Labelled:
    image = _inside(folder, name)
    if isinstance(said, str):
        return Labelled(image, said, said)  # type: ignore[arg-type]  # refused where it is another word
    return Labelled(
        image,
        said["label"],
        str(said.get("kind") or said["label"]),
        _inside(folder, said["reading"]) if said.get("reading") else None,
        _inside(folder, said["second"]) if said.get("second") else None,
        tuple(said.get("languages", ())),
        str(said.get("batch", "")),
    )


def _inside(folder: Path, name: str) -> Path:
    found = (folder / name).resolve()
    if not found.is_relative_to(folder.resolve()):
        raise ValueError(f"“{name}” lies outside the folder")
    return found


def reading(file: Path) -> Parsed:
    """A reading as JSON: blocks as in archive/blocks.py, boxes in the unit square."""
    told = json.loads(file.read_text(encoding="utf-8"))
    return Parsed(tuple(map(_block, told["blocks"])), as_turn(told.get("turn", 0)), told.get("facts", {}))


def _block(told: Mapping[str, Any]) -> Block:
    lines = tuple(Line(one["start"], one["end"], Box(*one["box"])) for one in told.get("lines", ()))
    words = tuple(
        Word(one["start"], one["end"], Box(*one["box"]), one.get("confidence"), Geometry(one["geometry"]))
        for one in told.get("words", ())
    )
    return Block(Kind(told["kind"]), Box(*told["box"]), storable(told["text"]), lines, words, told.get("level", 0))
