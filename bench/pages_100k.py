"""What the pages of the site cost the server with 100,000 pages in the archive.

    MUNIMENT_HOME=some/empty/folder python bench/pages_100k.py [--rounds 30] [--records 2000]

One record has 5,000 pages, the others share the rest; there are 40 collections in a tree, a third of them for
members. Rows only: no images and no index, so searching and pictures are measured elsewhere (search_100k.py).
Times are of the whole answer made in this process, without the network; `cpu` is what of it the processor worked.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.models import Page, Record

PAGES, LONG, COLLECTIONS = 100_000, 5_000, 40


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("--rounds", type=int, default=30)
    arguments.add_argument("--records", type=int, default=2000)
    given = arguments.parse_args()
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    import django
    from django.conf import settings

    django.setup()
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.ALLOWED_HOSTS.append("testserver")
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from archive.models import Page, Record

    if not Page.objects.exists():
        fill(given.records)
    longest = Record.objects.order_by("pk")[0]
    measure(longest, Page.objects.filter(record=longest).order_by("order")[LONG // 2], given.rounds)


def fill(records: int) -> None:
    from django.db import transaction
    from django.db.models import F, OuterRef, Subquery

    from archive import collections
    from archive.models import Original, Page, Record, Transcription

    chance = random.Random(1)
    shelves = []
    for n in range(COLLECTIONS):
        above = chance.choice(shelves) if n > 8 else None
        seen = "public" if n % 3 else "members"
        shelves.append(collections.create(f"c{n}", f"Collection {n}", above, visibility=seen))
    with transaction.atomic():
        made = Record.objects.bulk_create(
            Record(
                collection=chance.choice(shelves) if n else shelves[1],
                title=f"Record {n} of the harbour",
                shelfmark=f"HM {n}",
            )
            for n in range(records)
        )
        originals = Original.objects.bulk_create(
            Original(
                record=record, position=0, name="v.pdf", sha256=f"{n:064x}", media_type="application/pdf", size=1
            )
            for n, record in enumerate(made)
        )
        each = (PAGES - LONG) // (records - 1)
        for n, (record, original) in enumerate(zip(made, originals, strict=True)):
            Page.objects.bulk_create(
                Page(
                    record=record,
                    original=original,
                    index=i,
                    order=(i + 1) * Page.GAP,
                    image=f"{n * LONG + i:064x}",
                    width=1000,
                    height=1400,
                    stage=Page.Stage.TRANSCRIBED,
                )
                for i in range(each if n else LONG)
            )
        pages = Page.objects.values_list("pk", "image").iterator(5000)
        Transcription.objects.bulk_create(
            (Transcription(page_id=pk, number=1, made_by="machine", image=image) for pk, image in pages),
            batch_size=5000,
        )
        version = Transcription.objects.filter(page=OuterRef("pk")).values("pk")[:1]
        Page.objects.update(current=Subquery(version))
        Page.objects.update(indexed=F("current"))


def measure(record: Record, page: Page, rounds: int) -> None:
    from django.contrib.auth import get_user_model
    from django.test import Client

    from archive.models import Collection, Membership, Page, Record

    people = get_user_model().objects
    admin = people.filter(username="admin").first() or people.create_superuser("admin")
    ada = people.filter(username="ada").first() or people.create_user("ada")
    first = Collection.objects.get(slug="c0")
    Membership.objects.get_or_create(collection=first, person=ada, defaults={"role": "editor"})
    print(f"{Page.objects.count():,} pages in {Record.objects.count():,} records")
    addresses = {
        "home": "/",
        "collection": f"/collections/{record.collection.slug}",
        "record": f"/records/{record.pk}",
        "leaves": f"/records/{record.pk}/leaves?from={page.order}",
        "progress": f"/records/{record.pk}/progress",
        "page": f"/pages/{page.pk}",
        "help": "/help",
    }
    print(f"{'who':8} {'page':11} median    p95    cpu  (ms)")
    for name, person in (("visitor", None), ("editor", ada), ("admin", admin)):
        client = Client()
        if person:
            client.force_login(person)
        for what, address in addresses.items():
            walls, works = timed(lambda at=address: client.get(at).status_code, rounds)  # type: ignore[misc]  # noqa: B023
            middle, late = walls[len(walls) // 2], walls[int(len(walls) * 0.95)]
            print(f"{name:8} {what:11} {middle:6.0f} {late:6.0f} {works[len(works) // 2]:6.0f}")


def timed(ask: Callable[[], int], rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds by the clock and of the processor, sorted; the first answer warms up and is not counted."""
    assert ask() == 200
    walls, works = [], []
    for _ in range(rounds):
        began, work = time.perf_counter(), time.thread_time()
        assert ask() == 200
        walls.append((time.perf_counter() - began) * 1000)
        works.append((time.thread_time() - work) * 1000)
    return sorted(walls), sorted(works)


if __name__ == "__main__":
    main()
