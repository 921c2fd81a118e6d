"""How fast 100,000 passages are searched, and in how much memory.

    MUNIMENT_HOME=some/empty/folder python bench/search_100k.py [--passages 100000] [--queries 300]

Generated pages go into a database of their own with all their regions, lines and word boxes, are
indexed through the follower, and are searched through `search.finding.find`, the query's vector
included, by an operator and by a person with rights. Their texts are composed of a few hundred
sentence patterns, names and numbers. Embedding all of them would take more than an hour on two cores,
so vectors are made from a sample by the real embedder and moved a little for each passage: distances
are realistic, their meaning is not. The figures say nothing about quality; `manage.py evaluate
search` does.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.blocks import Block

ROOT = Path(__file__).resolve().parent.parent
PER_PAGE, PAGES_PER_RECORD, SAMPLE, BATCH = 4, 10, 400, 500
WHO = "clerk,widow,miller,bailiff,vicar,captain,surgeon,weaver,magistrate,farmer,tanner,constable,steward,sexton".split(",")  # fmt: skip  # noqa: E501, SIM905
DID = "sold,bought,carried,stole,repaired,measured,counted,burned,lent,refused,praised,inspected,delivered,hid".split(",")  # fmt: skip  # noqa: E501, SIM905
WHAT = "grain,timber,wool,a horse,three barrels,the ledger,the church bell,a cart of coal,the accounts,linen,a letter,salt,tobacco,an old map".split(",")  # fmt: skip  # noqa: E501, SIM905
WHERE = "at the quay,near the mill,in the market,behind the chapel,on the moor,by the river,in the cellar,at the assizes,under the bridge,in the almshouse".split(",")  # fmt: skip  # noqa: E501, SIM905
WHEN = "in the spring,before harvest,on Lady Day,after the flood,during the fever,at Michaelmas,in the hard winter,by candlelight".split(",")  # fmt: skip  # noqa: E501, SIM905
WHY = "because the price had fallen,since no rent was paid,so that the poor might eat,to spite the parish,as the law required,for want of coin,out of charity,by order of the justices".split(",")  # fmt: skip  # noqa: E501, SIM905
PATTERNS = (
    "The {who} {name} {did} {what} {where} {when}, {why}.",
    "{when_} {name} of {place} {did} {what} and owed {n} shillings.",
    "It was sworn before us that {what} {was} seen {where} with {name}, the {who}.",
    "Received of {name}, {who}, the sum of {n} pounds for {what}, {why}.",
    "No. {n}: {place}, {year}. The {who} {did} {what} {where}.",
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--measure", action="store_true", help="measure only (run by itself, in a fresh process)")
    options = parser.parse_args()
    if not os.environ.get("MUNIMENT_HOME"):
        parser.error("set MUNIMENT_HOME to an empty folder: the pages go into a database there")
    os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    if options.measure:
        print(json.dumps(measure(options.queries)))
        return
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    built = build(options.passages)
    command = [sys.executable, __file__, "--measure", "--queries", str(options.queries)]
    result = {
        "passages": options.passages,
        "pages": options.passages // PER_PAGE,
        "cores": os.cpu_count(),
        "machine": platform.processor() or platform.machine(),
        "load_before": os.getloadavg()[0],
        **built,
        **json.loads(subprocess.run(command, check=True, capture_output=True).stdout.splitlines()[-1]),
    }
    results = ROOT / "bench" / "results"
    results.mkdir(exist_ok=True)
    result["load_after"] = os.getloadavg()[0]
    (results / "search_100k.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))


def build(passages: int) -> dict[str, float]:
    from archive.models import Page
    from search import follower
    from search.index import generations

    began = time.monotonic()
    draw = random.Random(1850)
    missing = passages // PER_PAGE - Page.objects.count()
    if missing > 0:
        fill(missing, draw)
    filled = time.monotonic() - began
    if not follower.catch_up(wait=3600):
        sys.exit("another follower holds the index of this folder")
    opened = generations.opened()
    assert opened
    opened[1].meaning.settle()
    return {"fill_seconds": round(filled, 1), "index_seconds": round(time.monotonic() - began - filled, 1)}


def sentence(draw: random.Random) -> str:
    syllables = (
        "ar",
        "ben",
        "cot",
        "der",
        "el",
        "fen",
        "gar",
        "hol",
        "is",
        "kel",
        "lan",
        "mor",
        "nor",
        "pen",
        "wick",
    )
    name = "".join(draw.choices(syllables, k=draw.choice((2, 2, 3)))).title()
    place = "".join(draw.choices(syllables, k=2)).title() + draw.choice(("ton", "ham", "by", "ford"))
    when = draw.choice(WHEN)
    return draw.choice(PATTERNS).format(
        who=draw.choice(WHO), did=draw.choice(DID), what=draw.choice(WHAT), where=draw.choice(WHERE), when=when,
        when_=when.capitalize(), why=draw.choice(WHY), was="was", name=name, place=place, n=draw.randint(1, 999),
        year=draw.randint(1700, 1900),
    )  # fmt: skip


def fill(count: int, draw: random.Random) -> None:
    import numpy as np
    from django.db import transaction

    from archive import collections
    from archive.blocks import PageText
    from archive.models import Body, Collection, Original, Page, Record, Region, Transcription
    from search import news
    from search.embedder import embedder
    from search.models import Passage, Vector

    noise = np.random.default_rng(1850)
    tool = embedder()
    texts = ["\n".join(sentence(draw) for _ in range(6)) for _ in range(SAMPLE)]
    sample = tool.passages([text.replace("\n", " ") for text in texts])
    homes = [
        Collection.objects.filter(slug=f"series-{n}").first()
        or collections.create(f"series-{n}", f"Series {n}", visibility="public" if n % 2 else "members")
        for n in range(6)
    ]
    done = Page.objects.count()
    while count > 0:
        now = min(BATCH, count)
        with transaction.atomic():
            holders = Record.objects.bulk_create(
                Record(collection=draw.choice(homes), title=f"Volume {done + n}")
                for n in range(0, now, PAGES_PER_RECORD)
            )
            leaves = [(done + n, holders[n // PAGES_PER_RECORD]) for n in range(now)]
            originals = Original.objects.bulk_create(
                Original(record=r, position=n, name=f"{n}.png", sha256=f"{n:064x}", media_type="image/png", size=1)
                for n, r in leaves
            )
            pages = Page.objects.bulk_create(
                Page(record=r, order=n, original=o, image=f"{n:064x}", width=2000, height=3000, stage="transcribed")
                for (n, r), o in zip(leaves, originals, strict=True)
            )
            versions = Transcription.objects.bulk_create(
                Transcription(page=p, number=1, made_by="machine", image=p.image) for p in pages
            )
            bodies, regions, spans, vectors = {}, [], [], []
            for page, version in zip(pages, versions, strict=True):
                content = PageText(tuple(blocks(draw)))
                for n, (block, start) in enumerate(zip(content.blocks, content.starts, strict=True)):
                    body = Body.of(block)
                    bodies[body.sha256] = body
                    box = dict(zip(("x0", "y0", "x1", "y1"), block.box.as_list(), strict=True))
                    regions.append(
                        Region(
                            transcription=version,
                            ordinal=n,
                            start=start,
                            kind=block.kind,
                            body_id=body.sha256,
                            **box,
                        )
                    )
                    told = f"{page.pk:032x}{n:032x}"
                    spans.append(
                        Passage(
                            page=page,
                            transcription=version,
                            record_id=page.record_id,
                            text_hash=told,
                            start=start,
                            collection_id=page.record.collection_id,
                            end=start + len(block.text),
                        )
                    )
                    vector = sample[draw.randrange(SAMPLE)] + 0.035 * noise.normal(size=tool.size)
                    vector /= np.linalg.norm(vector)
                    halves = vector.astype("<f2").tobytes()
                    vectors.append(Vector(text_hash=told, embedder=tool.fingerprint, halves=halves))
            Body.objects.bulk_create(bodies.values(), ignore_conflicts=True)
            Region.objects.bulk_create(regions)
            Passage.objects.bulk_create(spans)
            Vector.objects.bulk_create(vectors)
            for page, version in zip(pages, versions, strict=True):
                page.current = page.indexed = version
            Page.objects.bulk_update(pages, ["current", "indexed"])
            news.tell([page.pk for page in pages])
        count, done = count - now, done + now


def blocks(draw: random.Random) -> Iterator[Block]:
    from archive.blocks import Block, Geometry, Kind, Line, Word
    from archive.geometry import Box

    for n in range(PER_PAGE):
        lines, words, said, at = [], [], [], 0
        for row in range(6):
            text = sentence(draw)
            y0, wide = 0.03 + 0.24 * n + 0.035 * row, 0.9 / len(text)
            lines.append(Line(at, at + len(text), Box(0.05, y0, 0.95, y0 + 0.02)))
            here = 0
            for word in text.split(" "):
                box = Box(0.05 + wide * here, y0, 0.05 + wide * (here + len(word)), y0 + 0.02)
                words.append(Word(at + here, at + here + len(word), box, 0.97, Geometry.DETECTED))
                here += len(word) + 1
            said.append(text)
            at += len(text) + 1
        yield Block(
            Kind.TEXT,
            Box(0.05, 0.03 + 0.24 * n, 0.95, 0.25 + 0.24 * n),
            "\n".join(said),
            tuple(lines),
            tuple(words),
        )


def questions(count: int) -> list[str]:
    draw = random.Random(3)
    made = []
    for n in range(count):
        who, did, what = draw.choice(WHO), draw.choice(DID), draw.choice(WHAT)
        made.append(
            [
                f"{who} {what}",
                f"who {did} {what} {draw.choice(WHERE)}?",
                f'"{did} {what}" {who}',
                f"{what} {draw.choice(WHERE)} -{who}",
                sentence(draw),
                draw.choice(("theft of food", "unpaid debts", "a fire in the town", "illness", "shipping goods")),
            ][n % 6]
        )
    return made


def measure(count: int) -> dict[str, object]:
    from django.contrib.auth import get_user_model

    from archive.models import Collection, Membership
    from search import finding
    from search.embedder import embedder

    person, _made = get_user_model().objects.get_or_create(username="reader")
    Membership.objects.get_or_create(person=person, collection=Collection.objects.get(slug="series-0"))
    asked = questions(count)
    for text in asked[:12]:
        finding.find(text, person)
    requests: dict[str, list[float]] = {"operator": [], "reader": []}
    busy: list[float] = []  # the processor's time, which other work on the machine disturbs less
    hits = 0
    for name, who in (("operator", None), ("reader", person)):
        for text in asked:
            began, worked = time.perf_counter(), time.process_time()
            hits += len(finding.find(text, who).hits)
            requests[name].append(1000 * (time.perf_counter() - began))
            busy.append(1000 * (time.process_time() - worked))
    vector = []
    for text in asked:
        began = time.perf_counter()
        embedder().query(text)
        vector.append(1000 * (time.perf_counter() - began))
    every = requests["operator"] + requests["reader"]
    return {
        "request_ms": {"p50": middle(every), "p95": tail(every)},
        **{f"request_ms_{name}": {"p50": middle(v), "p95": tail(v)} for name, v in requests.items()},
        "request_cpu_ms": {"p50": middle(busy), "p95": tail(busy)},
        "vector_ms": {"least": round(min(vector), 1), "p50": middle(vector), "p95": tail(vector)},
        "hits_per_request": round(hits / len(every), 1),
        "resident_mb": round(resident() / 2**20),
        "peak_mb": peak(),
    }


def middle(values: list[float]) -> float:
    return round(statistics.median(values), 1)


def tail(values: list[float]) -> float:
    return round(sorted(values)[int(0.95 * len(values))], 1)


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def peak() -> int:
    """Of this process alone: ru_maxrss would count what its parent held when it was started."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024


if __name__ == "__main__":
    main()
