"""Finding: from what a person typed to pages with their best passage, marked in text and image.

One hit is one page with its best passage. A page counts as found "by words" when a telling word or
phrase stands in its current text, "by meaning" when a passage of it is near the query.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from archive import rights
from archive.geometry import Box
from archive.marks import Mark, Precision
from archive.models import Collection
from archive.showing.numerals import whole
from search import fusion, loading, scope
from search.embedder import named
from search.highlights import Match, united
from search.index import Near, generations
from search.query import Query, parse
from search.standing import ANY, Standing

if TYPE_CHECKING:
    from archive.rights import Person

#: Pages asked of each half of the index, at least.
DEPTH = 100
#: Pages loaded at a time.
STEP = 20
#: Pages in one answer, at most.
MOST = 1000


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
    standing: Standing = ANY,
    limit: int = 20,
) -> Found:
    """At most `limit` pages this person may see, best first; no more than MOST."""
    limit = min(limit, MOST)
    parsed = parse(query)
    if not (parsed.words or parsed.phrases):
        says_no = _("Say what to look for, beside what must not be there.")
        return Found((), says_no if parsed.without else _("Type a word to look for."))
    opened = generations.opened()
    if opened is None:
        return Found((), _("Nothing has been indexed yet."))
    generation, index = opened
    reach = rights.reach(person)
    within = scope.of(reach, collection, record_id, standing)
    tool = named(generation.embedder)
    vector = tool.query(parsed.text)[0]
    depth = max(DEPTH, 2 * limit)
    while True:
        answer = index.search(parsed, vector, within, depth)
        near = tuple(hit for hit in answer.meaning if hit.score >= tool.floor)
        hits = _loaded(fusion.fuse(answer.words, near), parsed, reach, limit, standing)
        full = len(answer.words) >= depth or (len(answer.meaning) >= depth and len(near) == len(answer.meaning))
        if len(hits) >= limit or not full:
            return Found(tuple(hits), "" if hits else _("Nothing was found."))
        depth *= 4  # rows dropped out when they were loaded: look further


def _loaded(
    ranked: list[fusion.Ranked], query: Query, reach: rights.Reach, limit: int, standing: Standing
) -> list[Hit]:
    """SQL has the last word: what is gone, hidden, quarantined or judged otherwise meanwhile drops out here."""
    hits: list[Hit] = []
    for at in range(0, len(ranked), STEP):
        some = ranked[at : at + STEP]
        leaves = loading.pages([place.page_id for place in some], reach, standing)
        spans = loading.spans(leaves.values())
        chosen = [
            _Choice(leaf, leaf.best(matches, spans.get(place.page_id, []), place.near), matches, place.near)
            for place in some
            if (leaf := leaves.get(place.page_id))
            and (matches := leaf.highlighter(query).matches(leaf.text)) is not None
            and (matches or place.near)
        ][: limit - len(hits)]
        loading.unpack((choice.leaf, choice.span) for choice in chosen)
        hits += [_hit(choice, rank) for rank, choice in enumerate(chosen, len(hits) + 1)]
        if len(hits) == limit:
            break
    return hits


@dataclass(frozen=True, slots=True)
class _Choice:
    leaf: loading.Leaf
    span: tuple[int, int]
    matches: list[Match]
    near: Near | None


def _hit(choice: _Choice, rank: int) -> Hit:
    leaf, facts, (start, end) = choice.leaf, choice.leaf.facts, choice.span
    marked = united([m for m in choice.matches if start <= m.start and m.end <= end])
    page_id = facts.page_id
    boxes = [Place(page_id, mark.box, mark.precision, True) for s, e in marked for mark in leaf.marks(s, e)]
    boxes += [Place(page_id, mark.box, mark.precision, False) for mark in leaf.context(start, end)]
    return Hit(
        record_id=facts.record_id,
        title=facts.title,
        file=facts.file,
        page=facts.number,
        page_id=page_id,
        version=facts.version,
        score=round(1 / rank, 4),
        why=("words",) * bool(choice.matches) + ("meaning",) * bool(choice.near),
        text=leaf.text[start:end],
        marks=tuple((s - start, e - start) for s, e in marked),
        boxes=tuple(boxes),
        status=facts.status,
        verdict=facts.verdict,
    )


def marks_on_page(query: str, page_id: int, person: Person) -> list[Mark]:
    """Every place of the query's words and phrases on one page; none for a page the person may not see."""
    if whole(str(page_id)) is None:
        return []
    parsed = parse(query)
    leaf = loading.pages([page_id], rights.reach(person)).get(page_id)
    if leaf is None:
        return []
    matches = leaf.highlighter(parsed).matches(leaf.text) or []
    loading.unpack((leaf, (match.start, match.end)) for match in matches)
    return [mark for start, end in united(matches) for mark in leaf.marks(start, end)]
