"""A link that makes whoever opens it a member of a collection, once. Only its hash is kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.collection import Collection, Membership


class Invitation(models.Model):
    collection = models.ForeignKey(Collection, models.CASCADE, related_name="invitations")
    role = models.CharField(
        _("role"), max_length=8, choices=Membership.Role.choices, default=Membership.Role.READER
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)  # sha256 of the link's secret
    note = models.CharField(_("for whom"), max_length=200, blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"{self.collection} · {self.get_role_display()}"
