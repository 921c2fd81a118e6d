"""One try of an engine on the workbench: a page of a file that is not in the archive, read to be looked at."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.models.claimable import Claimable
from ocr_engine.models.packed import Packed

_ONE_PAGE = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".jp2", ".heic", ".avif"})


class Trial(Packed, Claimable):
    """Goes away by itself after an hour, with its file."""

    class Outcome(models.TextChoices):
        WANTED = "wanted", _("wanted")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    token = models.CharField(max_length=32, db_index=True, editable=False)  # of the file; cannot be guessed
    place = models.PositiveSmallIntegerField(default=0)  # beside another try of the same file
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(_("file name"), max_length=200)
    number = models.PositiveIntegerField(_("page"), default=1)
    engine = models.CharField(_("engine"), max_length=120)
    task = models.CharField(_("task"), max_length=40, blank=True)
    mode = models.CharField(_("mode"), max_length=40, blank=True)
    words = models.CharField(_("words"), max_length=2000, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    outcome = models.CharField(_("outcome"), max_length=6, choices=Outcome.choices, default=Outcome.WANTED)
    stopping = models.BooleanField(default=False)  # somebody has seen enough
    said = models.TextField(blank=True)  # as far as it has come
    result = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("try")
        verbose_name_plural = _("tries")
        constraints = [models.UniqueConstraint(fields=["token", "place"], name="one_try_at_a_place")]
        indexes = [models.Index(fields=["id"], name="trial_wanted", condition=Q(outcome="wanted"))]

    def __str__(self) -> str:
        return f"{self.name} · {self.engine}"

    @property
    def title(self) -> str:
        """Which way it was read: the engine that did it, where it was left to choose."""
        return " · ".join(filter(None, (self.result.get("engine") or self.engine, self.task, self.mode)))

    @property
    def folder(self) -> Path:
        return Path(settings.MUNIMENT_HOME) / "workbench" / self.token

    @property
    def file(self) -> Path:
        return self.folder / "file"

    @property
    def secret(self) -> Path:
        """The password of the file lies beside it, and goes when it goes: no database and no backup has it."""
        return self.folder / "password"

    @property
    def password(self) -> str:
        return self.secret.read_text(encoding="utf-8") if self.secret.is_file() else ""

    @property
    def may_have_more(self) -> bool:
        """Whether the file may have other pages than the one tried."""
        return Path(self.name).suffix.lower() not in _ONE_PAGE

    @property
    def picture(self) -> Path:
        """The page as it was shown to the engine, upright."""
        return self.folder / f"page-{self.place}.jpg"
