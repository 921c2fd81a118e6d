"""What one person brought in at one time: an upload, or a run of `ingest`. Undone as a whole."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.collection import Collection


class Accession(models.Model):
    class RecordPer(models.TextChoices):
        FILE = "file", _("one record for each file")
        FOLDER = "folder", _("one record for each folder")

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="accessions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="accessions"
    )
    record_per = models.CharField(max_length=6, choices=RecordPer.choices, default=RecordPer.FILE)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("accession")
        verbose_name_plural = _("accessions")

    def __str__(self) -> str:
        return f"{self.collection} · {self.at:%Y-%m-%d %H:%M}"
