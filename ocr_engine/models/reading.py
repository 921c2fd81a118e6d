"""One reading of one page by one recipe: wanted, under way, done or failed; what came out, verbatim."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.models import Page
from archive.models.claimable import Claimable
from ocr_engine.models.packed import Packed


class Reading(Packed, Claimable):
    class Outcome(models.TextChoices):
        WANTED = "wanted", _("wanted")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    page = models.ForeignKey(Page, models.CASCADE, related_name="readings")
    image = models.CharField(max_length=64)  # sha256 of the image that was read
    engine = models.CharField(_("engine"), max_length=120)
    task = models.CharField(_("task"), max_length=40)
    recipe = models.CharField(max_length=64)  # fingerprint of everything that decides what comes out
    options = models.JSONField(_("recipe"), default=dict)  # the recipe itself
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    wanted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("wanted by"),
    )
    wanted_for = models.CharField(_("reason"), max_length=200, blank=True)
    outcome = models.CharField(_("outcome"), max_length=6, choices=Outcome.choices, default=Outcome.WANTED)
    fault = models.CharField(_("fault"), max_length=40, blank=True)  # its code; `why` has the sentence
    #: What another engine read of the same page, where this one's words got their places from it.
    beside = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("read beside it")
    )
    seconds = models.FloatField(_("seconds"), null=True, blank=True)
    device = models.CharField(_("device"), max_length=60, blank=True)
    #: Since when it is wanted; once it was read, when.
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "image", "recipe", "attempt"], name="one_reading_per_recipe_and_attempt"
            ),
            # Whoever asks twice is told that it is under way.
            models.UniqueConstraint(
                fields=["page", "recipe"], condition=Q(outcome="wanted"), name="one_open_wish_for_page_and_recipe"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="reading_wanted", condition=Q(outcome="wanted")),
            models.Index(fields=["at"], name="reading_by_time", condition=Q(outcome="done")),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} · {self.engine} · {self.attempt}"

    @classmethod
    def next_attempt(cls, page: Page, recipe: str) -> int:
        last = cls.objects.filter(page=page, image=page.image, recipe=recipe).aggregate(last=models.Max("attempt"))
        return int(last["last"] or 0) + 1
