"""What every index promises, compared with brute force over the same pages."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from search import folding, stems
from search.index import (
    Changes,
    Contents,
    Digest,
    Piece,
    State,
    Within,
    meaning,
    page_row,
    passage_row,
    row_of,
    segments,
)
from search.index.local import LocalIndex
from search.query import Part, parse

SIZE = 16
WORDS = ["grain", "corn", "ship", "quay", "murder", "trial", "sheep", "river", "market", "price", "bread", "jury"]


def unit(seed: int) -> np.ndarray:
    vector = np.random.default_rng(seed).normal(size=SIZE).astype(np.float32)
    return (vector / np.linalg.norm(vector)).astype(np.float16)


def some_pages(count: int, seed: int = 1, first: int = 1) -> list[State]:
    """Pages of three collections and many records; a few say nothing."""
    draw, passage = random.Random(seed), first * 1000
    made = []
    for page in range(first, first + count):
        if draw.random() < 0.05:
            made.append(State(page))
            continue
        text = " ".join(draw.choices(WORDS, k=draw.randint(3, 30)))
        pieces = tuple(Piece(passage + n, unit(passage + n)) for n in range(draw.randint(1, 4)))
        passage += 10
        made.append(State(page, page % 17, page % 3, "en", text, pieces, page % 5))
    return made


class Memory:
    """The same promises, kept by looking at everything."""

    def __init__(self) -> None:
        self.pages: dict[int, State] = {}

    def apply(self, states: list[State]) -> None:
        for state in states:
            self.pages.pop(state.page_id, None)
            if state.text:
                self.pages[state.page_id] = state

    def allowed(self, within: Within) -> list[State]:
        return [s for s in self.pages.values() if within.allows(s.record_id, s.collection_id, s.standing)]

    def by_words(self, typed: str, within: Within) -> set[int]:
        query = parse(typed)
        return {
            s.page_id
            for s in self.allowed(within)
            if self.keeps(typed, s) and (query.phrases or any(has(part, s.text) for part in query.telling))
        }

    def keeps(self, typed: str, state: State) -> bool:
        query = parse(typed)
        return all(has(p, state.text, exact=True) for p in query.phrases) and not any(
            has(p, state.text, exact=True) for p in query.without
        )

    def by_meaning(self, typed: str, vector: np.ndarray, within: Within, k: int) -> list[tuple[int, float]]:
        best = [
            (s.page_id, max(float(p.vector.astype(np.float32) @ vector) for p in s.pieces))
            for s in self.allowed(within)
            if self.keeps(typed, s) and s.pieces
        ]
        return sorted(best, key=lambda hit: -hit[1])[:k]

    def contents(self) -> Contents:
        pages, passages = Digest(), Digest()
        for s in self.pages.values():
            pages.add(page_row(s).encode())
            for p in s.pieces:
                passages.add(passage_row(row_of(p, s), p.vector))
        return Contents(pages.count, str(pages), passages.count, str(passages))


def has(part: Part, text: str, exact: bool = False) -> bool:
    said = [token.forms[0] for token in folding.tokens(text)]
    wanted = [token.forms[0] for token in part.tokens]
    if len(wanted) == 1 and not exact:
        return stems.stem(wanted[0], "en") in {stems.stem(word, "en") for word in said}
    return any(said[n : n + len(wanted)] == wanted for n in range(len(said)))


QUERIES = [
    "grain",
    "ships prices",
    '"grain corn"',
    '"grain corn" murder',
    "murder -trial",
    'market -"corn ship"',
    "the sheep",
    "nowhere",
    '"nowhere at all"',
]
SCOPES = [
    Within(),
    Within(collections=frozenset([1])),
    Within(collections=frozenset([0, 2]), without=frozenset([3, 4, 5])),
    Within(records=frozenset([7])),
    Within(collections=frozenset()),
    Within(without=frozenset(range(16))),
    Within(standings=frozenset([2])),
    Within(collections=frozenset([1]), standings=frozenset([0, 4])),
]


@pytest.fixture
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rows make a segment large here, so that a small test walks through all kinds of them."""
    monkeypatch.setattr(segments, "LARGE", 150)
    monkeypatch.setattr(meaning, "LARGE", 150)
    monkeypatch.setattr(meaning, "MANY", 3)


def agree(index: LocalIndex, memory: Memory) -> None:
    for number, typed in enumerate(QUERIES):
        vector = unit(90_000 + number).astype(np.float32)
        for within in SCOPES:
            answer = index.search(parse(typed), vector, within, 500)
            assert {hit.page_id for hit in answer.words} == memory.by_words(typed, within), (typed, within)
            wanted = memory.by_meaning(typed, vector, within, 500)
            assert len(answer.meaning) == len(wanted), (typed, within)
            assert {hit.page_id for hit in answer.meaning} == {page for page, _score in wanted}
            np.testing.assert_allclose([h.score for h in answer.meaning], [s for _p, s in wanted], atol=2e-3)
    assert index.contents() == memory.contents()


@pytest.mark.usefixtures("small_segments")
def test_the_index_answers_as_brute_force_does_through_changes_and_merges(tmp_path: Path) -> None:
    index, memory = LocalIndex(tmp_path), Memory()
    position = 0
    for step in range(6):
        states = some_pages(60, seed=step, first=1 + 60 * step)
        states += [State(page) for page in range(1 + 60 * step - 20, 60 * step - 10)] if step else []
        position += len(states)
        index.apply(Changes(position, tuple(states)))
        memory.apply(states)
    assert index.position == position
    agree(index, memory)
    index.meaning.settle()
    assert any(part.large for part in index.meaning._now.parts)
    agree(index, memory)
    agree(LocalIndex(tmp_path), memory)


def test_who_may_see_k_hits_gets_k_hits(tmp_path: Path) -> None:
    """One page in a hundred is allowed; all the others are nearer and say the word more often."""
    index = LocalIndex(tmp_path)
    vector = unit(5).astype(np.float32)
    near = (vector.astype(np.float16),)
    states = []
    for page in range(1, 2001):
        allowed = page % 100 == 0
        pieces = tuple(Piece(page * 10 + n, v) for n, v in enumerate(near * 3 if not allowed else (unit(page),)))
        states.append(State(page, page, 1 if allowed else 2, "en", "grain" if allowed else "grain " * 9, pieces))
    index.apply(Changes(2000, tuple(states)))
    answer = index.search(parse("grain"), vector, Within(collections=frozenset([1])), 10)
    assert len(answer.words) == 10
    assert len(answer.meaning) == 10
    assert all(hit.page_id % 100 == 0 for hit in (*answer.words, *answer.meaning))


def test_applying_the_same_news_twice_changes_nothing(tmp_path: Path) -> None:
    index, memory = LocalIndex(tmp_path), Memory()
    states = some_pages(50)
    memory.apply(states)
    for _again in range(3):
        index.apply(Changes(50, tuple(states)))
    agree(index, memory)


def test_a_record_that_moves_to_another_collection_is_found_there_only(tmp_path: Path) -> None:
    index = LocalIndex(tmp_path)
    piece = (Piece(1, unit(1)),)
    vector = unit(1).astype(np.float32)
    for collection, position in ((1, 1), (2, 2), (1, 3)):
        index.apply(Changes(position, (State(1, 1, collection, "en", "grain", piece),)))
        for asked in (1, 2):
            answer = index.search(parse("grain"), vector, Within(collections=frozenset([asked])), 5)
            assert len(answer.words) == len(answer.meaning) == (asked == collection)


def test_a_reader_in_another_object_sees_a_change_at_once(tmp_path: Path) -> None:
    writer, reader = LocalIndex(tmp_path), LocalIndex(tmp_path)
    writer.apply(Changes(1, (State(1, 1, 1, "en", "grain", (Piece(1, unit(1)),)),)))
    assert reader.search(parse("grain"), unit(1).astype(np.float32), Within(), 5).words[0].page_id == 1
    assert reader.position == 1
    writer.apply(Changes(2, (State(1),)))
    answer = reader.search(parse("grain"), unit(1).astype(np.float32), Within(), 5)
    assert answer.words == ()
    assert answer.meaning == ()


@pytest.mark.slow
def test_a_clustered_segment_finds_nearly_what_brute_force_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "CLUSTERED", 5_000)
    monkeypatch.setattr(segments, "LARGE", 1_000)
    monkeypatch.setattr(segments, "FEW", 500)
    draw = np.random.default_rng(3)
    size = 64
    centres = draw.normal(size=(200, size))
    vectors = centres[draw.integers(0, 200, 12_000)] + 0.4 * draw.normal(size=(12_000, size))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    rows = np.zeros(12_000, segments.ROW)
    rows["passage"] = np.arange(12_000)
    part = segments.write(tmp_path, rows, vectors)
    assert part._flat is not part._index
    for allowed in (np.ones(12_000, bool), rows["passage"] % 3 == 0, rows["passage"] < 300):
        shared = 0
        for query in vectors[:50]:
            _scores, found = part.search(query, allowed, 10)
            exact = np.argsort(-np.where(allowed, vectors @ query, -9))[:10]
            assert len(found) == 10
            assert allowed[found].all()
            shared += len(set(found.tolist()) & set(exact.tolist()))
        assert shared >= 0.95 * 500
