"""A block of one version: its place, kind and rank in the reading order."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from archive.blocks import Block, Kind
from archive.geometry import Box
from archive.models.body import Body
from archive.models.transcription import Transcription


class Region(models.Model):
    transcription = models.ForeignKey(Transcription, models.CASCADE, related_name="regions")
    ordinal = models.PositiveIntegerField()  # its place in the reading order, from 0
    start = models.PositiveIntegerField()  # where it begins in the page's text
    kind = models.CharField(_("kind"), max_length=12, choices=[(k.value, k.value) for k in Kind])
    level = models.PositiveSmallIntegerField(default=0)
    x0 = models.FloatField()
    y0 = models.FloatField()
    x1 = models.FloatField()
    y1 = models.FloatField()
    body = models.ForeignKey(Body, models.PROTECT, related_name="regions")

    class Meta:
        ordering = ["transcription_id", "ordinal"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        constraints = [
            models.UniqueConstraint(fields=["transcription", "ordinal"], name="one_region_per_ordinal"),
            models.CheckConstraint(
                condition=Q(x0__gte=0, y0__gte=0, x1__lte=1, y1__lte=1, x0__lt=F("x1"), y0__lt=F("y1")),
                name="region_inside_the_unit_square",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.transcription_id}/{self.ordinal} {self.kind}"

    @property
    def box(self) -> Box:
        return Box(self.x0, self.y0, self.x1, self.y1)

    def block(self) -> Block:
        body = self.body
        return Block(
            Kind(self.kind), self.box, body.text, body.line_values(), body.word_values(), self.level, body.markup
        )
