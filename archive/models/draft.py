"""What somebody is writing and has not saved: survives a crash, a sign-out and another computer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.page import Page


class Draft(models.Model):
    """One for a person and a page, overwritten as they type; gone when they save or throw it away."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="drafts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    #: The number of the version it was begun from.
    base = models.PositiveIntegerField(_("from version"))
    #: As the editor sends it, see archive.correcting.wanted; read with care, like anything a browser sends.
    content = models.JSONField(default=dict)
    at = models.DateTimeField(_("at"), auto_now=True)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["page", "person"], name="one_draft_per_person_and_page")]

    def __str__(self) -> str:
        return f"{self.page_id} · {self.person}"
