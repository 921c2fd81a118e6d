"""The broker, and whether somebody does the work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from archive import pipeline
from archive.celery import app
from archive.doctor.finding import Finding, broken, note, warning, well
from archive.models import Page
from archive.running import instance


def look(deep: bool) -> Iterator[Finding]:
    yield _broker()
    yield from _work()


def _broker() -> Finding:
    url = settings.CELERY_BROKER_URL
    kind = url.partition(":")[0]
    try:
        if kind == "filesystem":
            for folder in ("data_folder_in", "control_folder"):
                path = Path(str(settings.CELERY_BROKER_TRANSPORT_OPTIONS[folder]))
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with app.connection_for_write(connect_timeout=3) as link:
            link.ensure_connection(max_retries=1, interval_start=0.1, timeout=5)
    except Exception as error:  # noqa: BLE001  each transport has errors of its own; all mean the same here
        return broken(
            "queues.broker",
            f"The broker ({kind}) does not answer: {type(error).__name__}.",
            "Start it, or correct MUNIMENT_BROKER_URL; without it nothing is read.",
        )
    return well("queues.broker", f"messages go over {kind}")


def _work() -> Iterator[Finding]:
    waiting, halted = pipeline.unfinished().count(), Page.objects.exclude(halted="").count()
    here = instance.is_running()
    if halted:
        yield warning(
            "queues.halted",
            f"{halted} pages halted; each says why.",
            "Look at them on the work page, mend the reason, then: manage.py work --retry",
        )
    if not waiting:
        yield well("queues.work", "nothing waits" + (", an instance runs here" if here else ""))
        return
    now = timezone.now()
    busy = Page.objects.filter(lease_until__gt=now).exists()
    if busy or here:
        yield well("queues.work", f"{waiting} pages wait and are worked on")
    else:
        yield note("queues.work", f"{waiting} pages wait, and no instance runs on this machine.", "manage.py start")
