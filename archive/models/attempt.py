"""Tries at a door that a password opens, counted so that guessing gets slower and slower."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Attempt(models.Model):
    """One row for each name and each address that failed lately; see `archive.people.throttle`."""

    #: A keyed hash of whose tries these are: neither names nor addresses can be read from it.
    key = models.CharField(max_length=64, unique=True, editable=False)
    failures = models.PositiveIntegerField(_("failures"), default=0)
    at = models.DateTimeField(_("last"), db_index=True)
    until = models.DateTimeField(_("shut until"), null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")

    def __str__(self) -> str:
        return f"{self.failures} · {self.at:%Y-%m-%d %H:%M}"
