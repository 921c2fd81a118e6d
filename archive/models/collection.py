"""A collection (fonds, series) and who works in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from archive.rights import Person


class CollectionQuerySet(models.QuerySet["Collection"]):
    def visible_to(self, person: Person) -> Self:
        """Collections whose published records this person may see."""
        from archive import rights

        return self.filter(rights.sees_collection(person))

    def editable_by(self, person: Person) -> Self:
        """Collections this person may upload to and correct in."""
        from archive import rights

        return self.filter(rights.edits_collection(person))


class Collection(models.Model):
    class Visibility(models.TextChoices):
        PUBLIC = "public", _("everybody")
        MEMBERS = "members", _("members only")

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    slug = models.SlugField(_("short name"), unique=True, max_length=80)
    title = models.CharField(_("title"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    #: ISO 639 codes; they choose the reading engine and tell which scripts to expect.
    languages = models.JSONField(_("languages"), default=list, blank=True)
    visibility = models.CharField(
        _("visible to"), max_length=8, choices=Visibility.choices, default=Visibility.MEMBERS
    )
    #: How strictly texts are judged and who has to look at them, as far as it differs from the collection above:
    #: read through archive.standards.
    standards = models.JSONField(_("standards"), default=dict, blank=True)
    #: Ids from the root to this collection, "/1/5/": rights are inherited without recursion.
    path = models.CharField(max_length=400, editable=False, db_index=True, default="")

    objects = CollectionQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        verbose_name = _("collection")
        verbose_name_plural = _("collections")

    def __str__(self) -> str:
        return self.title


class Membership(models.Model):
    class Role(models.TextChoices):
        READER = "reader", _("reader")
        EDITOR = "editor", _("editor")
        CURATOR = "curator", _("curator")

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=8, choices=Role.choices, default=Role.READER)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["collection", "person"], name="one_membership_per_pair")]

    def __str__(self) -> str:
        return f"{self.person} · {self.collection} · {self.get_role_display()}"
