"""What a person looked at lately. One row for a record, written when the answer is already on its way."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError
from django.http import HttpResponse

from archive import rights
from archive.models import Page, Record, Visit

if TYPE_CHECKING:
    from archive.rights import Person

log = logging.getLogger(__name__)
SHOWN = 6


class Noted(HttpResponse):
    """An answer that is followed by a visit: the server closes it after its last byte was sent."""

    visit: Visit | None = None

    def close(self) -> None:
        visit, self.visit = self.visit, None
        if visit is not None:
            try:
                # One statement, whether the row is there or not.
                Visit.objects.bulk_create(
                    [visit], update_conflicts=True, unique_fields=["person", "record"], update_fields=["page", "at"]
                )
            except DatabaseError as error:  # busy, or the record went meanwhile: nothing anybody would miss
                log.info("a visit was not written: %s", error)
        super().close()


def noted(answer: HttpResponse, person: Person, record: Record, page: Page | None = None) -> HttpResponse:
    """The answer as it is for visitors; for people who are signed in, one that will be remembered."""
    if person is None or not person.is_authenticated:
        return answer
    said = Noted(answer.content, status=answer.status_code, headers=dict(answer.items()))
    said.visit = Visit(person_id=person.pk, record=record, page=page)
    return said


def lately(person: Person, reach: rights.Reach, most: int = SHOWN) -> list[Visit]:
    """Only what the person may still see. One query; none for visitors."""
    if person is None or not person.is_authenticated:
        return []
    seen: Any = Visit.objects.filter(reach.sees_record("record__"), person_id=person.pk)
    visits = list(seen.select_related("record__collection", "page").order_by("-at")[:most])
    for visit in visits:
        if visit.page is not None and visit.page.record_id != visit.record_id:
            visit.page = None  # it was given to another record since, which may be closed
    return visits
