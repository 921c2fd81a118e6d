"""How long the server takes for every page of the site, with 100,000 pages in the archive.

    MUNIMENT_HOME=some/empty/folder python bench/site.py [--pages 100000] [--search] [--rounds 15]

Rows are written straight through the models: 2,000 records (one of 5,000 pages) in 40 nested collections; the
pages share a few images that were really rendered, and 2,000 texts of four blocks with all their words and
boxes. With --search they are indexed too, with moved vectors as in bench/search_100k.py; without, only the few
pages with real scans are found. Then every address of the site (as the resolver lists them) is asked for by a
visitor, a reader, an editor and an admin, each through Django's test client in one process: wall time, the
processor's time (other work on the machine disturbs it less) and the number of queries. Addresses that take
only POST, or name things that this archive has none of, are listed, not measured. At last 16 readers at once
visit a real instance over loopback.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TEXTS, BATCH, READERS = 2000, 2000, 16
PEOPLE = ("visitor", "reader", "editor", "admin")
GOAL = 150  # ms, at the 95th percentile
#: Whole files and long streams are no pages.
FILES = re.compile(r"^(original|image|tile|crop|thumb|record-text|record-markdown|.*\.json)$")
NEVER = re.compile(r"^(sign-out|admin:logout|admin:jsi18n|health-doctor)$")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--records", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=20, help="of the 16 readers")
    parser.add_argument("--search", action="store_true", help="index the pages too")
    options = parser.parse_args()
    if not os.environ.get("MUNIMENT_HOME"):
        parser.error("set MUNIMENT_HOME to an empty folder: the pages go into a database there")
    os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("prepare")
    began = time.monotonic()
    fill(options.pages, options.records, options.search)
    from archive.running import planning

    planning.learn()  # as the sweep does in a running instance
    print(f"filled in {time.monotonic() - began:.0f} s", flush=True)
    rows, left_out = measure(options.rounds)
    crowd = at_once(options.seconds) if options.seconds else {}
    report(options, rows, left_out, crowd)


def templates() -> list[Any]:
    """A few pages that were really taken in, rendered and read: their images and files serve for all."""
    from archive.models import Page

    found = Page.objects.filter(record__collection__slug="templates").exclude(image="")
    if not found.exists():
        from tests.running import small_page

        with tempfile.TemporaryDirectory() as folder:
            for word in ("harbour", "orchard", "lantern"):
                small_page(f"The {word} was sold", "in the year of the flood").page().image.save(
                    f"{folder}/{word}.png"
                )
            command = [sys.executable, str(ROOT / "manage.py"), "ingest", folder]
            subprocess.run([*command, "--collection", "templates", "--public", "--wait"], check=True)
    return list(found.select_related("original"))


def fill(pages: int, records: int, search: bool) -> None:
    from archive import collections
    from archive.models import Collection, Page, Record

    leaves = templates()
    missing = pages - Page.objects.count()
    if missing > BATCH:
        draw = random.Random(1850)
        homes: list[Any] = []
        for n in range(40):
            parent = homes[(n - 8) // 2] if n >= 8 else None  # four levels of series below eight fonds
            visible = "public" if n % 3 else "members"
            homes.append(
                Collection.objects.filter(slug=f"series-{n}").first()
                or collections.create(f"series-{n}", f"Series {n}", parent=parent, visibility=visible)
            )
        said = _texts(draw, search)
        names = ["Minute book", "Letters", "Ledger", "Parish register", "Court roll", "Case file"]
        holders = Record.objects.bulk_create(
            Record(
                collection=homes[n % len(homes)] if n else homes[1],
                title=f"{names[n % 6]} {n}",
                shelfmark=f"MS {n:04}",
                date_text=str(1700 + n % 200),
                state="draft" if n % 97 == 5 else "published",
            )
            for n in range(records)
        )
        large = min(5000, missing // 2)
        each = (missing - large) // (records - 1)
        plan = ((h, large if n == 0 else each) for n, h in enumerate(holders))
        _pages(plan, leaves, said, draw, search)
    if search:
        from search import follower
        from search.index import generations

        if not follower.catch_up(wait=3600):
            sys.exit("another follower holds the index of this folder")
        opened = generations.opened()
        assert opened
        opened[1].meaning.settle()


def _texts(draw: random.Random, search: bool) -> list[list[Any]]:
    """(body, kind, box, start, end) of each block of each text; vectors of all, where they are to be found."""
    import numpy as np

    from archive.blocks import PageText
    from archive.models import Body
    from bench import search_100k
    from search.embedder import embedder
    from search.models import Vector

    said, bodies, vectors = [], {}, []
    if search:
        tool, noise = embedder(), np.random.default_rng(1850)
        sample = tool.passages([search_100k.sentence(draw) for _ in range(200)])
    for n in range(TEXTS):
        content = PageText(tuple(search_100k.blocks(draw)))
        rows = []
        for k, (block, start) in enumerate(zip(content.blocks, content.starts, strict=True)):
            body = Body.of(block)
            bodies[body.sha256] = body
            rows.append((body.sha256, block.kind, block.box, start, start + len(block.text), f"{n:032x}{k:032x}"))
            if search:
                vector = sample[draw.randrange(len(sample))] + 0.035 * noise.normal(size=tool.size)
                halves = (vector / np.linalg.norm(vector)).astype("<f2").tobytes()
                vectors.append(Vector(text_hash=rows[-1][5], embedder=tool.fingerprint, halves=halves))
        said.append(rows)
    Body.objects.bulk_create(bodies.values(), ignore_conflicts=True, batch_size=BATCH)
    Vector.objects.bulk_create(vectors, ignore_conflicts=True, batch_size=BATCH)
    return said


def _pages(
    plan: Iterator[tuple[Any, int]], leaves: list[Any], said: list[list[Any]], draw: random.Random, search: bool
) -> None:
    waiting: list[tuple[Any, int]] = []
    held = 0
    for holder, count in plan:
        waiting.append((holder, count))
        held += count
        if held >= BATCH:
            _write(waiting, leaves, said, draw, search)
            waiting, held = [], 0
    if waiting:
        _write(waiting, leaves, said, draw, search)


def _write(
    holders: list[tuple[Any, int]], leaves: list[Any], said: list[list[Any]], draw: random.Random, search: bool
) -> None:
    from django.db import transaction

    from archive.models import Original, Page, Region, Transcription
    from search import news
    from search.models import Passage

    with transaction.atomic():
        looks = [draw.choice(leaves) for _ in holders]
        originals = Original.objects.bulk_create(
            Original(record=holder, position=0, name=f"volume-{holder.pk}.pdf", sha256=look.original.sha256,
                     media_type=look.original.media_type, size=look.original.size)
            for (holder, _count), look in zip(holders, looks, strict=True)
        )  # fmt: skip
        made = Page.objects.bulk_create(
            Page(record=holder, original=original, index=n, order=(n + 1) * Page.GAP, image=look.image,
                 width=look.width, height=look.height, stage="transcribed")
            for (holder, count), original, look in zip(holders, originals, looks, strict=True)
            for n in range(count)
        )  # fmt: skip
        versions = Transcription.objects.bulk_create(
            Transcription(page=page, number=1, made_by="machine", engine="bench", image=page.image) for page in made
        )
        texts = [draw.choice(said) for _ in made]
        Region.objects.bulk_create(
            (
                Region(transcription=version, ordinal=k, start=start, kind=kind, body_id=body,
                       x0=box.x0, y0=box.y0, x1=box.x1, y1=box.y1)
                for version, text in zip(versions, texts, strict=True)
                for k, (body, kind, box, start, _end, _hash) in enumerate(text)
            ),
            batch_size=BATCH,
        )  # fmt: skip
        if search:
            homes = {holder.pk: holder.collection_id for holder, _count in holders}
            Passage.objects.bulk_create(
                (
                    Passage(page=page, transcription=version, record_id=page.record_id, text_hash=told,
                            collection_id=homes[page.record_id], start=start, end=end)
                    for page, version, text in zip(made, versions, texts, strict=True)
                    for (_body, _kind, _box, start, end, told) in text
                ),
                batch_size=BATCH,
            )  # fmt: skip
        for page, version in zip(made, versions, strict=True):
            page.current = page.indexed = version
        Page.objects.bulk_update(made, ["current", "indexed"], batch_size=500)
        if search:
            news.tell([page.pk for page in made])


def people() -> dict[str, Any]:
    from django.contrib.auth import get_user_model

    from archive.models import Collection, Membership

    users = get_user_model().objects
    found: dict[str, Any] = {"visitor": None}
    for name in PEOPLE[1:]:
        found[name] = users.filter(username=name).first() or users.create_user(name, is_superuser=name == "admin")
        if name == "admin":
            users.filter(pk=found[name].pk).update(is_staff=True)
        else:
            for slug in ("series-0", "series-1", "series-3"):
                where = Collection.objects.get(slug=slug)
                Membership.objects.get_or_create(person=found[name], collection=where, defaults={"role": name})
    return found


def named(patterns: list[Any], space: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from named(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name and not FILES.match(pattern.name) and not NEVER.match(f"{space}{pattern.name}"):
            yield f"{space}{pattern.name}", pattern


def given_to(name: str, pattern: Any, values: dict[str, Any]) -> dict[str, Any] | None:
    """What the address names; None for addresses that are not asked for."""
    wanted = list(pattern.pattern.converters)
    if not name.startswith("admin:"):
        return {key: values.get(key) for key in wanted}
    if not wanted and not name.endswith(("_add", "autocomplete", "app_list")):
        return {}
    if wanted != ["object_id"] or not name.endswith("_change"):
        return None
    row = pattern.callback.model_admin.model._default_manager.order_by("-pk").first()
    return {"object_id": row.pk if row else None}


def addresses() -> tuple[list[tuple[str, str]], list[str]]:
    """(name, path) of every page that can be asked for, and names that cannot."""
    from django.urls import NoReverseMatch, get_resolver, reverse

    from archive.models import Accession, Act, Collection, Page, Record

    large = Record.objects.get(shelfmark="MS 0000")
    small = Record.objects.get(shelfmark="MS 0041")  # in the same series, which reader and editor belong to
    middle = Page.objects.filter(record=large).order_by("order")[large.pages.count() // 2]
    accession, act = Accession.objects.first(), Act.objects.first()
    of_small = Page.objects.filter(record=small).order_by("order")[3]
    home = Collection.objects.get(slug="series-1")
    values: dict[str, Any] = {
        "record_id": small.pk, "page_id": of_small.pk, "slug": home.slug, "original_id": of_small.original_id,
        "accession_id": accession.pk if accession else None, "act_id": act.pk if act else None,
        "level": 10, "column": 0, "row": 0, "form": "chicago",
    }  # fmt: skip
    found: list[tuple[str, str]] = []
    skipped: list[str] = []
    for name, pattern in named(get_resolver().url_patterns):
        given = given_to(name, pattern, values)
        if given is None:
            continue
        lacking = [key for key, value in given.items() if value is None]
        try:
            if lacking:
                skipped.append(f"{name} (names {', '.join(lacking)})")
            else:
                found.append((name, reverse(name, kwargs=given)))
        except NoReverseMatch:
            skipped.append(f"{name} (no address without more)")
    more = {
        "record, 5,000 pages": ("record", [large.pk], ""),
        "record, 5,000 pages, far in": ("record", [large.pk], f"?from={middle.order}"),
        "arrange, 5,000 pages": ("arrange", [large.pk], ""),
        "page, the 2,500th of its record": ("page", [middle.pk], ""),
        "page, with marks": ("page", [of_small.pk], "?q=the+clerk+sold+grain"),
        "search, two words": ("search", [], "?q=clerk+grain"),
        "search, a phrase": ("search", [], "?q=%22sold+grain%22"),
        "search, a question": ("search", [], "?q=who+carried+the+church+bell%3F"),
        "search, in a collection": ("search", [], "?q=timber&collection=series-1"),
        "admin, pages searched": ("admin:archive_page_changelist", [], "?q=ledger"),
        "admin, records, page 10": ("admin:archive_record_changelist", [], "?p=10"),
    }
    for label, (name, arguments, query) in more.items():
        try:
            found.append((label, reverse(name, args=arguments) + query))
        except NoReverseMatch:
            skipped.append(f"{label} ({name} is not there)")
    return found, skipped


def measure(rounds: int) -> tuple[list[dict[str, Any]], list[str]]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    import archive.wsgi  # noqa: F401  # what a web process settles before its first visitor

    asked, skipped = addresses()
    rows: dict[str, dict[str, Any]] = {}
    for person, user in people().items():
        client = Client(SERVER_NAME="localhost", raise_request_exception=False)
        if user:
            client.force_login(user)
        for name, path in asked:
            answer = client.get(path)
            b"".join(answer)
            if answer.status_code >= 500:
                skipped.append(f"{name} as {person}: status {answer.status_code}")
            if answer.status_code != 200:
                rows.setdefault(name, {})[person] = answer.status_code
                continue
            with CaptureQueriesContext(connection) as queries:
                b"".join(client.get(path))
            asked_for = len(queries)  # the next request empties the log
            times, busy = [], []
            for _ in range(rounds):
                began, worked = time.perf_counter(), time.process_time()
                size = len(b"".join(client.get(path)))
                times.append(1000 * (time.perf_counter() - began))
                busy.append(1000 * (time.process_time() - worked))
            rows.setdefault(name, {})[person] = {
                "p50": middle(times), "p95": tail(times), "cpu_p50": middle(busy), "cpu_p95": tail(busy),
                "queries": asked_for, "bytes": size,
            }  # fmt: skip
            print(f"{person:8} {name:45} {rows[name][person]}", flush=True)
    return [{"name": name, **told} for name, told in rows.items()], skipped


def at_once(seconds: float) -> dict[str, Any]:
    """16 readers, each asking for the next page as soon as the last has come."""
    from tests.running import Instance

    asked = [(name, path) for name, path in addresses()[0] if name in CROWD or name.startswith("search,")]
    from django.contrib.auth.models import AnonymousUser

    from archive.models import Page

    seen = Page.objects.visible_to(AnonymousUser()).order_by("pk").values_list("pk", flat=True)[:5]
    asked += [("thumb", f"/pages/{pk}/thumb.jpg") for pk in seen]
    times: dict[str, list[float]] = {}
    wrong: list[str] = []
    guard = threading.Lock()
    with Instance(Path(os.environ["MUNIMENT_HOME"]), "--no-demo") as running:
        running.wait_until_up(120)
        for _name, path in asked:  # what is loaded on first use is loaded
            _get(running.url, path)
        until = time.monotonic() + seconds

        def read(seed: int) -> None:
            draw = random.Random(seed)
            while time.monotonic() < until:
                name, path = draw.choice(asked)
                began = time.perf_counter()
                status = _get(running.url, path)
                passed = 1000 * (time.perf_counter() - began)
                with guard:
                    times.setdefault(name, []).append(passed)
                    if status != 200:
                        wrong.append(f"{name}: {status}")

        readers = [threading.Thread(target=read, args=(n,)) for n in range(READERS)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
    every = [t for some in times.values() for t in some]
    return {
        "requests": len(every), "a_second": round(len(every) / seconds, 1),
        "p50": middle(every), "p95": tail(every),
        "wrong": sorted(set(wrong)), "by_name": {name: [len(t), middle(t), tail(t)] for name, t in times.items()},
    }  # fmt: skip


CROWD = ("home", "collection", "record", "page", "help", "record, 5,000 pages", "page, with marks")


def _get(url: str, path: str) -> int:
    try:
        with urllib.request.urlopen(url.rstrip("/") + path, timeout=60) as answer:  # noqa: S310
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def middle(values: list[float]) -> float:
    return round(statistics.median(values), 1)


def tail(values: list[float]) -> float:
    return round(sorted(values)[min(len(values) - 1, int(0.95 * len(values)))], 1)


def report(options: Any, rows: list[dict[str, Any]], left_out: list[str], crowd: dict[str, Any]) -> None:
    from archive.models import Collection, Page, Record

    def worst(row: dict[str, Any]) -> float:
        return max((told["p95"] for told in row.values() if isinstance(told, dict)), default=0.0)

    measured = sorted((row for row in rows if worst(row)), key=worst, reverse=True)
    over = [row["name"] for row in measured if worst(row) > GOAL]
    lines = [
        "# Every page of the site",
        "",
        f"{Page.objects.count():,} pages in {Record.objects.count():,} records in {Collection.objects.count()} "
        f"collections; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end; {options.rounds} rounds; "
        f"pages {'indexed' if options.search else 'not indexed'}. Milliseconds of wall time in one process: "
        "p50 / p95, then the same of the processor's time, then queries. A number alone is the status that "
        "this person gets.",
        "",
        f"{len(measured)} addresses measured, {len(over)} with a p95 above {GOAL} ms"
        + (f": {', '.join(over)}." if over else "."),
        "",
        "| address | " + " | ".join(PEOPLE) + " |",
        "| --- |" + " --- |" * len(PEOPLE),
    ]
    for row in measured:
        cells = []
        for person in PEOPLE:
            told = row.get(person)
            cells.append(
                f"{told['p50']} / {told['p95']} · {told['cpu_p50']} / {told['cpu_p95']} · {told['queries']}"
                if isinstance(told, dict)
                else str(told or "")
            )
        lines.append(f"| {row['name']} | " + " | ".join(cells) + " |")
    others = sorted(row["name"] for row in rows if not worst(row))
    lines += ["", "Not measured, because nobody gets a page by asking (forms that only take POST, redirects): "]
    lines[-1] += ", ".join(others) + "."
    lines += ["", "Left out: " + ("; ".join(sorted(set(left_out))) or "nothing") + "."]
    if crowd:
        lines += [
            "",
            f"## {READERS} readers at once",
            "",
            f"A real instance over loopback, its readers on the same cores: {crowd['requests']:,} requests in "
            f"{options.seconds:.0f} s ({crowd['a_second']} a second), p50 {crowd['p50']}, p95 {crowd['p95']} ms, "
            + (f"wrong answers: {', '.join(crowd['wrong'])}." if crowd["wrong"] else "no wrong answer."),
            "",
            "| address | requests | p50 | p95 |",
            "| --- | --- | --- | --- |",
            *(f"| {name} | {n} | {p50} | {p95} |" for name, (n, p50, p95) in sorted(crowd["by_name"].items())),
        ]
    target = ROOT / "bench" / "results" / "site.md"
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
