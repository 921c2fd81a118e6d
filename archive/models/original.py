"""A file as it was uploaded; its bytes lie in the store under their hash and never change."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.accession import Accession
from archive.models.record import Record


class Original(models.Model):
    record = models.ForeignKey(Record, models.CASCADE, related_name="originals")
    position = models.PositiveIntegerField(_("position"))
    name = models.CharField(_("file name"), max_length=500)
    sha256 = models.CharField(max_length=64, db_index=True)
    media_type = models.CharField(_("type"), max_length=60)
    size = models.PositiveBigIntegerField(_("bytes"))
    #: Needed to open an encrypted PDF again; never shown.
    password = models.CharField(max_length=200, blank=True, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    #: What it came with; what came before accessions were kept has none.
    accession = models.ForeignKey(Accession, models.SET_NULL, null=True, blank=True, related_name="originals")
    #: The earlier original with the same bytes, when the person was told of it and kept both.
    duplicate_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="duplicates")
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        ordering = ["record_id", "position"]
        verbose_name = _("original")
        verbose_name_plural = _("originals")
        constraints = [models.UniqueConstraint(fields=["record", "position"], name="one_original_per_position")]

    def __str__(self) -> str:
        return self.name
