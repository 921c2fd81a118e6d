"""Python, the packages, the machine and its clock."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from importlib import metadata
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from archive.doctor.finding import Finding, broken, note, warning, well
from archive.models import Event
from archive.running.slots import ocr_slots

_PIN = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;#]+)")
#: What only some settings need: everything else works without.
_FOR_SOME = {
    "psycopg": lambda: bool(os.environ.get("MUNIMENT_DATABASE_URL")),
    "redis": lambda: settings.CELERY_BROKER_URL.startswith("redis"),
    "torch": lambda: settings.MUNIMENT_EMBEDDER != "bundled",
    "transformers": lambda: settings.MUNIMENT_EMBEDDER != "bundled",
    "sentence-transformers": lambda: settings.MUNIMENT_EMBEDDER != "bundled",
}
_SKEW = timedelta(seconds=5)
_MEMORY = 3 << 30  # bytes: a reading process, the one that opens files, the web server, and the system


def look(deep: bool) -> Iterator[Finding]:
    yield _python()
    yield from _packages()
    yield _room_to_work()
    yield from _clock()


def _python() -> Finding:
    told = tomllib.loads((Path(settings.BASE_DIR) / "pyproject.toml").read_text(encoding="utf-8"))
    least = tuple(int(part) for part in re.findall(r"\d+", told["project"]["requires-python"]))
    have = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[: len(least)] < least:
        wanted = ".".join(map(str, least))
        return broken(
            "machine.python", f"Python {have} is too old.", f"Install Python {wanted} and make .venv anew."
        )
    return well("machine.python", f"Python {have}, Muniment {told['project']['version']}")


def _packages() -> Iterator[Finding]:
    lines = (Path(settings.BASE_DIR) / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = {found[1]: found[2] for line in lines if (found := _PIN.match(line))}
    right = 0
    for name, wanted in pins.items():
        try:
            have = metadata.version(name)
        except metadata.PackageNotFoundError:
            needed = _FOR_SOME.get(name, lambda: True)()
            said, fix = f"{name} is not installed", f"pip install {name}=={wanted}"
            if needed:
                yield broken(f"machine.package.{name}", f"{said}.", fix)
            else:
                yield note(f"machine.package.{name}", f"{said}; the present settings do not need it.", fix)
            continue
        # torch's build for processors is 2.13.0+cpu.
        if have.partition("+")[0] == wanted.partition("+")[0]:
            right += 1
            continue
        yield warning(
            f"machine.package.{name}",
            f"{name} is {have}; this release was tested with {wanted}.",
            "pip install -r requirements.txt",
        )
    yield well("machine.packages", f"{right} of {len(pins)} packages are at the tested versions")


def _room_to_work() -> Finding:
    cores, slots = os.cpu_count() or 1, ocr_slots()
    said = f"{cores} cores, {slots} pages read at a time"
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 0
    if not memory:
        return well("machine.memory", said)
    said += f", {memory / 2**30:.0f} GiB of memory"
    needed = _MEMORY + (slots - 1) * (settings.MUNIMENT_OCR_MEMORY_MB << 20)
    if memory < needed:
        return warning(
            "machine.memory",
            f"{said}: reading may run out of it.",
            f"Set MUNIMENT_OCR_SLOTS=1, or give the machine {needed / 2**30:.0f} GiB.",
        )
    return well("machine.memory", said)


def _clock() -> Iterator[Finding]:
    """Embargoes, leases and the order of history depend on it."""
    now = timezone.now()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs(cursor.fetchone()[0] - timezone.now())
        if apart > _SKEW:
            yield broken(
                "machine.clock",
                f"This machine's clock and the database's are {apart.total_seconds():.0f} seconds apart.",
                "Run a time service (chrony, systemd-timesyncd) on both machines.",
            )
            return
    try:
        latest = Event.objects.order_by("-at").values_list("at", flat=True).first()
    except DatabaseError:
        latest = None  # the database says so itself
    if latest and latest > now + _SKEW:
        yield broken(
            "machine.clock",
            f"The clock says {now:%Y-%m-%d %H:%M} UTC, but the latest event is of {latest:%Y-%m-%d %H:%M}.",
            "Set the clock: run a time service (chrony, systemd-timesyncd).",
        )
        return
    yield well("machine.clock", f"{timezone.localtime(now):%Y-%m-%d %H:%M} {settings.TIME_ZONE}")
