"""Work on many things at once that a person asked for: done in steps, so that a kill at any line loses nothing."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.models.claimable import Claimable
from archive.models.collection import Collection


class Act(Claimable):
    class Kind(models.TextChoices):
        CHANGE = "change", _("records changed")
        UNDO = "undo", _("change taken back")
        PURGE = "purge", _("purged")

    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    #: None where the clock did it, as with what lay in the trash long enough.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="acts"
    )
    collection = models.ForeignKey(Collection, models.SET_NULL, null=True, blank=True, related_name="acts")
    #: Which records, and what is to become of them; never what they said. See archive.keeping.many and
    #: archive.keeping.purging.
    what = models.JSONField(default=dict)
    #: The id up to which everything is done; moved in the transaction that does it.
    reached = models.BigIntegerField(default=0)
    told = models.JSONField(_("counts"), default=dict)
    undoes = models.OneToOneField("self", models.SET_NULL, null=True, blank=True, related_name="undone_by")
    at = models.DateTimeField(_("begun"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        indexes = [models.Index(fields=["id"], name="act_unfinished", condition=Q(finished_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.at:%Y-%m-%d %H:%M}"
