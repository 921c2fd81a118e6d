"""`manage.py evaluate gate` tells how many pages the gate tells apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from PIL import Image

from ocr_engine.evaluations import gate
from tests.leaves_judged import PROSE, unplaced


def evaluated(folder: Path, *kinds: str) -> dict[str, Any]:
    return gate.run({"folder": folder, "engine": "rapidocr", "second": "", "kind": list(kinds)})


def labelled(folder: Path, **labels: Any) -> Path:
    for name in labels:
        Image.new("L", (700, 1000), 240).save(folder / f"{name}.png")
    labels = {f"{name}.png": said for name, said in labels.items()}
    (folder / "labels.json").write_text(json.dumps(labels), encoding="utf-8")
    return folder


def reading(folder: Path, name: str, text: str) -> str:
    block = unplaced(text)
    told = {"kind": "text", "box": block.box.as_list(), "text": text, "lines": [], "words": [], "level": 0}
    (folder / name).write_text(json.dumps({"facts": {}, "turn": 0, "blocks": [told] if text else []}))
    return name


def test_readings_are_judged_by_kind(tmp_path: Path) -> None:
    text, empty = reading(tmp_path, "text.json", " ".join(PROSE)), reading(tmp_path, "empty.json", "")
    labelled(
        tmp_path,
        a={"label": "bad", "kind": "made up", "reading": text, "languages": ["en"]},
        b={"label": "bad", "kind": "made up", "reading": text, "second": empty},
        c={"label": "good", "kind": "blank", "reading": empty},
    )
    told = evaluated(tmp_path)
    assert told["sets"]["bad: made up"]["caught"]["count"] == 2
    assert told["sets"]["bad: made up"]["with_second"] == "1 of 1"
    assert told["sets"]["good: blank"]["false_alarms"]["count"] == 0
    assert told["total"]["recall"]["share"] == 1.0
    assert evaluated(tmp_path, "blank")["total"].get("recall") is None


@pytest.mark.parametrize(
    "labels", ["{", '{"a.png": "perhaps"}', '{"../a.png": "good"}', '{"a.png": {"kind": "x"}}', "[1]"]
)
def test_what_is_no_set_of_labels_is_refused(tmp_path: Path, labels: str) -> None:
    (tmp_path / "labels.json").write_text(labels)
    with pytest.raises(CommandError, match="not as it should be"):
        evaluated(tmp_path)
    with pytest.raises(CommandError, match=r"no labels\.json"):
        evaluated(tmp_path / "elsewhere")


def test_intervals_hold_for_few_pages_and_for_none() -> None:
    assert gate.wilson(0, 0) == (0.0, 1.0)
    low, high = gate.wilson(0, 60)
    assert (low, round(high, 3)) == (0.0, 0.06)
    low, high = gate.wilson(50, 100)
    assert (round(low, 3), round(high, 3)) == (0.404, 0.596)
