"""What a person may choose when a page is to be read: engines, what they can be asked, how they look at a page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from archive import registry
from archive.faults import EngineMissing
from ocr_engine.engine import ENGINES, OcrEngine

_HIDDEN = frozenset({"recorded"})
#: A name without a sentence here is shown as it is.
_SAID: dict[str, str | Promise] = {
    "markdown": gettext_lazy("text with its structure and places"),
    "text": gettext_lazy("text alone"),
    "lines": gettext_lazy("line by line"),
    "handwriting": gettext_lazy("handwriting"),
    "table": gettext_lazy("a table"),
    "figure": gettext_lazy("a drawing or chart"),
    "describe": gettext_lazy("describe what is seen"),
    "locate": gettext_lazy("find where something is"),
    "custom": gettext_lazy("a question of your own"),
    "auto": gettext_lazy("as fits the page"),
    "tiny": gettext_lazy("Tiny: 512 pixels"),
    "small": gettext_lazy("Small: 640 pixels"),
    "base": gettext_lazy("Base: 1024 pixels"),
    "large": gettext_lazy("Large: 1280 pixels"),
    "gundam": gettext_lazy("Gundam: in tiles, for small print"),
    "tiles": gettext_lazy("in tiles"),
    "whole": gettext_lazy("the whole page"),
    "halves": gettext_lazy("in two halves"),
}
Named = tuple[str, str | Promise]


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    tasks: tuple[Named, ...]  # those whose answer is the text of the page
    answers: tuple[Named, ...]
    modes: tuple[Named, ...]
    lacking: str  # why it cannot be chosen here, and what to do; "" where it can


def check_named(name: str) -> None:
    """Raises EngineMissing for what has no name here: over the web nobody names classes to be loaded."""
    known = ["auto", *(one for one in ENGINES if one not in _HIDDEN)]
    if name and name not in known:
        said = gettext("There is no engine called “%(name)s”. Choose one of: %(known)s.")
        raise EngineMissing(said % {"name": name[:60], "known": ", ".join(known)})


def engines() -> list[Choice]:
    """All that have a name, also those that are not installed: whoever looks for one learns what it lacks."""
    return [_choice(name) for name in ENGINES if name not in _HIDDEN]


def _choice(name: str) -> Choice:
    kind: type[OcrEngine] = registry.load(ENGINES[name])
    try:
        kind().check()
        lacking = ""
    except EngineMissing as missing:
        lacking = missing.message
    return Choice(name, _said(kind.tasks), _said(kind.answers), _said(kind.modes), lacking)


def _said(names: tuple[str, ...]) -> tuple[Named, ...]:
    return tuple((name, _SAID.get(name, name)) for name in names)
