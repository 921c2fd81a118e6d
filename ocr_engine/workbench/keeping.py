"""Keeping what was tried: the file goes the way of every file, and the page is read as it was tried. The other
pages of a volume are read as the archive reads, unless all are wanted so: one page says little of three hundred."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.faults import Fault, Refused
from archive.intake import accessions
from archive.intake.arrivals import FileArrival
from archive.intake.taking import Intake
from archive.models import Collection, Original, Page, Record
from ocr_engine import again
from ocr_engine.again import Way
from ocr_engine.models import Trial

if TYPE_CHECKING:
    from archive.rights import Person


GONE = gettext_lazy("The file is gone; bring it again.")


def keep(trial: Trial, collection: Collection, person: Person, *, every: bool = False) -> Record:
    """Raises Refused for a file that cannot be taken in. `every`: all its pages are read as the one was tried."""
    if not trial.file.is_file():
        raise Refused(str(GONE), code="gone")
    arrival = FileArrival(trial.file, trial.name, trial.file.stat().st_size)
    with accessions.run(collection, person, "file", dry_run=False) as accession:
        intake = Intake(collection, person, accession=accession, passwords=tuple(filter(None, [trial.password])))
        (result,) = intake.take([arrival])
        if result.original is None:
            raise Refused(result.why or _("The file could not be taken in."), code=result.code or "refused")
    original = Original.objects.select_related("record").get(pk=result.original)
    way = Way(trial.engine, trial.task, tuple(trial.languages), trial.mode)
    try:
        way.check()
    except Fault:
        return original.record  # what was asked is no text of a page: it is read as the archive reads
    pages = Page.objects.filter(original=original)
    if not every:
        pages = pages.filter(index=trial.number - 1)
    with transaction.atomic():
        again.wish(list(pages.values_list("pk", flat=True)), way, by=trial.person_id, early=True)
    return original.record
