"""The same bytes, already here: found by content, only among what the person may see."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from archive import rights
from archive.models import Original

if TYPE_CHECKING:
    from archive.rights import Person


class Choice(StrEnum):
    """What becomes of a file whose bytes the archive has already."""

    LINK = "link"  # taken in, and linked to the earlier one: nothing is left out of a folder or a volume
    SKIP = "skip"  # not taken in; it counts as arrived
    REFUSE = "refuse"  # not taken in, and said to be missing


def earlier(sha256: str, person: Person) -> Original | None:
    """The first original with these bytes that the person may see. One query."""
    same = Original.objects.filter(rights.sees_record(person, "record__"), sha256=sha256)
    return same.select_related("record__collection").order_by("pk").first()


def described(original: Original) -> str:
    record = original.record
    mark = f", {record.shelfmark}" if record.shelfmark else ""
    return f"{original.name} in “{record.title}”{mark} ({record.collection.slug})"
