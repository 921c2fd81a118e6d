"""What somebody writes and has not saved, kept while they type."""

from __future__ import annotations

import json
from typing import Any

from archive.correcting.wanted import LONGEST, Refused, Wanted
from archive.models import Draft, Page
from archive.rights import Person

#: Of the JSON, in characters: offsets, boxes and names beside the longest text.
MOST = 4 * LONGEST


def keep(page: Page, person: Person, base_number: int, content: Any) -> Draft:
    """Overwrites what was there. Raises Refused for what is no text, Page.DoesNotExist for who may not edit."""
    if person is None:
        raise Refused("drafts are somebody's")
    Wanted.of_json(content)
    if len(json.dumps(content)) > MOST:
        raise Refused("a draft is no longer than a page")
    Page.objects.editable_by(person).values_list("pk").get(pk=page.pk)
    draft, _made = Draft.objects.update_or_create(
        page=page, person_id=person.pk, defaults={"base": base_number, "content": content}
    )
    return draft


def of(page: Page, person: Person) -> Draft | None:
    return Draft.objects.filter(page=page, person=person.pk).first() if person is not None and person.pk else None


def forget(page: Page, person: Person) -> None:
    if person is not None and person.pk:
        Draft.objects.filter(page=page, person=person.pk).delete()
