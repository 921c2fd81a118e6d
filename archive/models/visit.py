"""What a person looked at last: one row for a record, overwritten by the next visit."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.page import Page
from archive.models.record import Record


class Visit(models.Model):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="visits")
    record = models.ForeignKey(Record, models.CASCADE, related_name="visits")
    page = models.ForeignKey(Page, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("at"), auto_now=True)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints = [models.UniqueConstraint(fields=["person", "record"], name="one_visit_per_record")]
        indexes = [models.Index(fields=["person", "-at"], name="visit_lately")]

    def __str__(self) -> str:
        return f"{self.person} · {self.record}"
