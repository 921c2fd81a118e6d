"""What the apps contribute to one command or page: dotted names, loaded on use.

This is the one place where archive names the other apps; nothing here is imported at start.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

#: `manage.py evaluate NAME`: add_arguments(parser) and run(options) -> dict live in the module.
EVALUATIONS = {
    "ocr": "ocr_engine.evaluations.ocr",
    "highlights": "ocr_engine.evaluations.highlights",
    "search": "search.evaluations.search",
}
#: `manage.py start`: what the supervisor runs beside the web server.
PROCESSES = {
    "sweep": ["sweep"],
    "pages": ["worker", "--queues", "pages"],
    "ocr": ["worker", "--queues", "ocr-now,ocr"],
    "index": ["worker", "--queues", "index-now,index"],
    "follower": ["follow"],
}
#: The places of a search on one page: (query, page_id, person) -> list[archive.marks.Mark].
MARKS = "search.finding.marks_on_page"
#: What a step needs before its first page, so that loading goes on while files are still taken in: () -> None.
READY = {"read": "ocr_engine.readings.make_ready", "index": "search.embedder.embedder"}
#: Brings local caches up to date after work done in the foreground: () -> None.
AFTER_WORK = ["search.follower.catch_up"]
#: Sets up what the first start needs, for example converting a bundled model: () -> None.
PREPARATIONS = ["search.embedder.prepare"]


def load(name: str) -> Any:
    """The module, or the attribute of a module, that a dotted name stands for."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        module, _dot, attribute = name.rpartition(".")
        # An import error inside the module must not be mistaken for an attribute.
        if error.name != name:
            raise
        return getattr(import_module(module), attribute)


def each(names: list[str]) -> list[Callable[..., Any]]:
    return [load(name) for name in names]
