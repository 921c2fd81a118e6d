"""A page: an image of one side, the work still due on it, and the text that counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from archive.models.claimable import Claimable
from archive.models.original import Original
from archive.models.record import Record

if TYPE_CHECKING:
    from archive.models.transcription import Transcription
    from archive.rights import Person


class PageQuerySet(models.QuerySet["Page"]):
    def visible_to(self, person: Person) -> Self:
        from archive import rights

        return self.filter(rights.sees_record(person, "record__"))

    def editable_by(self, person: Person) -> Self:
        from archive import rights

        return self.filter(rights.edits_record(person, "record__"))

    def unindexed(self) -> Self:
        """Pages whose text the index has not seen."""
        return self.filter(UNINDEXED)


UNINDEXED = Q(current__isnull=False) & (Q(indexed__isnull=True) | ~Q(indexed=F("current")))


class Page(Claimable):
    class Stage(models.TextChoices):
        RECEIVED = "received", _("received")
        RENDERED = "rendered", _("rendered")
        TRANSCRIBED = "transcribed", _("transcribed")

    class Condition(models.TextChoices):
        ORDINARY = "ordinary", _("ordinary")
        BLANK = "blank", _("blank")
        ILLEGIBLE = "illegible", _("illegible")
        SKIPPED = "skipped", _("skipped")

    #: Between neighbours' order keys, so that a page can be put between two others.
    GAP = 1024

    record = models.ForeignKey(Record, models.CASCADE, related_name="pages")
    order = models.BigIntegerField(_("order"))
    original = models.ForeignKey(Original, models.PROTECT, related_name="pages")
    index = models.PositiveIntegerField(_("page of the file"), default=0)  # from 0
    image = models.CharField(_("image"), max_length=64, blank=True, db_index=True)  # sha256, as scanned
    width = models.PositiveIntegerField(_("width"), default=0)  # of the image as scanned, in pixels
    height = models.PositiveIntegerField(_("height"), default=0)
    dpi = models.FloatField(_("resolution"), null=True, blank=True)
    turn = models.PositiveSmallIntegerField(_("turn"), default=0)  # clockwise, to bring the scan upright
    #: sha256 of the words a PDF itself carries for this page (store "layers"); empty if none.
    layer = models.CharField(max_length=64, blank=True)
    stage = models.CharField(_("stage"), max_length=11, choices=Stage.choices, default=Stage.RECEIVED)
    condition = models.CharField(
        _("condition"), max_length=9, choices=Condition.choices, default=Condition.ORDINARY
    )
    current: models.ForeignKey[Transcription | None, Transcription | None] = models.ForeignKey(
        "archive.Transcription", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    indexed: models.ForeignKey[Transcription | None, Transcription | None] = models.ForeignKey(
        "archive.Transcription", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ["record_id", "order"]
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        constraints = [
            models.UniqueConstraint(fields=["record", "order"], name="one_page_per_order"),
            models.UniqueConstraint(fields=["original", "index"], name="one_page_per_original_index"),
            models.CheckConstraint(condition=Q(turn__in=(0, 90, 180, 270)), name="page_turns_by_quarters"),
        ]
        indexes = [
            models.Index(fields=["stage", "id"], name="page_unfinished", condition=~Q(stage="transcribed")),
            models.Index(fields=["id"], name="page_unindexed", condition=UNINDEXED),
            models.Index(fields=["id"], name="page_halted", condition=~Q(halted="")),
            # What the work page counts: a handful of rows among millions.
            models.Index(fields=["id"], name="page_in_hand", condition=~Q(lease="")),
            models.Index(fields=["id"], name="page_pausing", condition=Q(not_before__isnull=False)),
            models.Index(fields=["id"], name="page_skipped", condition=Q(condition="skipped")),
        ]

    def __str__(self) -> str:
        return f"{self.record} · {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("page", args=[self.pk])

    @property
    def number(self) -> int:
        """1 for the first page of the record. Costs a query unless annotated as `place`."""
        place = getattr(self, "place", None)
        if place is None:
            place = Page.objects.filter(record_id=self.record_id, order__lte=self.order).count()
        return int(place)

    @property
    def upright_size(self) -> tuple[int, int]:
        """Width and height after turning."""
        return (self.height, self.width) if self.turn in (90, 270) else (self.width, self.height)
