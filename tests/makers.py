"""Small things for tests: collections, records and pages made directly through the models."""

from __future__ import annotations

import itertools

from django.contrib.auth.models import AbstractBaseUser
from PIL import Image

from archive import collections, transcriptions
from archive.blocks import Block, Geometry, Kind, Line, PageText, Word
from archive.geometry import Box
from archive.models import Collection, Original, Page, Record, Transcription
from ocr_engine.engine import Ask, PageSource, Parsed
from ocr_engine.gate import Verdict
from ocr_engine.models import Trial
from ocr_engine.readings import Done
from ocr_engine.report import report

_numbers = itertools.count(1)


def collection(**fields: object) -> Collection:
    number = next(_numbers)
    return collections.create(slug=f"collection-{number}", title=f"Collection {number}", **fields)


def record(where: Collection | None = None, **fields: object) -> Record:
    fields.setdefault("title", f"Record {next(_numbers)}")
    return Record.objects.create(collection=where or collection(), **fields)


def page(of: Record | None = None, **fields: object) -> Page:
    of = of or record()
    place = Page.objects.filter(record=of).count()
    original = Original.objects.create(
        record=of,
        position=place,
        name=f"scan-{place + 1}.png",
        sha256=f"{next(_numbers):064x}",
        media_type="image/png",
        size=1,
    )
    return Page.objects.create(record=of, original=original, order=(place + 1) * Page.GAP, **fields)


def block(text: str, y: float = 0.1, *, kind: Kind = Kind.TEXT, height: float = 0.02) -> Block:
    """A block whose every word has a box: words side by side, one line of text below the other."""
    lines, words, at = [], [], 0
    for row, line in enumerate(text.split("\n")):
        top = y + row * height * 1.5
        inner = at
        for word in line.split(" "):
            if word:
                x0, x1 = (0.1 + 0.8 * (inner + i - at) / max(1, len(line)) for i in (0, len(word)))
                words.append(Word(inner, inner + len(word), Box(x0, top, x1, top + height), 0.9, Geometry.DETECTED))
            inner += len(word) + 1
        lines.append(Line(at, at + len(line), Box(0.1, top, 0.9, top + height)))
        at += len(line) + 1
    return Block(kind, Box.around(line.box for line in lines), text, tuple(lines), tuple(words))


def transcribed(*texts: str, of: Record | None = None, **fields: object) -> Page:
    """A page whose first version says these blocks; nothing has indexed it yet."""
    made = page(of, stage=Page.Stage.TRANSCRIBED, image=f"{next(_numbers):064x}", width=1000, height=1400)
    step = 0.9 / max(1, len(texts))
    blocks = tuple(block(text, 0.02 + i * step, height=min(0.02, step / 3)) for i, text in enumerate(texts))
    version = transcriptions.add(
        made, PageText(blocks), turn=0, **{"made_by": Transcription.MadeBy.MACHINE, "engine": "test"} | fields
    )
    Page.objects.filter(pk=made.pk).update(current=version)
    made.refresh_from_db()
    return made


def trial(person: AbstractBaseUser, *, place: int = 0, token: str = "", **fields: object) -> Trial:
    """A try that was done, with the picture of its page."""
    box = Box(0.1, 0.1, 0.9, 0.2)
    page = PageSource("", 1000, 1400)
    parsed = Parsed((block("The ferry left the quay"), Block(Kind.TABLE, box, "a\tb", markup="<table></table>")))
    done = Done("rapidocr", Ask("text"), {}, b"{}", 0.5, parsed, Verdict())
    result = report(page, done) | {"facts": {"confidence": 0.9, "agreement": 0.8}, "tokens": 12}
    given = {"name": "a page.png", "engine": "rapidocr", "outcome": "done", "result": result} | fields
    made = Trial.objects.create(token=token or f"{next(_numbers):032x}", place=place, person=person, **given)
    made.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made.file.write_bytes(b"")
    Image.new("L", (100, 140), 200).save(made.picture)
    return made
