"""What one person brought in at one time: an upload, or a run of `ingest`. Undone as a whole.

Taking its files in is claimable work, one worker at a time: a folder's pages must not race for their places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from archive.models.claimable import Claimable
from archive.models.collection import Collection

if TYPE_CHECKING:
    from archive.rights import Person


class AccessionQuerySet(models.QuerySet["Accession"]):
    def visible_to(self, person: Person) -> Self:
        """Accessions are for those who edit the collection."""
        from archive import rights

        return self.filter(collection__in=Collection.objects.filter(rights.edits_collection(person)).values("pk"))

    def undoable_by(self, person: Person) -> Self:
        """A curator's all, an editor's own."""
        from archive import rights

        if rights.is_admin(person):
            return self.all()
        curated = Collection.objects.filter(rights.curates_collection(person)).values("pk")
        own = models.Q(person=person.pk if person is not None else None, person__isnull=False)
        return self.visible_to(person).filter(own | models.Q(collection__in=curated))


class Accession(Claimable):
    class RecordPer(models.TextChoices):
        FILE = "file", _("one record for each file")
        FOLDER = "folder", _("one record for each folder")
        ALL = "all", _("all files are pages of one record")

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="accessions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="accessions"
    )
    record_per = models.CharField(max_length=6, choices=RecordPer.choices, default=RecordPer.FILE)
    title = models.CharField(_("title"), max_length=300, blank=True)  # of the one record, where there is one
    #: Fields that each new record begins with.
    described = models.JSONField(default=dict, blank=True)
    duplicates = models.CharField(max_length=6, default="link")  # archive.intake.duplicates.Choice
    #: Every file is named: a folder's may be taken in as soon as all of them have come.
    announced = models.BooleanField(default=True)
    sheet = models.CharField(max_length=200, blank=True)  # name of the metadata sheet that waits to be looked at
    at = models.DateTimeField(_("at"), auto_now_add=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    objects = AccessionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("accession")
        verbose_name_plural = _("accessions")

    def __str__(self) -> str:
        return f"{self.collection} · {self.at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("accession", args=[self.pk])
