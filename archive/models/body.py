"""What a region says: shared between versions of a page as long as it is unchanged."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import models

from archive import packing
from archive.blocks import Block, Line, Word
from archive.geometry import Box


class Body(models.Model):
    sha256 = models.CharField(max_length=64, primary_key=True)
    text = models.TextField(blank=True)
    lines = models.JSONField(default=list)  # [[start, end, [x0, y0, x1, y1], points or null], …]
    packed = models.BinaryField(default=bytes)  # words, see archive.packing
    markup = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "bodies"

    def __str__(self) -> str:
        return self.text[:60]

    @classmethod
    def of(cls, block: Block) -> Body:
        """An unsaved body; equal content gives an equal key."""
        lines: list[Any] = [
            [ln.start, ln.end, ln.box.as_list(), [list(p) for p in ln.points] if ln.points else None]
            for ln in block.lines
        ]
        packed = packing.pack(block.words)
        digest = hashlib.sha256()
        for part in (block.text.encode(), json.dumps(lines).encode(), packed, block.markup.encode()):
            digest.update(len(part).to_bytes(8, "little"))
            digest.update(part)
        return cls(sha256=digest.hexdigest(), text=block.text, lines=lines, packed=packed, markup=block.markup)

    def line_values(self) -> tuple[Line, ...]:
        return tuple(
            Line(start, end, Box(*box), tuple((x, y) for x, y in points) if points else None)
            for start, end, box, points in self.lines
        )

    def word_values(self) -> tuple[Word, ...]:
        return packing.unpack(bytes(self.packed))
