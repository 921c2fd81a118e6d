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
    "alignment": "ocr_engine.evaluations.alignment",
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
#: `manage.py doctor`: look(deep) yields archive.doctor.finding.Finding, in this order.
DOCTOR = {
    "machine": "archive.doctor.machine",
    "settings": "archive.doctor.publicity",
    "database": "archive.doctor.database",
    "storage": "archive.doctor.storage",
    "queues": "archive.doctor.queues",
    "reading": "ocr_engine.doctor",
    "index": "search.doctor",
    "backups": "archive.doctor.backups",
}
#: The places of a search on one page: (query, page_id, person) -> list[archive.marks.Mark].
MARKS = "search.finding.marks_on_page"
#: The pages of one record that hold a search's words: (query, record_id, person) -> [(order, page_id), …] in order.
TRAIL = "search.trail.in_record"
#: What a step needs before its first page, so that loading goes on while files are still taken in: () -> None.
READY = {"read": "ocr_engine.readings.make_ready", "index": "search.embedder.embedder"}
#: What may be done to many pages in steps: the class of the act, see archive.errands.
ERRANDS = {
    "read_again": "ocr_engine.again.ReadAgain",
    "reparse": "ocr_engine.reparsing.Reparse",
    "approve": "archive.approving.Approve",
    "assign": "archive.reviewing.assigning.Assign",
    "unassign": "archive.reviewing.assigning.Unassign",
    "weigh": "archive.reviewing.looking_round.Weigh",
}
#: Reading pages once more: Way.of(…).check() of what was chosen.
READ_AGAIN = "ocr_engine.again"
#: What may be chosen for it: () -> [engine with its tasks and modes, …].
ENGINES = "ocr_engine.choices.engines"
#: Refuses what is none of them: (name) -> None, raises a Fault.
ENGINE_NAMED = "ocr_engine.choices.check_named"
#: How far the index is behind the archive, in changes and seconds: () -> something of both, or None.
LAG = "search.lag.behind"
#: Brings local caches up to date after work done in the foreground: () -> None.
AFTER_WORK = ["search.follower.catch_up"]
#: Told, inside the transaction, of pages that stand in another record or collection than before, whose record
#: is written in another language, or that have no text any more: (page_ids) -> None.
PAGES_CHANGED = ["archive.reviewing.looking_round.changed", "search.news.changed"]
#: What a worker says of itself beside its sign of life: () -> {model: {"pages_s": …, …}}.
FIGURES = "ocr_engine.deepseek.figures.now"
#: What goes away by itself, looked for every five minutes: () -> None.
TIDYING = ["ocr_engine.workbench.tidying.tidy", "archive.reviewing.looking_round.tidy"]
#: What the apps keep of pages, for takedowns: counted(page_ids) -> {name: number} says how much it is,
#: removed(page_ids) -> {name: number} removes it inside the transaction, finished() -> {name: number} what is left
#: when the last page is gone, clean() -> bool says whether no file holds any of it any more.
PURGED = ["ocr_engine.purging", "search.purging"]
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
