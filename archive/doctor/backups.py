from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from archive.doctor.finding import Finding, note, warning, well
from archive.models import Event, Original
from archive.safekeeping.saving import BACKED_UP

_OLD = timedelta(days=7)
_FIX = "manage.py backup /another/disk/muniment; docs/operating.md has a timer that does it every night."


def look(deep: bool) -> Iterator[Finding]:
    last = Event.objects.filter(verb=BACKED_UP).order_by("-id").first()
    if last is None:
        if Original.objects.exists():
            yield warning("backups.age", "No backup was ever made.", _FIX)
        else:
            yield note("backups.age", "There is nothing to back up yet.")
        return
    age = timezone.now() - last.at
    place = Path(str(last.after.get("place", "")))
    said = f"the last backup is {_long(age)} old, in {place}"
    if age > _OLD:
        yield warning("backups.age", f"{said[0].upper()}{said[1:]}.", _FIX)
    else:
        yield well("backups.age", said)
    try:
        same = place.stat().st_dev == Path(settings.MUNIMENT_HOME).stat().st_dev
    except OSError:
        yield note("backups.place", f"{place} cannot be reached from here now.")
        return
    if same:
        yield warning(
            "backups.place",
            "The last backup lies on the same disk as the archive: one fault takes both.",
            "Give another disk or machine as TARGET.",
        )


def _long(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    if hours < 1:
        return "less than an hour"
    return f"{hours} hours" if hours < 48 else f"{hours // 24} days"
