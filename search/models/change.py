"""News for the indexes: "page N is dirty, re-read its state"."""

from __future__ import annotations

from django.db import models


class IndexCount(models.Model):
    """One row. Its lock, held until commit, makes the order of numbers the order of commits:
    a reader that has seen number n can never miss a smaller one that commits later."""

    last = models.BigIntegerField(default=0)
    #: The last number that told of a takedown: an index begun before it still has the bytes in its files.
    purged = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last)


class IndexChange(models.Model):
    number = models.BigIntegerField(primary_key=True)
    page = models.BigIntegerField(unique=True)  # a plain number: the news of a deletion outlives the page
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}: page {self.page}"
