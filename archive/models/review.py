"""A page whose text still awaits a person: how much it should worry us, and who has it before them now."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from archive.models.collection import Collection
from archive.models.page import Page
from archive.models.transcription import Transcription


class Review(models.Model):
    """There is a row while the page's current text awaits somebody; `archive.reviewing.weighing` keeps it so."""

    class Wants(models.TextChoices):
        LOOK = "look", _("a look")  # nobody has looked at what the machine read
        SECOND = "second", _("a second look")  # somebody corrected it, and the collection wants two

    page = models.OneToOneField(Page, models.CASCADE, related_name="review")
    transcription = models.ForeignKey(Transcription, models.CASCADE, related_name="+")
    #: Of the page's record; kept here so that a queue of 100,000 pages is walked by one index.
    collection = models.ForeignKey(Collection, models.CASCADE, related_name="+")
    wants = models.CharField(_("awaits"), max_length=6, choices=Wants.choices, default=Wants.LOOK)
    risk = models.PositiveIntegerField(_("risk"), default=0)  # 0..1000, the highest first
    verdict = models.CharField(_("verdict"), max_length=10, choices=Transcription.Verdict.choices)
    #: Codes of the gate's reasons, ",loop,no_end,": what one filters by.
    reasons = models.CharField(_("reasons"), max_length=400, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    #: Drawn for quality control: whoever looks at it measures how good unflagged text is.
    sample = models.BooleanField(_("drawn as a sample"), default=False)
    #: Whose text it is, where a second look is wanted: somebody else's eyes.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    assigned = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assigned to"),
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("held by"),
    )
    held_until = models.DateTimeField(_("held until"), null=True, blank=True)
    since = models.DateTimeField(_("since"), auto_now_add=True)
    #: Who passed it over and why, until its text changes: {"12": {"why": "hand", "said": "…"}} by person.
    skips = models.JSONField(_("passed over by"), default=dict, blank=True)
    #: Offered to nobody before: it is being read again, or somebody just asked for that.
    not_before = models.DateTimeField(_("not before"), null=True, blank=True)

    class Meta:
        ordering = ["-risk", "id"]
        verbose_name = _("page to review")
        verbose_name_plural = _("pages to review")
        indexes = [
            models.Index(F("collection"), F("risk").desc(), F("id"), name="review_by_collection"),
            models.Index(F("risk").desc(), F("id"), name="review_by_risk"),
            models.Index(fields=["holder"], name="review_held", condition=models.Q(holder__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} · {self.risk}"
