"""Pages that halted, by their reason: what it means and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive.models import Page

#: Put off by a person, see `archive.work.acts`.
PAUSED = "paused"
#: Reason → what it is called, and what one does about it. A reason that is not here has its own sentence alone.
KNOWN: dict[str, tuple[Promise, Promise]] = {
    "damaged": (
        _("Damaged files"),
        _("Scan the page again, or save the file anew with the program that made it; then replace it."),
    ),
    "unreadable_image": (
        _("Images that cannot be opened"),
        _("Open the image with another program, save it as PNG or TIFF and replace it in its record."),
    ),
    "rare_jpeg": (_("A rare kind of JPEG"), _("Save the image as an ordinary JPEG, PNG or TIFF and replace it.")),
    "too_many_pixels": (
        _("Images that are too large"),
        _("Scan at a lower resolution, or let the operator raise MUNIMENT_MAX_PIXELS; then try again."),
    ),
    "too_much_memory": (
        _("Too little memory"),
        _("Let the operator raise MUNIMENT_OCR_MEMORY_MB or MUNIMENT_CHILD_MEMORY_MB; then try again."),
    ),
    "out_of_time": (
        _("Took too long"),
        _("Try again when less is going on, or with another engine; MUNIMENT_READ_SECONDS can be raised."),
    ),
    "killed_its_reader": (
        _("Pages that end their reader"),
        _("Read them again with another engine. If that fails too, skip them: their images stay to look at."),
    ),
    "engine_missing": (
        _("An engine is not installed"),
        _("Install what the sentence names, or read the pages again with another engine."),
    ),
    "no_layer": (_("No text in the file"), _("Read these pages again with an engine that looks at the image.")),
    "layer_unsound": (
        _("The file's own text is broken"),
        _("Read these pages again with an engine that looks at the image."),
    ),
    "tesseract_failed": (_("Tesseract failed"), _("Read these pages again with another engine.")),
    "password": (_("Locked files"), _("Save the file without its password and replace it in its record.")),
    "missing": (_("Files that are gone"), _("Restore them from a backup, then try again.")),
    "no_image": (_("Pages without an image"), _("Try again once their images are made.")),
    "embedder_missing": (
        _("Nothing to measure meaning with"),
        _("See that the model named by MUNIMENT_EMBEDDER is there, then try again."),
    ),
    PAUSED: (_("Put off"), _("Somebody put these pages off. They go on when you try again.")),
}


@dataclass(frozen=True, slots=True)
class Group:
    code: str
    pages: int
    records: int
    why: str  # the sentence of one of them

    @property
    def title(self) -> Promise | str:
        known = KNOWN.get(self.code)
        return known[0] if known else self.code.replace("_", " ").capitalize()

    @property
    def advice(self) -> Promise | str:
        known = KNOWN.get(self.code)
        return (
            known[1] if known else _("Try again; if that does not help, the sentence says more, and the log most.")
        )


def halted(pages: QuerySet[Page]) -> QuerySet[Page]:
    return pages.exclude(halted="")


def groups(pages: QuerySet[Page]) -> list[Group]:
    """The largest first. One query over an index of halted pages."""
    rows = (
        halted(pages)
        .order_by()
        .values_list("halted")
        .annotate(pages=Count("pk"), records=Count("record", distinct=True), why=Max("why"))
        .order_by("-pages", "halted")
    )
    return [Group(*row) for row in rows]
