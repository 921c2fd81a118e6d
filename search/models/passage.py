"""A piece of a page's text, small enough for one vector."""

from __future__ import annotations

from django.db import models

from archive.models import Page, Transcription


class Passage(models.Model):
    #: No cascade and no constraint: passages outlive a deleted page until the news of the deletion
    #: has reached the indexes (see search.news). They hold no text themselves.
    page = models.ForeignKey(Page, models.DO_NOTHING, db_constraint=False, related_name="+")
    transcription = models.ForeignKey(Transcription, models.DO_NOTHING, db_constraint=False, related_name="+")
    #: As they were when the page was indexed; the index filters by them.
    record_id = models.BigIntegerField()
    collection_id = models.BigIntegerField()
    start = models.PositiveIntegerField()  # in the page's text
    end = models.PositiveIntegerField()
    text_hash = models.CharField(max_length=64, db_index=True)  # of the text as it was embedded

    class Meta:
        ordering = ["page_id", "start"]
        constraints = [
            models.CheckConstraint(condition=models.Q(start__lt=models.F("end")), name="passage_not_empty"),
            models.UniqueConstraint(
                fields=["transcription", "start", "end"], name="one_passage_per_span_of_a_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page_id}:{self.start}–{self.end}"
