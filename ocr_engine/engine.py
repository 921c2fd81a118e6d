"""The door every reading engine stands behind, and the list of engines by name.

An engine turns one page image into raw bytes (`read`: slow, may crash) and raw bytes into blocks
(`parse`: pure, so that a better parser needs no second reading). What happens inside `read` is
the engine's own: one that batches pages gathers the calls of several threads behind this door.
"""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, ClassVar, Literal

from archive import registry
from archive.blocks import Block
from archive.faults import EngineMissing
from archive.geometry import Turn

#: Hears what an engine writes, piece by piece; says whether it is enough.
Told = Callable[[str], bool | None]
#: Short names; anything with a dot in it is the dotted name of an engine class.
ENGINES = {
    "rapidocr": "ocr_engine.rapid.engine.RapidOcr",
    "tesseract": "ocr_engine.tesseract.engine.Tesseract",
    "text-layer": "ocr_engine.text_layer.TextLayer",
    "deepseek": "ocr_engine.deepseek.engine.DeepSeekOcr",
    "unlimited": "ocr_engine.deepseek.engine.UnlimitedOcr",
    "deepseek-2": "ocr_engine.deepseek.engine.DeepSeekOcr2",
    "server": "ocr_engine.server.OcrServer",
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
    #: Bounds of the gate that differ from its own, by name; and the engine whose opinion is asked besides.
    bounds: tuple[tuple[str, float], ...] = ()
    second: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, values: Mapping[str, Any]) -> PageSource:
        bounds = tuple((str(name), float(value)) for name, value in values.get("bounds", ()))
        return cls(**{**values, "languages": tuple(values.get("languages", ())), "bounds": bounds})


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a raw reading says. Boxes lie in the unit square of the page turned by `turn`."""

    blocks: tuple[Block, ...]
    turn: Turn = 0
    facts: Mapping[str, Any] = field(default_factory=dict)  # what the gate may want: "ink", "blank", …


@dataclass(frozen=True, slots=True)
class Ask:
    """What is wanted of an engine. What is left empty is its own choice."""

    task: str = ""
    mode: str = ""
    words: str = ""  # of whoever asks, where a task needs some: what to look for, a question


class OcrEngine(ABC):
    name: ClassVar[str]
    #: What it can be asked for; the first is what it does unasked.
    tasks: ClassVar[tuple[str, ...]] = ("text",)
    #: What it can be asked besides. What it answers is no text of the page, and never becomes one.
    answers: ClassVar[tuple[str, ...]] = ()
    #: In what ways it can look at a page; the first unasked. Empty where there is but one.
    modes: ClassVar[tuple[str, ...]] = ()
    #: ISO 15924 codes of what it can write ("Latn"), empty when it writes anything.
    scripts: ClassVar[frozenset[str]] = frozenset()
    #: "child": each reading runs alone in a limited process. "here": `read` only waits for somebody
    #: else (a server, a process that batches), so it runs in the worker and is called from many threads.
    place: ClassVar[Literal["child", "here"]] = "child"
    #: It says what stands in a block, and not where each word is: `parse` wants another engine's reading beside.
    wordless: ClassVar[bool] = False

    @abstractmethod
    def recipe(self, ask: Ask) -> dict[str, Any]:
        """Everything that decides what comes out: engine, revision, task, options. Cheap; raises EngineMissing
        for what it cannot be asked."""

    @abstractmethod
    def read(self, page: PageSource, ask: Ask, deadline: float, told: Told | None = None) -> bytes:
        """The raw reading, verbatim. `deadline` is in seconds from now; raises a Fault when it knows why not.
        Engines that write are heard by `told` while they do."""

    @abstractmethod
    def parse(self, raw: bytes, beside: Parsed | None = None) -> Parsed:
        """Blocks of a raw reading; pure. `beside` is another engine's reading, for alignment."""

    def check(self) -> None:
        """Raises EngineMissing when it cannot work on this machine. Loads no model."""
        return

    def load(self) -> None:
        """Makes ready what `read` needs, such as models; `read` does so itself where nobody did before."""
        return

    def otherwise(self, ask: Ask, doubted: Parsed) -> tuple[Ask, ...]:
        """What else to ask where the answer is doubted, the most promising first."""
        return ()


def fingerprint(recipe: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(recipe, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def engine(name: str) -> OcrEngine:
    """The engine of that name, ready to be asked. Raises EngineMissing where there is none that works here."""
    made = parser(name)
    made.check()
    return made


def parser(name: str) -> OcrEngine:
    """The same to understand what was read, here or elsewhere: for that neither weights nor programs are needed."""
    dotted = ENGINES.get(name, name if "." in name else "")
    if not dotted:
        known = ", ".join(["auto", *ENGINES])
        raise EngineMissing(f"There is no engine called “{name}”. Choose one of: {known}.")
    try:
        kind = registry.load(dotted)
    except (ModuleNotFoundError, AttributeError) as error:
        raise EngineMissing(f"The engine “{name}” could not be loaded: {error}.") from error
    if not (isinstance(kind, type) and issubclass(kind, OcrEngine)):
        raise EngineMissing(f"“{name}” is not an engine: give the dotted name of a class that reads pages.")
    made: OcrEngine = kind()
    return made


def checked(made: OcrEngine, ask: Ask) -> Ask:
    """What is asked, with the engine's own choice where nothing was said. Raises EngineMissing for what it cannot
    do."""
    task = ask.task or made.tasks[0]
    mode = ask.mode or (made.modes[0] if made.modes else "")
    if task not in (*made.tasks, *made.answers):
        raise EngineMissing(
            f"The engine “{made.name}” has no task “{task}”. It can do: {', '.join((*made.tasks, *made.answers))}.",
            code="no_such_task",
        )
    if mode and mode not in made.modes:
        known = f"It has: {', '.join(made.modes)}." if made.modes else "It has but one."
        raise EngineMissing(f"The engine “{made.name}” has no mode “{mode}”. {known}", code="no_such_mode")
    whole = replace(ask, task=task, mode=mode)
    made.recipe(whole)
    return whole
