"""One version of a page's text. Versions are only ever added."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.blocks import PageText
from archive.models.errand import Errand
from archive.models.page import Page


class Transcription(models.Model):
    class MadeBy(models.TextChoices):
        MACHINE = "machine", _("machine")
        PERSON = "person", _("person")
        IMPORT = "import", _("import")

    class Status(models.TextChoices):
        MACHINE = "machine", _("machine")
        CORRECTED = "corrected", _("corrected")
        REVIEWED = "reviewed", _("reviewed")

    class Verdict(models.TextChoices):
        PASS = "pass", _("pass")
        FLAG = "flag", _("flagged")
        QUARANTINE = "quarantine", _("quarantined")

    page = models.ForeignKey(Page, models.CASCADE, related_name="transcriptions")
    number = models.PositiveIntegerField(_("version"))
    made_by = models.CharField(_("made by"), max_length=7, choices=MadeBy.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    engine = models.CharField(_("engine"), max_length=60, blank=True)
    #: The id of the ocr_engine.Reading it came from; a plain number, since archive imports no one.
    reading = models.PositiveBigIntegerField(null=True, blank=True)
    image = models.CharField(max_length=64)  # the page's image and turn that the boxes speak of
    turn = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(_("status"), max_length=9, choices=Status.choices, default=Status.MACHINE)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices, default=Verdict.PASS)
    #: [[code, sentence, evidence], …]; evidence is {"boxes": [[x0, y0, x1, y1], …], "figures": {name: number}},
    #: or absent in what older releases wrote.
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    note = models.TextField(_("note"), blank=True)
    #: The change of many pages that it is part of, so that the whole change can be taken back.
    errand = models.ForeignKey(Errand, models.SET_NULL, null=True, blank=True, related_name="versions")
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        ordering = ["page_id", "number"]
        verbose_name = _("transcription")
        verbose_name_plural = _("transcriptions")
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="one_version_per_number")]
        # Before an image's files go, it is asked whether a version still speaks of it.
        indexes = [models.Index(fields=["image"], name="versions_of_image")]

    def __str__(self) -> str:
        return f"{self.page_id} v{self.number}"

    @property
    def findable(self) -> bool:
        return self.verdict != self.Verdict.QUARANTINE

    def content(self) -> PageText:
        """The whole text with its boxes. Costs one query unless regions and bodies were prefetched."""
        regions = self.regions.all()
        if "regions" not in getattr(self, "_prefetched_objects_cache", {}):
            regions = regions.select_related("body")
        return PageText(tuple(region.block() for region in regions))
