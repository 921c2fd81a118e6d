"""How far the index is behind the archive. Asked by the health page: opens no index."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from search.index import files, generations
from search.models import IndexChange

_MOST = 10_000  # counted up to


@dataclass(frozen=True, slots=True)
class Lag:
    """`seconds` since the oldest news that the index has not taken in."""

    changes: int
    seconds: float


def behind() -> Lag | None:
    """None while there is no index. A few milliseconds."""
    now = generations.current()
    if now is None:
        return None
    # Meaning is committed after words, so its position is that of both.
    position = files.read(now.folder / "meaning" / "manifest.json", {"position": 0})["position"]
    news = IndexChange.objects.filter(number__gt=position).order_by("number")
    oldest = news.values_list("at", flat=True).first()
    if oldest is None:
        return Lag(0, 0.0)
    return Lag(len(news.values_list("pk", flat=True)[:_MOST]), (timezone.now() - oldest).total_seconds())
