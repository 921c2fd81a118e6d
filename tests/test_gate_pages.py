"""The labelled pages for the gate: the same each time, whole, and true to their labels."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from archive.blocks import Block, Geometry, Kind, Line, Word
from archive.geometry import Box
from bench.gate_pages.cases import Case
from bench.gate_pages.kinds import BAD, GOOD, write

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("gate-pages")
    write(made, each=1, seed=7)
    return made


@pytest.fixture(scope="module")
def labels(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "labels.json").read_text(encoding="utf-8"))


def test_made_twice_it_is_the_same(folder, tmp_path):
    write(tmp_path, each=1, seed=7)
    assert _digests(tmp_path) == _digests(folder)


def test_another_seed_and_another_number_make_other_pages():
    cases = (Case(7, "sparse page", 0), Case(8, "sparse page", 0), Case(7, "sparse page", 1))
    assert len({GOOD["sparse page"](case).image.tobytes() for case in cases}) == 3


def test_every_kind_occurs_with_its_label(labels):
    assert {(one["label"], one["kind"]) for one in labels.values()} == {
        *(("good", kind) for kind in GOOD),
        *(("bad", kind) for kind in BAD),
    }


def test_every_file_that_is_named_is_there_and_no_other(folder, labels):
    named = {*labels, "labels.json"}
    for one in labels.values():
        named |= {one["reading"], *([one["second"]] if "second" in one else [])}
    assert {path.name for path in folder.iterdir()} == named


def test_every_reading_parses_into_blocks(folder, labels):
    for name, one in labels.items():
        for file in (one["reading"], one.get("second")):
            blocks = _blocks(folder, file) if file else []
            for block in blocks:
                spoken = [block.text[word.start : word.end] for word in block.words]
                assert not any(" " in word or "\n" in word for word in spoken), name
                assert not spoken or "".join(spoken) == "".join(block.text.split()), name
                assert (
                    not block.lines or "\n".join(block.text[ln.start : ln.end] for ln in block.lines) == block.text
                )


def test_words_of_good_pages_lie_over_ink(folder, labels):
    seen = 0
    for name, one in labels.items():
        if one["label"] == "good":
            grey = np.asarray(Image.open(folder / name).convert("L"), dtype=np.int16)
            for block in _blocks(folder, one["reading"]):
                for word in block.words:
                    if word.geometry is Geometry.DETECTED:
                        assert _contrast(grey, word.box) > 20, (name, block.text[word.start : word.end])
                        seen += 1
    assert seen > 500


def test_invented_words_of_a_blank_leaf_lie_over_paper(tmp_path):
    seen = 0
    for number in range(8):
        made = BAD["text on a blank leaf"](Case(3, "text on a blank leaf", number))
        grey = np.asarray(made.image.convert("L"), dtype=np.int16)
        for block in made.reading["blocks"]:
            for word in block["words"]:
                if word["geometry"] == "detected":
                    assert _contrast(grey, Box(*word["box"])) < 90
                    seen += 1
    assert seen


def test_bad_pages_of_a_batch_say_the_same_on_different_images(folder, labels):
    alike = [(name, one) for name, one in labels.items() if one["kind"] == "same text on many pages"]
    said = [set(_text(folder, one["reading"]).replace("ſ", "s").split()) for _, one in alike]
    assert len(alike) >= 5
    assert len({one["batch"] for _, one in alike}) == 1
    assert len({(folder / name).read_bytes() for name, _ in alike}) == len(alike)
    assert all(len(words & said[0]) > 0.7 * len(said[0]) for words in said)


def test_added_sentences_are_missing_from_the_second_reading(folder, labels):
    for one in labels.values():
        if one["kind"] == "added sentences":
            first, second = (len(_text(folder, one[which]).split()) for which in ("reading", "second"))
            assert first > second + 3


def _text(folder: Path, file: str) -> str:
    return "\n\n".join(block.text for block in _blocks(folder, file))


def _blocks(folder: Path, file: str) -> list[Block]:
    told = json.loads((folder / file).read_text(encoding="utf-8"))
    assert told["turn"] == 0
    return [
        Block(
            Kind(block["kind"]),
            Box(*block["box"]),
            block["text"],
            tuple(Line(line["start"], line["end"], Box(*line["box"])) for line in block["lines"]),
            tuple(
                Word(word["start"], word["end"], Box(*word["box"]), word["confidence"], Geometry(word["geometry"]))
                for word in block["words"]
            ),
            block["level"],
        )
        for block in told["blocks"]
    ]


def _contrast(grey: np.ndarray, box: Box) -> int:
    """From the darkest to the brightest pixels within a box."""
    height, width = grey.shape
    inside = grey[int(box.y0 * height) : int(box.y1 * height) + 1, int(box.x0 * width) : int(box.x1 * width) + 1]
    return int(np.percentile(inside, 96) - np.percentile(inside, 4))


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
