"""What reading keeps of pages, removed for a takedown: every reading with what the engine said."""

from __future__ import annotations

from ocr_engine.models import Reading, TextPrint


def counted(page_ids: list[int]) -> dict[str, int]:
    return {"readings": Reading.objects.filter(page__in=page_ids).count()}


def removed(page_ids: list[int]) -> dict[str, int]:
    TextPrint.objects.filter(page__in=page_ids).delete()
    gone, _kinds = Reading.objects.filter(page__in=page_ids).delete()
    return {"readings": gone}


def finished() -> dict[str, int]:
    return {}


def clean() -> bool:
    """Readings lie in the database alone."""
    return True
