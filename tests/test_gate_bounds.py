"""Every bound of the gate has a name, and a collection may set its own."""

from __future__ import annotations

import json

import pytest

from archive import registry
from archive.faults import Fault
from ocr_engine.engine import PageSource
from ocr_engine.gate import bounds, judge
from ocr_engine.gate.reason import Reason
from ocr_engine.sources import drawn, source_of
from tests import makers
from tests.leaves_judged import PROSE, lines, parsed


def test_the_archive_reaches_them_by_name_and_is_told_what_is_wrong() -> None:
    form = registry.load(registry.GATE_BOUNDS)
    assert form.checked({"doubted": "0.5"}) == {"doubted": 0.5}
    assert ("doubted", 0.35) in form.choices()
    with pytest.raises(Fault, match="no bound called “dubted”"):
        form.checked({"dubted": 0.5})
    for nonsense in ("much", -1, None, float("nan")):
        with pytest.raises(Fault, match="a number from 0 up"):
            form.checked({"doubted": nonsense})


def test_what_a_later_release_wrote_is_passed_over() -> None:
    assert bounds.of({"doubted": 0.5, "brightness": 3, "lost": -1}) == bounds.of({"doubted": 0.5})


def test_a_bound_moves_the_verdict() -> None:
    unsure = parsed(lines(*PROSE), confidence=0.97, sure=0.99)
    assert judge(unsure).reasons[0].code in ("low_confidence", "unreadable")
    assert judge(unsure, bounds=bounds.of({"doubted": 1.0, "lost": 1.0})).decision == "pass"


@pytest.mark.django_db
def test_a_collection_gives_its_bounds_to_its_pages() -> None:
    where = makers.collection(
        standards={"bounds": {"doubted": 0.6}, "second_engine": "tesseract", "second_share": 1.0}
    )
    page = makers.page(makers.record(where), image="a" * 64, width=100, height=140)
    source = source_of(page)
    assert (source.bounds, source.second) == ((("doubted", 0.6),), "tesseract")
    assert PageSource.of_json(json.loads(json.dumps(source.as_json()))) == source


def test_a_sample_is_the_same_whenever_it_is_asked() -> None:
    some = [page for page in range(4000) if drawn(page, 0.1)]
    assert 320 < len(some) < 480
    assert some == [page for page in range(4000) if drawn(page, 0.1)]
    assert not any(drawn(page, 0.0) for page in range(100))
    assert all(drawn(page, 1.0) for page in range(100))


def test_a_reason_says_what_it_stands_on() -> None:
    told = Reason("added", "Somebody added this.", boxes=(lines("a b").box,), figures={"letters": 12}).as_json()
    assert told == [
        "added",
        "Somebody added this.",
        {"boxes": [[0.1, 0.1, 0.9, 0.12]], "figures": {"letters": 12.0}},
    ]
