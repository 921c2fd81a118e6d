"""Reading a page once more, because somebody wants it: with the same engine or another, for other languages.

The wish is a Reading whose outcome is "wanted"; it becomes what was read. Of one page and one way of reading it
there is one open wish, however often it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from archive import pipeline
from archive.arranging import turning
from archive.faults import EngineMissing, Fault
from archive.models import Errand, Page
from ocr_engine import readings, storing
from ocr_engine.engine import Ask, checked, engine, fingerprint
from ocr_engine.models import Reading
from ocr_engine.readings import Done
from ocr_engine.sources import kept_of, source_of

if TYPE_CHECKING:
    from archive.geometry import Turn

WANTED = Reading.Outcome.WANTED
_LANGUAGE = re.compile("[a-z]{2,3}")
#: Languages that one page may be said to be written in.
_MOST = 8


@dataclass(frozen=True, slots=True)
class Way:
    """How to read. Empty parts are left to the settings, the engine and the record."""

    engine: str = ""
    task: str = ""
    languages: tuple[str, ...] = ()
    mode: str = ""

    @classmethod
    def of(cls, engine: str = "", task: str = "", languages: str | Iterable[str] = "", mode: str = "") -> Way:
        given = languages.replace(",", " ").split() if isinstance(languages, str) else languages
        return cls(engine.strip(), task.strip(), tuple(dict.fromkeys(one.lower() for one in given)), mode.strip())

    @classmethod
    def of_json(cls, said: Mapping[str, Any]) -> Way:
        return cls.of(**{name: said.get(name, "") for name in ("engine", "task", "languages", "mode")})

    @property
    def ask(self) -> Ask:
        return Ask(self.task, self.mode)

    def check(self) -> None:
        """Raises a Fault for a person: before anything is written down, not on every single page."""
        languages_checked(self.languages)
        if self.engine and self.engine != "auto":
            made = engine(self.engine)
            if self.task in made.answers:
                said = _("What “%(task)s” answers is no text of the page. Ask it on the workbench.")
                raise EngineMissing(said % {"task": self.task}, code="no_such_task")
            checked(made, self.ask)
        elif self.task or self.mode:
            said = _("A task or a mode needs an engine that has it: choose the engine too.")
            raise EngineMissing(said, code="no_such_task")

    def as_json(self) -> dict[str, Any]:
        said = {"engine": self.engine, "task": self.task, "languages": list(self.languages)}
        return said | ({"mode": self.mode} if self.mode else {})


def languages_checked(languages: tuple[str, ...]) -> None:
    """Raises a Fault for what is no list of languages."""
    if len(languages) > _MOST or not all(_LANGUAGE.fullmatch(one) for one in languages):
        said = _("“%(given)s” is no list of languages. Give codes of two or three letters: de, la.")
        raise Fault(said % {"given": " ".join(languages)}, code="no_such_language")


def wish(pages: Iterable[int], way: Way, *, by: int | None, why: str = "", early: bool = False) -> int:
    """Wishes for these pages, as far as they have an image; `early` ones are due as soon as they have. Returns how
    many are new or begin anew.

    Quick; call it in a transaction. A wish that halted is taken up again."""
    options = way.as_json()
    recipe = fingerprint({"wanted": options})
    wanted = Page.objects.filter(pk__in=list(pages))
    found = dict((wanted if early else wanted.exclude(image="")).values_list("pk", "image"))
    open_now = Reading.objects.filter(page__in=found, recipe=recipe, outcome=WANTED)
    revived = open_now.exclude(halted="").update(**pipeline.AFRESH)
    have = set(open_now.values_list("page", flat=True))
    fresh = [
        Reading(
            page_id=page,
            image=image,
            engine=way.engine or settings.MUNIMENT_ENGINE,
            task=way.task,
            recipe=recipe,
            options=options,
            wanted_by_id=by,
            wanted_for=why[:200],
        )
        for page, image in found.items()
        if page not in have
    ]
    Reading.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh) + revived


class ReadAgain:
    """The same for many pages, see `archive.errands`."""

    batch: ClassVar[int] = 500

    def prepare(self, errand: Errand, pages: list[int]) -> list[int]:
        return pages

    def carry_out(self, errand: Errand, prepared: Any) -> int:
        said = errand.options
        return wish(prepared, Way.of_json(said), by=errand.actor_id, why=said.get("why", ""))


def read(reading_id: int) -> bool:
    """Fulfils one wish, if it is due and free."""
    return pipeline.run(pipeline.AGAIN, reading_id, _compute, _store)


def most_urgent(most: int) -> None:
    """Fulfils wishes that are due. Brokers hand out their queues in turn; wishes go before the backlog."""
    for reading_id in pipeline.due(pipeline.AGAIN).values_list("pk", flat=True)[:most]:
        read(reading_id)


def _compute(reading: Reading) -> tuple[str, Done]:
    page = reading.page
    if not page.image:
        raise Fault(_("This page has no image yet; it is read when it has one."), code="no_image", retryable=True)
    way = Way.of_json(reading.options)
    source = source_of(page)
    if way.languages:
        source = replace(source, languages=way.languages)
    if turning.decided(page):
        source = replace(source, turn=cast("Turn", page.turn))
    name = way.engine or settings.MUNIMENT_ENGINE
    own = way.engine not in ("", "auto")
    return page.image, readings.read(source, name, way.ask, kept=kept_of(page), tries="own" if own else "all")


def _store(reading: Reading, read: tuple[str, Done]) -> dict[str, Any]:
    image, done = read
    # Locked first: what is asked below must still be so when the version is there.
    page = Page.objects.select_for_update().get(pk=reading.page_id)
    if page.image != image:
        raise Fault(_("The page got another image while it was read."), code="image_replaced", retryable=True)
    version = storing.add(page, done.parsed, done.verdict, engine=done.engine, reading=reading.pk)
    changes: dict[str, Any] = {}
    if storing.may_count(page.pk, done.verdict):
        changes |= storing.changes(page, version, done.parsed, done.verdict)
    if page.stage == Page.Stage.RENDERED:  # it had not been read, or could not be
        changes["stage"] = Page.Stage.TRANSCRIBED
        changes |= {"halted": "", "halted_step": "", "why": "", "attempts": 0, "deaths": 0, "not_before": None}
        changes.setdefault("condition", storing.condition(done.parsed, done.verdict))
    if changes:
        Page.objects.filter(pk=page.pk).update(**changes)
    # Until now `at` said since when it was wanted.
    return storing.told(page, done) | {"at": timezone.now(), "fault": ""}
