"""The door every reading engine stands behind, and the list of engines by name.

An engine turns one page image into raw bytes (`read`: slow, may crash) and raw bytes into blocks
(`parse`: pure, so that a better parser needs no second reading). What happens inside `read` is
the engine's own: one that batches pages gathers the calls of several threads behind this door.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Literal, Protocol

from archive import registry
from archive.blocks import Block
from archive.faults import EngineMissing
from archive.geometry import Turn

#: Short names; anything with a dot in it is the dotted name of an engine class.
ENGINES = {
    "rapidocr": "ocr_engine.rapid.engine.RapidOcr",
    "tesseract": "ocr_engine.tesseract.engine.Tesseract",
    "text-layer": "ocr_engine.text_layer.TextLayer",
    "recorded": "ocr_engine.recorded.Recorded",
}


@dataclass(frozen=True, slots=True)
class PageSource:
    """One page to read. Width and height are those of the image as scanned, in pixels."""

    image: str  # path of the image file; "" where only a layer is read
    width: int
    height: int
    dpi: float | None = None
    turn: Turn | None = None  # clockwise to bring it upright; None: find out
    languages: tuple[str, ...] = ()
    layer: str = ""  # path of the words a PDF carries, if it carries any

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, values: Mapping[str, Any]) -> PageSource:
        return cls(**{**values, "languages": tuple(values.get("languages", ()))})


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a raw reading says. Boxes lie in the unit square of the page turned by `turn`."""

    blocks: tuple[Block, ...]
    turn: Turn = 0
    facts: Mapping[str, Any] = field(default_factory=dict)  # what the gate may want: "ink", "blank", …


class OcrEngine(Protocol):
    name: ClassVar[str]
    #: What it can be asked for; the first is what it does unasked.
    tasks: ClassVar[tuple[str, ...]]
    #: ISO 15924 codes of what it can write ("Latn"), empty when it writes anything.
    scripts: ClassVar[frozenset[str]]
    #: "child": each reading runs alone in a limited process. "here": `read` only waits for somebody
    #: else (a server, a process that batches), so it runs in the worker and is called from many threads.
    place: ClassVar[Literal["child", "here"]]

    def recipe(self, task: str) -> dict[str, Any]:
        """Everything that decides what comes out: engine, revision, task, options. Cheap."""
        ...

    def check(self) -> None:
        """Raises EngineMissing when it cannot work on this machine. Loads no model."""
        ...

    def load(self) -> None:
        """Makes ready what `read` needs, such as models; `read` does so itself where nobody did before."""
        ...

    def read(self, page: PageSource, task: str, deadline: float) -> bytes:
        """The raw reading, verbatim. `deadline` is in seconds from now; raises a Fault when it knows why not."""
        ...

    def parse(self, raw: bytes, beside: Parsed | None = None) -> Parsed:
        """Blocks of a raw reading; pure. `beside` is another engine's reading, for alignment."""
        ...


def fingerprint(recipe: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(recipe, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def engine(name: str) -> OcrEngine:
    """The engine of that name, ready to be asked. Raises EngineMissing when there is none."""
    dotted = ENGINES.get(name, name if "." in name else "")
    if not dotted:
        known = ", ".join(["auto", *ENGINES])
        raise EngineMissing(f"There is no engine called “{name}”. Choose one of: {known}.")
    try:
        kind = registry.load(dotted)
    except (ModuleNotFoundError, AttributeError) as error:
        raise EngineMissing(f"The engine “{name}” could not be loaded: {error}.") from error
    if not (
        isinstance(kind, type) and all(hasattr(kind, part) for part in ("recipe", "check", "load", "read", "parse"))
    ):
        raise EngineMissing(f"“{name}” is not an engine: give the dotted name of a class that reads pages.")
    made: OcrEngine = kind()
    made.check()
    return made


def checked_task(made: OcrEngine, task: str) -> str:
    """The task asked for, or the engine's first; a Fault-like message when it has no such task."""
    if not task:
        return made.tasks[0]
    if task not in made.tasks:
        raise EngineMissing(
            f"The engine “{made.name}” has no task “{task}”. It can do: {', '.join(made.tasks)}.",
            code="no_such_task",
        )
    return task
