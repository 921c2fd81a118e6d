"""A process that works for the archive, and when it was last heard of."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Worker(models.Model):
    #: What it does: its queues, or "sweep", "follower".
    name = models.CharField(_("name"), max_length=40)
    host = models.CharField(_("machine"), max_length=120)
    pid = models.PositiveBigIntegerField(_("process"))
    slots = models.PositiveSmallIntegerField(_("pages at once"), default=1)
    #: How its models do, by name: see archive.registry.FIGURES.
    figures = models.JSONField(_("figures"), default=dict, blank=True)
    since = models.DateTimeField(_("since"), auto_now_add=True)
    seen_at = models.DateTimeField(_("last sign of life"))

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self) -> str:
        return f"{self.name} · {self.host}"
