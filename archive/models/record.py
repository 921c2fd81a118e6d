"""The intellectual thing: a letter, a volume, a case file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from archive.models.collection import Collection

if TYPE_CHECKING:
    from archive.rights import Person


class RecordQuerySet(models.QuerySet["Record"]):
    def visible_to(self, person: Person) -> Self:
        """Records whose pages this person may see now. A tombstone is not a page: see `rights`."""
        from archive import rights

        return self.filter(rights.sees_record(person))

    def editable_by(self, person: Person) -> Self:
        from archive import rights

        return self.filter(rights.edits_record(person))


class Record(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    collection = models.ForeignKey(Collection, models.PROTECT, related_name="records")
    shelfmark = models.CharField(_("shelfmark"), max_length=200, blank=True)
    title = models.CharField(_("title"), max_length=500)
    creator = models.CharField(_("creator"), max_length=300, blank=True)
    date_text = models.CharField(_("date as written"), max_length=200, blank=True)
    date_from = models.DateField(_("from"), null=True, blank=True)
    date_to = models.DateField(_("to"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=60, blank=True)
    rights = models.CharField(_("rights"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.PUBLISHED)
    #: What the tombstone says of a withdrawn record.
    withdrawn_why = models.TextField(_("why it was withdrawn"), blank=True)
    embargo_until = models.DateTimeField(_("embargo until"), null=True, blank=True)
    trashed_at = models.DateTimeField(_("in the trash since"), null=True, blank=True)
    #: What intake recognises this record by when the same folder is taken in again.
    source = models.CharField(max_length=500, blank=True, editable=False)
    created_at = models.DateTimeField(_("taken in"), auto_now_add=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["collection_id", "shelfmark", "title", "id"]
        verbose_name = _("record")
        verbose_name_plural = _("records")
        constraints = [
            models.CheckConstraint(
                condition=Q(date_from__isnull=True) | Q(date_to__isnull=True) | Q(date_from__lte=F("date_to")),
                name="record_dates_in_order",
                violation_error_message=_("The first date must not be after the last."),
            ),
            models.UniqueConstraint(
                fields=["collection", "source"], condition=~Q(source=""), name="one_record_per_source"
            ),
        ]
        indexes = [
            models.Index(fields=["collection", "state"], name="record_by_collection"),
            models.Index(fields=["shelfmark"], name="record_by_shelfmark"),
            models.Index(fields=["trashed_at"], name="record_in_trash", condition=Q(trashed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("record", args=[self.pk])
