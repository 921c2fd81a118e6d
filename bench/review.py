"""What reviewing costs the server with 100,000 texts that await somebody.

    MUNIMENT_HOME=some/empty/folder python bench/review.py [--rounds 30]

2,000 records in 40 collections; two texts in a hundred are quarantined, eight flagged, each for one of six reasons.
Rows only: no images and no words, so times are those of the queue, not of pictures. "next" is the whole answer of
/review/next, reservation and all, and what it reserved is given back between rounds; "page" is a page under review;
"rooms" is /review, the first time (everything is counted) and after that. Made in this process, without a network.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PAGES, RECORDS = 100_000, 2_000
REASONS = ("loop", "disagreement", "low_confidence", "script", "no_end", "rare_one")


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=30)
    rounds = arguments.parse_args().rounds
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    import django
    from django.conf import settings

    django.setup()
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.ALLOWED_HOSTS.append("testserver")
    from django.core.management import call_command

    from archive.models import Page, Review
    from bench import pages_100k

    call_command("migrate", verbosity=0)
    if not Page.objects.exists():
        pages_100k.fill(RECORDS)
    if not Review.objects.exists():
        fill()
    print(f"{Review.objects.count():,} texts await somebody")
    people = cast()
    print(f"\n{'who':18} {'what':22} {'p50':>7} {'p95':>7}  (ms)")
    for who, person in people.items():
        measure(who, person, rounds)
    bulk(people["admin"])


def fill() -> None:
    from django.contrib.auth import get_user_model

    from archive.models import Page, Review, Transcription

    chance = random.Random(2)
    rows: list[Any] = []
    told = ("pk", "current", "record__collection")
    author = get_user_model().objects.create_user("the-author")
    for pk, version, place in Page.objects.order_by("pk").values_list(*told).iterator(5000):
        lot = chance.random()
        verdict = "quarantine" if lot < 0.02 else "flag" if lot < 0.1 else "pass"
        # The rare reason stands on the last pages of the list, where it costs most to find.
        code = "" if verdict == "pass" else "rare_one" if chance.random() < 0.001 else chance.choice(REASONS[:5])
        second = chance.random() < 0.05
        rows.append(
            Review(
                page_id=pk,
                transcription_id=version,
                collection_id=place,
                wants="second" if second else "look",
                author=author if second else None,
                risk={"pass": 0, "flag": 350, "quarantine": 600}[verdict] + chance.randrange(200),
                verdict=verdict,
                reasons=f",{code}," if code else "",
                language=chance.choice(("en", "de", "la")),
                sample=verdict == "pass" and chance.random() < 0.03,
            )
        )
    Review.objects.bulk_create(rows, batch_size=5000)
    for verdict in ("flag", "quarantine"):
        of = Review.objects.filter(verdict=verdict).values("transcription")
        Transcription.objects.filter(pk__in=of).update(verdict=verdict)


def cast() -> dict[str, Any]:
    """An admin, one who edits a collection, one who edits half of all, and one who passed 500 pages over."""
    from django.contrib.auth import get_user_model

    from archive.models import Collection, Membership, Review

    people = get_user_model().objects

    def one(name: str, count: int, **fields: Any) -> Any:
        person = people.filter(username=name).first() or people.create_user(name, **fields)
        for place in Collection.objects.order_by("pk")[:count]:
            Membership.objects.get_or_create(collection=place, person=person, defaults={"role": "editor"})
        return person

    admin = one("admin", 0, is_superuser=True, is_staff=True)
    found = {"admin": admin, "of 1 collection": one("ada", 1), "of many": one("bert", 20)}
    picky = one("picky", 20)
    if not Review.objects.filter(skips__has_key=str(picky.pk)).exists():
        first = list(Review.objects.order_by("-risk", "pk").values_list("pk", flat=True)[:500])
        Review.objects.filter(pk__in=first).update(skips={str(picky.pk): {"why": "hand", "said": ""}})
    return found | {"500 passed over": picky}


def measure(who: str, person: Any, rounds: int) -> None:
    from django.test import Client

    from archive.models import Collection, Review
    from archive.reviewing import counting, progress

    client = Client()
    client.force_login(person)
    some = Collection.objects.order_by("pk")[0].slug
    addresses = {
        "next": "/review/next",
        "next, one collection": f"/review/next?collection={some}",
        "next, a reason": "/review/next?reason=loop",
        "next, a rare reason": "/review/next?reason=rare_one",
        "next, no such reason": "/review/next?reason=none",
        "next, language": "/review/next?language=la",
        "next, a sample": "/review/next?sample=1",
        "next, second look": "/review/next?wants=second",
        "next, left to me": "/review/next?mine=1",
    }

    def given_back() -> None:
        Review.objects.filter(holder__isnull=False).update(holder=None, held_until=None)

    def forgotten() -> None:
        for kept in (counting._heaps, progress._standings, progress._deeds):
            kept._known = None

    for what, address in addresses.items():
        tell(who, what, timed(lambda at=address: client.get(at), rounds, given_back))  # type: ignore[misc]
    page = Review.objects.filter(page__record__collection__slug=some).order_by("-risk", "pk").first()
    assert page
    tell(who, "page", timed(lambda: client.get(f"/review/pages/{page.page_id}"), rounds, given_back))
    tell(who, "rooms, counted anew", timed(lambda: client.get("/review"), max(5, rounds // 5), forgotten))
    tell(who, "rooms", timed(lambda: client.get("/review"), rounds))
    tell(who, "rooms, filtered", timed(lambda: client.get("/review?reason=loop&verdict=flag"), rounds))


def bulk(person: Any) -> None:
    """What the administration's acts on many rows cost the request that asks for them; the work is the workers'."""
    from django.test import Client

    from archive.models import Errand, Review

    client = Client()
    client.force_login(person)
    for n, query in ((8_000, "?verdict__exact=flag"), (100_000, "")):
        chosen = Review.objects.order_by("pk").values_list("pk", flat=True)[:1]
        for act, more in (("accept", {}), ("read_again", {}), ("assign", {"to": person.pk, "sure": "1"})):
            said = {"action": act, "_selected_action": list(chosen), "select_across": "1", **more}

            def ask(said: Any = said, query: str = query) -> Any:
                return client.post(f"/admin/archive/review/{query}", said)

            tell("admin", f"{act}, {n:,} rows", timed(ask, 5, lambda: Errand.objects.all().delete()))
    Errand.objects.all().delete()


def timed(ask: Callable[[], Any], rounds: int, before: Callable[[], Any] = lambda: None) -> list[float]:
    """Milliseconds by the clock, sorted; the first answer warms up and is not counted."""
    found = []
    for number in range(rounds + 1):
        before()
        began = time.perf_counter()
        status = ask().status_code
        took = (time.perf_counter() - began) * 1000
        assert status in {200, 302}, status
        if number:
            found.append(took)
    return sorted(found)


def tell(who: str, what: str, times: list[float]) -> None:
    middle, late = times[len(times) // 2], times[min(len(times) - 1, int(len(times) * 0.95))]
    print(f"{who:18} {what:22} {middle:7.1f} {late:7.1f}")


if __name__ == "__main__":
    main()
