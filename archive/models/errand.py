"""Something that a person wants done to many pages: carried out in steps, so that a kill costs one step."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.models.claimable import Claimable


class Errand(Claimable):
    verb = models.CharField(_("verb"), max_length=40)  # a key of archive.registry.ERRANDS
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    #: Whether the actor is the command line; else an errand without an actor was left by one who is gone.
    operator = models.BooleanField(default=False)
    #: Which pages: {"pages": [ids]}, {"record": id}, {"collection": id}, {"halted": code} or {"from": id}.
    scope = models.JSONField(_("pages"), default=dict)
    options = models.JSONField(_("options"), default=dict, blank=True)
    after = models.BigIntegerField(default=0)  # the id of the last page that was dealt with
    done = models.PositiveIntegerField(_("done"), default=0)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("errand")
        verbose_name_plural = _("errands")
        indexes = [models.Index(fields=["id"], name="errand_open", condition=Q(finished_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.verb} · {self.pk}"
