"""Which rooms the masthead offers to a person."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from archive import rights
from archive.models import Membership


def edits_somewhere(person: rights.Person) -> bool:
    """One query at most; a role given anywhere is enough."""
    if rights.is_admin(person):
        return True
    if person is None or not person.is_authenticated or not person.is_active:
        return False
    return Membership.objects.filter(person_id=person.pk, role__in=rights.EDITORS).exists()


def on_every_page(request: HttpRequest) -> dict[str, object]:
    """For templates: {% if duties.desk %}, {% if duties.admin %}. Asked only where a page shows it."""
    person = getattr(request, "user", None)
    if person is None:  # an error before anybody was recognised; None would be the operator
        return {"duties": {}}

    def look() -> dict[str, bool]:
        return {"desk": edits_somewhere(person), "admin": rights.is_admin(person)}

    return {"duties": SimpleLazyObject(look)}
