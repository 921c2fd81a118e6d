"""`manage.py evaluate search DIR`: how well the search ranks, on a judged collection in the BEIR layout.

A real index is built in a scratch folder; the archive's own is not touched.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from archive.blocks import Block, Kind, PageText
from archive.faults import Fault
from archive.geometry import Box
from search import fusion, passages, query
from search.embedder import Embedder, embedder
from search.index import Answer, Changes, Piece, State, Within
from search.index.local import LocalIndex

DEPTH = 100
_BATCH = 200


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("directory", type=Path, help="holds corpus.jsonl, queries.jsonl and qrels.tsv")
    parser.add_argument("--language", default="en", help="of the collection, for the stems")


def run(options: dict[str, Any]) -> dict[str, Any]:
    folder, tool = Path(options["directory"]), embedder()
    for name in ("corpus.jsonl", "queries.jsonl", "qrels.tsv"):
        if not (folder / name).is_file():
            raise Fault(f"{folder} holds no {name}: give a folder in the BEIR layout.", code="not_judged")
    names = [row["_id"] for row in _rows(folder / "corpus.jsonl")]
    judged = _judgements(folder / "qrels.tsv")
    asked = [row for row in _rows(folder / "queries.jsonl") if row["_id"] in judged]
    with tempfile.TemporaryDirectory() as scratch:
        index = LocalIndex(Path(scratch))
        began = time.monotonic()
        _fill(index, folder, tool, options["language"])
        built = time.monotonic() - began
        answers = [(judged[row["_id"]], *_answer(index, tool, row["text"])) for row in asked]
        index.close()
    seconds = sorted(taken for _known, _answer, taken in answers)

    def measured(rank: Callable[[Answer], list[int]]) -> dict[str, float]:
        ranked = [(known, [names[page - 1] for page in rank(answer)]) for known, answer, _taken in answers]
        return {
            "ndcg@10": _mean(_ndcg(known, found[:10]) for known, found in ranked),
            "recall@100": _mean(_recall(known, found[:DEPTH]) for known, found in ranked),
        }

    return {
        "sets": {
            "words": measured(lambda answer: [hit.page_id for hit in answer.words]),
            "vectors": measured(lambda answer: [hit.page_id for hit in answer.meaning]),
            "fused": measured(lambda answer: [h.page_id for h in fusion.fuse(answer.words, _near(answer, tool))]),
        },
        "total": {
            "documents": len(names),
            "queries": len(asked),
            "build_seconds": round(built, 1),
            "query_seconds_median": round(seconds[len(seconds) // 2], 4),
        },
    }


def _near(answer: Answer, tool: Embedder) -> list[Any]:
    return [hit for hit in answer.meaning if hit.score >= tool.floor]


def _answer(index: LocalIndex, tool: Embedder, text: str) -> tuple[Answer, float]:
    began = time.monotonic()
    parsed = query.parse(text)
    answer = index.search(parsed, tool.query(parsed.text)[0], Within(), DEPTH)
    return answer, time.monotonic() - began


def _fill(index: LocalIndex, folder: Path, tool: Embedder, language: str) -> None:
    """Documents are pages 1, 2, …; their passages are cut as those of an archive are."""
    batch: list[State] = []
    passage = 0
    for page, row in enumerate(_rows(folder / "corpus.jsonl"), 1):
        text = "\n\n".join(part for part in (row.get("title", ""), row["text"]) if part.strip())
        content = PageText((Block(Kind.TEXT, Box(0, 0, 1, 1), text),))
        said = [passages.spoken(text[s.start : s.end]) for s in passages.cut(content, tool.measure)]
        made = tool.passages(said).astype(np.float16)
        pieces = tuple(Piece(passage + n, vector) for n, vector in enumerate(made, 1))
        passage += len(pieces)
        batch.append(State(page, 1, 1, language, text, pieces))
        if len(batch) == _BATCH:
            index.apply(Changes(page, tuple(batch)))
            batch = []
    index.apply(Changes(page, tuple(batch)))


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _judgements(file: Path) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        asked, document, score = line.split("\t")
        if score.lstrip("-").isdigit() and int(score) > 0:  # the first line is a heading
            found.setdefault(asked, {})[document] = float(score)
    return found


def _ndcg(known: dict[str, float], found: list[str]) -> float:
    gained = sum(known.get(name, 0.0) / math.log2(rank + 2) for rank, name in enumerate(found))
    best = sorted(known.values(), reverse=True)[:10]
    return gained / sum(score / math.log2(rank + 2) for rank, score in enumerate(best))


def _recall(known: dict[str, float], found: list[str]) -> float:
    return len(known.keys() & set(found)) / len(known)


def _mean(values: Iterator[float]) -> float:
    every = list(values)
    return round(sum(every) / len(every), 4) if every else 0.0
