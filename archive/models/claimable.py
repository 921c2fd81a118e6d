"""Work that one worker at a time may do: the columns behind `archive.pipeline`."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Claimable(models.Model):
    lease = models.CharField(max_length=32, blank=True, editable=False)  # token of whoever works on it
    lease_until = models.DateTimeField(null=True, editable=False)
    not_before = models.DateTimeField(null=True, editable=False)  # a pause after a failure
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    #: Children that died with this work alone; lost workers do not count.
    deaths = models.PositiveSmallIntegerField(_("deaths"), default=0, editable=False)
    halted = models.CharField(_("halted"), max_length=40, blank=True)  # a fault's code
    halted_step = models.CharField(max_length=12, blank=True, editable=False)
    why = models.TextField(_("why"), blank=True)

    class Meta:
        abstract = True
