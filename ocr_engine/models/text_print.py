"""By what a page's machine text is known again on other pages."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models import Page, Transcription


class TextPrint(models.Model):
    page = models.OneToOneField(Page, models.CASCADE, primary_key=True, related_name="+")
    #: The version it speaks of: where another one counts, it says nothing.
    version = models.ForeignKey(Transcription, models.CASCADE, related_name="+", db_index=False)
    marks = models.BinaryField()
    first = models.BigIntegerField(db_index=True)
    second = models.BigIntegerField(db_index=True)
    third = models.BigIntegerField(db_index=True)
    fourth = models.BigIntegerField(db_index=True)

    class Meta:
        verbose_name = _("text print")
        verbose_name_plural = _("text prints")

    def __str__(self) -> str:
        return str(self.page_id)
