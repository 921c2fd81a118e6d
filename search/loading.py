"""Pages of hits as they are now: their current text, read without what no mark needs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from archive import marks as marking
from archive import packing
from archive.blocks import JOINT, Block, Kind, Line, PageText
from archive.geometry import Box
from archive.models import Body, Page, Region, Transcription
from search import highlights, stems
from search.index import Near
from search.models import Passage
from search.standing import ANY, Standing

if TYPE_CHECKING:
    from archive.rights import Reach
    from search.query import Query

_before = (
    Page.objects.filter(record=OuterRef("record"), order__lte=OuterRef("order"))
    .order_by()
    .values("record")
    .annotate(n=Count("pk"))
    .values("n")
)


class Facts(NamedTuple):
    """What a hit tells of its page: making whole models of it would take longer than finding it."""

    page_id: int
    record_id: int
    title: str
    language: str  # of the record
    languages: list[str]  # of its collection
    file: str
    number: int  # of the page in the record, from 1
    version_id: int
    version: int
    status: str
    verdict: str


_FACTS = (
    "pk", "record_id", "record__title", "record__language", "record__collection__languages", "original__name",
    "place", "current_id", "current__number", "current__status", "current__verdict",
)  # fmt: skip


def pages(page_ids: list[int], reach: Reach, standing: Standing = ANY) -> dict[int, Leaf]:
    """The pages among these that the person may see and that have such text to be found. Two queries."""
    rows = (
        Page.objects.filter(
            reach.sees_record("record__"), standing.of_pages(), pk__in=page_ids, current__isnull=False
        )
        .exclude(current__verdict=Transcription.Verdict.QUARANTINE)
        .annotate(place=Coalesce(Subquery(_before, output_field=IntegerField()), 1))
        .order_by()
    )
    found = {row[0]: Facts(*row) for row in rows.values_list(*_FACTS)}
    parts: dict[int, list[tuple[int, int, str]]] = {}
    wanted = Region.objects.filter(transcription__in=[facts.version_id for facts in found.values()])
    rows_of_text = wanted.order_by("transcription", "ordinal").values_list(
        "transcription", "pk", "start", "body__text"
    )
    for version, pk, start, text in rows_of_text:
        parts.setdefault(version, []).append((pk, start, text))
    return {pk: Leaf(facts, parts.get(facts.version_id, [])) for pk, facts in found.items()}


def unpack(wanted: Iterable[tuple[Leaf, tuple[int, int]]]) -> None:
    """Loads the lines and words of the regions that these spans touch. One query; call it before `marks`
    and `context`. Most of a page's words are never unpacked: they would cost most of the time."""
    touched = {pk: leaf for leaf, span in wanted for pk, _start, _text in leaf.touched(*span)}
    rows = Region.objects.filter(pk__in=touched).order_by()
    for pk, kind, x0, y0, x1, y1, lines, packed in rows.values_list(
        "pk", "kind", "x0", "y0", "x1", "y1", "body__lines", "body__packed"
    ):
        body = Body(lines=lines, packed=packed)
        box, words = Box(x0, y0, x1, y1), bytes(packed)
        touched[pk].unpacked[pk] = Unpacked(Kind(kind), box, body.line_values(), words, packing.spans(words))


def spans(leaves: Iterable[Leaf]) -> dict[int, list[tuple[int, int, int]]]:
    """Passages (id, start, end) of these pages' current texts."""
    found: dict[int, list[tuple[int, int, int]]] = {}
    rows = Passage.objects.filter(transcription__in=[leaf.facts.version_id for leaf in leaves]).order_by("start")
    for page, *span in rows.values_list("page", "pk", "start", "end"):
        found.setdefault(page, []).append((span[0], span[1], span[2]))
    return found


class Unpacked(NamedTuple):
    """A region with its lines; its words stay packed, for most of them are not marked."""

    kind: Kind
    box: Box
    lines: tuple[Line, ...]
    words: bytes
    spans: list[tuple[int, int]]  # of the words


class Leaf:
    """A page with its current text."""

    def __init__(self, facts: Facts, parts: list[tuple[int, int, str]]) -> None:
        self.facts = facts
        self.parts = parts  # (region, where it starts, what it says), in reading order
        self.text = JOINT.join(text for _pk, _start, text in parts)
        self.unpacked: dict[int, Unpacked] = {}

    def highlighter(self, query: Query) -> highlights.Highlighter:
        return _highlighter(query, stems.language(self.facts.language, *self.facts.languages))

    def best(
        self, matches: list[highlights.Match], spans: list[tuple[int, int, int]], near: Near | None
    ) -> tuple[int, int]:
        """The passage with most of the query's words, or the nearest one where there are none."""
        nearest = next(((s, e) for pk, s, e in spans if near and pk == near.passage_id), None)
        if not matches:
            return nearest or (spans[0][1:] if spans else (0, len(self.text)))

        def worth(span: tuple[int, int]) -> tuple[int, bool, int]:
            inside = [m for m in matches if span[0] <= m.start and m.end <= span[1]]
            return len({m.part for m in inside}), span == nearest, len(inside)

        # The regions are for words outside all passages, such as a running title.
        own = [(start, start + len(text)) for _pk, start, text in self.parts if text]
        passages = [(s, e) for _pk, s, e in spans]
        for among in (passages, own):
            best = max(among, key=worth, default=(0, 0))
            if worth(best)[0]:
                return best
        return min(m.start for m in matches), max(m.end for m in matches)

    def touched(self, start: int, end: int) -> list[tuple[int, int, str]]:
        """The regions in which the span lies."""
        return [part for part in self.parts if part[1] < end and start < part[1] + len(part[2])]

    def marks(self, start: int, end: int) -> list[marking.Mark]:
        found: list[marking.Mark] = []
        for pk, at, text in self.touched(start, end):
            region, since = self.unpacked[pk], max(start - at, 0)
            until, packed = end - at, region.words
            words = tuple(
                packing.word(packed, n) for n, (s, e) in enumerate(region.spans) if e > since and s < until
            )
            block = Block(region.kind, region.box, text, region.lines, words)
            found += marking.marks(PageText((block,)), since, end - at)
        return found

    def context(self, start: int, end: int) -> list[marking.Mark]:
        """The lines of a passage, or the block where lines are not known."""
        found: list[marking.Mark] = []
        for pk, at, _text in self.touched(start, end):
            region = self.unpacked[pk]
            lines = [ln for ln in region.lines if at + ln.start < end and start < at + ln.end]
            found += [marking.Mark(line.box, "line") for line in lines] or [marking.Mark(region.box, "block")]
        return found


@lru_cache(maxsize=64)
def _highlighter(query: Query, language: str) -> highlights.Highlighter:
    return highlights.Highlighter(query, language)
