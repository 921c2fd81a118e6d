"""A file on its way in over the web; what has arrived of it lies in `uploads/` (archive.uploading.room)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from archive.models.accession import Accession
from archive.models.original import Original


class Upload(models.Model):
    class Outcome(models.TextChoices):
        COMING = "coming", _("on its way")
        TAKEN = "taken", _("taken in")
        ALREADY = "already", _("here already")
        SKIPPED = "skipped", _("skipped")
        REFUSED = "refused", _("refused")

    accession = models.ForeignKey(Accession, models.CASCADE, related_name="uploads")
    token = models.CharField(max_length=43, unique=True, editable=False)  # its address; cannot be guessed
    name = models.CharField(_("file name"), max_length=500)  # with its folders, as the browser said
    #: Uploads of one batch become pages of one record, and wait for each other; "" stands for itself.
    batch = models.CharField(max_length=500, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("bytes"))
    received = models.PositiveBigIntegerField(_("received"), default=0)  # never more than lies on the disk
    #: When the file was last changed at its source, in milliseconds: tells it from a later one of the same name.
    modified = models.BigIntegerField(default=0)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices, default=Outcome.COMING)
    code = models.CharField(max_length=40, blank=True)
    why = models.TextField(_("why"), blank=True)
    #: What it became, or the one that has its bytes already.
    original = models.ForeignKey(Original, models.SET_NULL, null=True, blank=True, related_name="+")
    begun_at = models.DateTimeField(_("begun"), auto_now_add=True)
    moved_at = models.DateTimeField(_("last heard of"), auto_now=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        constraints = [
            models.CheckConstraint(condition=Q(received__lte=F("size")), name="upload_no_longer_than_said"),
            models.UniqueConstraint(fields=["accession", "name"], name="one_upload_per_name"),
        ]
        indexes = [models.Index(fields=["moved_at"], name="upload_coming", condition=Q(outcome="coming"))]

    def __str__(self) -> str:
        return self.name
