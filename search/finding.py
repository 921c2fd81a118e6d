"""Finding: from what a person typed to pages with their best passage, marked in text and image.

One hit is one page with its best passage. A page counts as found "by words" when a telling word or
phrase stands in its current text, "by meaning" when a passage of it is near the query.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from archive.geometry import Box
from archive.marks import Mark, Precision
from archive.models import Collection
from search import fusion, loading, scope
from search.embedder import named
from search.highlights import united
from search.index import generations
from search.query import Query, parse

if TYPE_CHECKING:
    from archive.rights import Person

#: Pages asked of each half of the index, at least.
DEPTH = 100
#: Pages loaded at a time.
STEP = 20


@dataclass(frozen=True, slots=True)
class Place:
    """A box on the page turned upright; `mark` means it is the hit itself, not its context."""

    page_id: int
    box: Box
    precision: Precision
    mark: bool


@dataclass(frozen=True, slots=True)
class Hit:
    record_id: int
    title: str
    file: str
    page: int  # of the record, from 1
    page_id: int
    version: int
    score: float  # 1 / rank: scores of different searches cannot be compared
    why: tuple[str, ...]  # "words", "meaning"
    text: str
    marks: tuple[tuple[int, int], ...]  # in `text`
    boxes: tuple[Place, ...]
    status: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Found:
    hits: tuple[Hit, ...]
    note: str  # a sentence for the person, or ""


def find(
    query: str,
    person: Person,
    *,
    collection: Collection | str | None = None,
    record_id: int | None = None,
    limit: int = 20,
) -> Found:
    """At most `limit` pages this person may see, best first."""
    parsed = parse(query)
    if not (parsed.words or parsed.phrases):
        says_no = _("Say what to look for, beside what must not be there.")
        return Found((), says_no if parsed.without else _("Type a word to look for."))
    opened = generations.opened()
    if opened is None:
        return Found((), _("Nothing has been indexed yet."))
    generation, index = opened
    within = scope.of(person, collection, record_id)
    tool = named(generation.embedder)
    vector = tool.query(parsed.text)[0]
    depth = max(DEPTH, 2 * limit)
    while True:
        answer = index.search(parsed, vector, within, depth)
        near = tuple(hit for hit in answer.meaning if hit.score >= tool.floor)
        hits = _loaded(fusion.fuse(answer.words, near), parsed, person, limit)
        full = len(answer.words) >= depth or (len(answer.meaning) >= depth and len(near) == len(answer.meaning))
        if len(hits) >= limit or not full:
            return Found(tuple(hits), "" if hits else _("Nothing was found."))
        depth *= 4  # rows dropped out when they were loaded: look further


def _loaded(ranked: list[fusion.Ranked], query: Query, person: Person, limit: int) -> list[Hit]:
    """SQL has the last word: what is gone, hidden or quarantined meanwhile drops out here."""
    hits: list[Hit] = []
    for at in range(0, len(ranked), STEP):
        some = ranked[at : at + STEP]
        pages = loading.pages([hit.page_id for hit in some], person)
        spans = loading.spans(pages.values())
        for place in some:
            leaf = pages.get(place.page_id)
            if leaf is None:
                continue
            matches = leaf.highlighter(query).matches(leaf.tokens)
            if matches is None or not (matches or place.near):
                continue
            span = leaf.best(matches, spans.get(leaf.page.pk, []), place.near)
            inside = [m for m in matches if span[0] <= m.start and m.end <= span[1]]
            marked = united(inside)
            boxes = [Place(leaf.page.pk, m.box, m.precision, True) for s, e in marked for m in leaf.marks(s, e)]
            boxes += [Place(leaf.page.pk, m.box, m.precision, False) for m in leaf.context(*span)]
            hits.append(
                Hit(
                    leaf.page.record_id,
                    leaf.page.record.title,
                    leaf.page.original.name,
                    leaf.page.number,
                    leaf.page.pk,
                    leaf.version.number,
                    round(1 / (len(hits) + 1), 4),
                    ("words",) * bool(matches) + ("meaning",) * bool(place.near),
                    leaf.text[span[0] : span[1]],
                    tuple((s - span[0], e - span[0]) for s, e in marked),
                    tuple(boxes),
                    leaf.version.status,
                    leaf.version.verdict,
                )
            )
            if len(hits) == limit:
                return hits
    return hits


def marks_on_page(query: str, page_id: int, person: Person) -> list[Mark]:
    """Every place of the query's words and phrases on one page; none for a page the person may not see."""
    parsed = parse(query)
    leaf = loading.pages([page_id], person).get(page_id)
    if leaf is None:
        return []
    matches = leaf.highlighter(parsed).matches(leaf.tokens) or []
    return [mark for start, end in united(matches) for mark in leaf.marks(start, end)]
