"""Leaving pages to one person: nobody else is offered them until they are done or left to all again."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth import get_user_model

from archive.models import Errand, Page, Review


class Assign:
    """For many pages, see `archive.errands`: only those the chosen person may edit, and, of second looks, none that
    they would have at their own text. Options: {"to": id}."""

    batch: ClassVar[int] = 500

    def prepare(self, errand: Errand, pages: list[int]) -> list[int]:
        return pages

    def carry_out(self, errand: Errand, prepared: Any) -> int:
        to = get_user_model()._default_manager.filter(pk=errand.options.get("to"), is_active=True).first()
        if to is None:
            return 0
        theirs = Page.objects.editable_by(to).filter(pk__in=prepared).order_by().values("pk")
        rows = Review.objects.filter(page__in=theirs).exclude(wants=Review.Wants.SECOND, author=to)
        return rows.update(assigned=to)


class Unassign:
    batch: ClassVar[int] = 500

    def prepare(self, errand: Errand, pages: list[int]) -> list[int]:
        return pages

    def carry_out(self, errand: Errand, prepared: Any) -> int:
        return Review.objects.filter(page__in=prepared, assigned__isnull=False).update(assigned=None)
