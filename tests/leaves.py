"""Pages with text for the search's tests, made straight through the archive's models."""

from __future__ import annotations

import itertools
import re

from django.db import transaction

from archive import collections, transcriptions
from archive.blocks import Block, Geometry, Kind, Line, PageText, Word
from archive.geometry import Box
from archive.models import Collection, Original, Page, Record, Transcription
from search.tasks import index_page

_number = itertools.count(1)


def block(text: str, top: float = 0.1, kind: Kind = Kind.TEXT, left: float = 0.1) -> Block:
    """Every line is 0.02 high and every character of a line equally wide: a word's box follows from
    its place."""
    lines, words, at = [], [], 0
    for row, line in enumerate(text.split("\n")):
        y0, wide = min(top + 0.03 * row, 0.97), min(0.005, (0.98 - left) / max(len(line), 1))
        lines.append(Line(at, at + len(line), Box(left, y0, left + wide * max(len(line), 1), y0 + 0.02)))
        for word in re.finditer(r"\S+", line):
            box = Box(left + wide * word.start(), y0, left + wide * word.end(), y0 + 0.02)
            words.append(Word(at + word.start(), at + word.end(), box, 0.9, Geometry.DETECTED))
        at += len(line) + 1
    return Block(kind, Box.around(ln.box for ln in lines), text, tuple(lines), tuple(words))


def page_text(*texts: str) -> PageText:
    blocks, top = [], 0.05
    for text in texts:
        blocks.append(block(text, top))
        top += 0.03 * (text.count("\n") + 2)
    return PageText(tuple(blocks))


def collection(slug: str = "letters", **fields: object) -> Collection:
    return Collection.objects.filter(slug=slug).first() or collections.create(slug, slug.title(), **fields)


def record(within: Collection | None = None, title: str = "A letter", **fields: object) -> Record:
    return Record.objects.create(collection=within or collection(), title=title, **fields)


def page(*texts: str, of: Record | None = None, index: bool = True, **fields: object) -> Page:
    """A page that says the texts, one block each; indexed unless told otherwise."""
    number, holder = next(_number), of or record()
    original = Original.objects.create(
        record=holder,
        position=number,
        name=f"scan-{number}.png",
        sha256=f"{number:064x}",
        media_type="image/png",
        size=1,
    )
    leaf = Page.objects.create(
        record=holder, order=number * Page.GAP, original=original, image=f"{number:064x}", width=1000, height=1400
    )
    write(leaf, *texts, index=index, **fields)
    return leaf


def write(leaf: Page, *texts: str, index: bool = True, **fields: object) -> Transcription:
    """One more version of the page, which becomes the one that counts."""
    with transaction.atomic():
        made = {"made_by": Transcription.MadeBy.MACHINE, **fields}
        version = transcriptions.add(leaf, page_text(*texts), turn=0, **made)
        Page.objects.filter(pk=leaf.pk).update(current=version, stage=Page.Stage.TRANSCRIBED)
    if index:
        assert index_page(leaf.pk)
    leaf.refresh_from_db()
    return version
