"""Error rates measured on samples, with intervals that hold what is true."""

from __future__ import annotations

import random

import pytest

from archive.models import Sample
from archive.reviewing import rates
from tests import makers


def test_the_share_is_that_of_all_letters_not_the_mean_of_pages() -> None:
    found = rates.rate([(1000, 10, 200, 8), (100, 10, 20, 5), (900, 0, 180, 0)])
    assert found
    assert found.wrong.share == 20 / 2000
    assert (found.pages, found.letters, found.wrong_letters, found.words, found.wrong_words) == (
        3,
        2000,
        20,
        400,
        13,
    )
    assert found.faulty.share == pytest.approx(2 / 3)
    assert rates.rate([]) is None


def test_wilson_is_as_published() -> None:
    # Newcombe 1998, table I: 81 of 263 and 15 of 148, 1 of 29.
    assert (round(rates.wilson(81, 263).low, 4), round(rates.wilson(81, 263).high, 4)) == (0.2553, 0.3662)
    assert (round(rates.wilson(15, 148).low, 4), round(rates.wilson(15, 148).high, 4)) == (0.0624, 0.1605)
    assert (round(rates.wilson(1, 29).low, 4), round(rates.wilson(1, 29).high, 4)) == (0.0061, 0.1718)
    assert rates.wilson(0, 20).low == 0.0


def test_students_t_is_that_of_the_tables() -> None:
    for freedom, t in ((1, 12.706), (5, 2.571), (11, 2.201), (20, 2.086), (60, 2.000), (1000, 1.962)):
        assert rates.student(freedom) == pytest.approx(t, abs=0.002)


def test_no_error_is_no_proof_of_none_and_one_page_proves_nothing() -> None:
    clean = rates.ratio([(1500, 0), (1500, 0)])
    assert (clean.share, clean.low) == (0.0, 0.0)
    assert 0.0 < clean.high < 0.005
    assert rates.ratio([(1000, 3)]) == rates.Share(0.003, 0.0, 1.0)


def test_an_interval_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no interval"):
        rates.Share(0.5, 0.6, 0.7)


def test_ninety_five_of_a_hundred_intervals_hold_the_truth_though_errors_bunch() -> None:
    chance = random.Random(7)

    def page() -> tuple[int, int]:
        letters = chance.randint(300, 2500)
        bad = chance.choice((0.002, 0.004, 0.03))  # some pages are far worse than others
        return letters, sum(chance.random() < bad for _ in range(letters))

    world = [page() for _ in range(500)]
    truth = sum(bad for _size, bad in world) / sum(size for size, _bad in world)
    tries = [rates.ratio(chance.sample(world, 40)) for _ in range(400)]
    held = sum(each.low <= truth <= each.high for each in tries) / len(tries)
    assert 0.91 <= held <= 0.98
    # Taking letters for independent would claim far too much.
    naive = [rates.wilson(round(each.share * 40 * 1400), 40 * 1400) for each in tries]
    assert sum(each.low <= truth <= each.high for each in naive) / len(naive) < 0.75


@pytest.mark.django_db
def test_a_collection_is_measured_with_those_below_it() -> None:
    above = makers.collection()
    below = makers.collection(parent=above)
    for where, wrong in ((above, 0), (below, 4), (makers.collection(), 90)):
        page = makers.transcribed("words", of=makers.record(where))
        Sample.objects.create(page=page, collection=where, machine=1, person_version=2, letters=100,
                              wrong_letters=wrong, words=20, wrong_words=wrong // 2)  # fmt: skip
    found = rates.measured([above.pk, below.pk])
    assert found
    assert (found.pages, found.wrong.share) == (2, 0.02)
    assert set(rates.by_collection([below.pk])) == {below.pk}
    assert rates.measured([]) is None
