"""What a look at an unflagged page found: so many letters, so many of them wrong."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from archive.models.collection import Collection
from archive.models.page import Page


class Sample(models.Model):
    """One page drawn for quality control and looked at; the error rate of a collection is measured on these."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="samples")
    collection = models.ForeignKey(Collection, models.CASCADE, related_name="samples")
    engine = models.CharField(_("engine"), max_length=60, blank=True)
    #: The numbers of the version the machine made and of the one the person left.
    machine = models.PositiveIntegerField(_("machine's version"))
    person_version = models.PositiveIntegerField(_("person's version"))
    letters = models.PositiveIntegerField(_("letters"))  # of the person's text
    wrong_letters = models.PositiveIntegerField(_("wrong letters"))
    words = models.PositiveIntegerField(_("words"))
    wrong_words = models.PositiveIntegerField(_("wrong words"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("sample")
        verbose_name_plural = _("samples")
        constraints = [
            models.UniqueConstraint(fields=["page", "machine"], name="one_sample_per_version"),
            # What has no letters is no measure of anything.
            models.CheckConstraint(condition=Q(letters__gt=0), name="sample_has_letters"),
        ]
        indexes = [models.Index(F("collection"), F("at").desc(), name="sample_by_collection")]

    def __str__(self) -> str:
        return f"{self.page_id} · {self.wrong_letters}/{self.letters}"
