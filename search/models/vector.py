"""The vector of a text: shared by all passages that say the same, and kept when a page is re-indexed."""

from __future__ import annotations

from django.db import models


class Vector(models.Model):
    text_hash = models.CharField(max_length=64)
    embedder = models.CharField(max_length=120)  # its fingerprint, see search.embedder
    halves = models.BinaryField()  # little-endian float16, of length 1

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text_hash", "embedder"], name="one_vector_per_text")]

    def __str__(self) -> str:
        return f"{self.embedder} {self.text_hash[:12]}"
