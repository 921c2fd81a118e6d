"""`evaluate search`: figures of a judged collection, worked out by hand here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive.faults import Fault
from search.evaluations import search as evaluation


def test_the_figures_of_a_tiny_collection(tmp_path: Path) -> None:
    texts = {"a": "The price of grain rose.", "b": "Sheep were stolen by night.", "c": "He mended the old clock."}
    corpus = [json.dumps({"_id": key, "title": "", "text": text}) for key, text in texts.items()]
    (tmp_path / "corpus.jsonl").write_text("\n".join(corpus))
    asked = {"1": "grain prices", "2": "theft of animals", "3": "not judged"}
    queries = [json.dumps({"_id": key, "text": text}) for key, text in asked.items()]
    (tmp_path / "queries.jsonl").write_text("\n".join(queries))
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\ta\t1\n2\tb\t1\n2\tc\t0\n")
    figures = evaluation.run({"directory": tmp_path, "language": "en"})
    assert figures["total"]["documents"] == 3
    assert figures["total"]["queries"] == 2
    assert figures["sets"]["words"] == {"ndcg@10": 0.5, "recall@100": 0.5}  # no word of the second query is there
    assert figures["sets"]["vectors"]["ndcg@10"] == 1.0
    assert figures["sets"]["fused"]["ndcg@10"] == 1.0


def test_gains_are_discounted_by_rank() -> None:
    assert evaluation._ndcg({"a": 1.0}, ["a"]) == 1.0
    assert evaluation._ndcg({"a": 1.0}, ["x", "a"]) == pytest.approx(0.6309, abs=1e-4)
    assert evaluation._ndcg({"a": 1.0, "b": 1.0}, ["a"]) == pytest.approx(0.6131, abs=1e-4)


def test_a_folder_without_judgements_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Fault, match=r"holds no corpus\.jsonl"):
        evaluation.run({"directory": tmp_path, "language": "en"})
