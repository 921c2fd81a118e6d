"""What somebody writes and has not saved, kept while they type."""

from __future__ import annotations

import json
from typing import Any

from archive.blocks import storable
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
    try:
        if len(json.dumps(content, allow_nan=False)) > MOST:
            raise Refused("a draft is no longer than a page")
    except (ValueError, RecursionError) as error:  # what JSON, and with it the database, has no word for
        raise error if isinstance(error, Refused) else Refused(f"not a draft: {error!r}"[:200]) from error
    Page.objects.editable_by(person).values_list("pk").get(pk=page.pk)
    draft, _made = Draft.objects.update_or_create(
        page=page, person_id=person.pk, defaults={"base": base_number, "content": _storable(content)}
    )
    return draft


def _storable(said: Any) -> Any:
    """The same without what PostgreSQL refuses in a text: a draft that cannot be kept would be lost."""
    if isinstance(said, str):
        return storable(said)
    if isinstance(said, dict):
        return {storable(str(name)): _storable(value) for name, value in said.items()}
    return [_storable(each) for each in said] if isinstance(said, list) else said


def of(page: Page, person: Person) -> Draft | None:
    return Draft.objects.filter(page=page, person=person.pk).first() if person is not None and person.pk else None


def forget(page: Page, person: Person) -> None:
    if person is not None and person.pk:
        Draft.objects.filter(page=page, person=person.pk).delete()
