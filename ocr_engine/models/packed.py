"""What an engine said, byte for byte, packed for the database."""

from __future__ import annotations

import zlib
from typing import Any

from django.db import models


class Packed(models.Model):
    packed = models.BinaryField(default=bytes, editable=False)

    class Meta:
        abstract = True

    @property
    def raw(self) -> bytes:
        return zlib.decompress(bytes(self.packed)) if self.packed else b""

    @staticmethod
    def packed_of(raw: bytes) -> dict[str, Any]:
        return {"packed": zlib.compress(raw, 6)}
