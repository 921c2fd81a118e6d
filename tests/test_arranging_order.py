"""The order of pages: few keys are written, the first is always where covers look, the stale one is refused."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.arranging import order, splitting
from archive.arranging.order import Stale, keys
from archive.faults import Refused
from archive.models import Event, Original, Page, Record
from tests import makers

pytestmark = pytest.mark.django_db


def record_of(pages: int) -> tuple[Record, list[int]]:
    record = makers.record()
    return record, [makers.page(record).pk for _ in range(pages)]


def ids(record: Record) -> list[int]:
    return list(order.sequence(record).ids)


def test_pages_go_before_another_one_in_the_order_they_have() -> None:
    record, (a, b, c, d) = record_of(4)
    order.move(record, None, [d, b], a)
    assert ids(record) == [b, d, a, c]
    order.move(record, None, [b], None)
    assert ids(record) == [d, a, c, b]


def test_dropped_onto_itself_nothing_moves_and_nothing_is_said() -> None:
    record, (a, b, c) = record_of(3)
    order.move(record, None, [b], b)
    order.move(record, None, [a, b], b)
    assert ids(record) == [a, b, c]
    assert not Event.objects.filter(verb="arranged").exists()


def test_one_page_moved_among_many_writes_a_handful_of_keys() -> None:
    record, pages = record_of(300)
    before = dict(Page.objects.values_list("pk", "order"))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        order.move(record, None, [pages[250]], pages[17])
    changed = [pk for pk, key in Page.objects.values_list("pk", "order") if before[pk] != key]
    assert changed == [pages[250]]
    assert len(asked) < 12


def test_keys_rise_start_at_the_gap_and_stay_where_they_can() -> None:
    draw = random.Random(5)
    for _ in range(400):
        n = draw.randint(1, 30)
        old = sorted(draw.sample(range(1, 40_000), n))
        old[0] = Page.GAP if draw.random() < 0.6 and (n == 1 or old[1] > Page.GAP) else old[0]
        had: list[int | None] = list(old)
        moved = had.pop(draw.randrange(n))
        had.insert(draw.randint(0, n - 1), moved if draw.random() < 0.8 else None)
        made = keys(had)
        assert made[0] == Page.GAP
        assert all(a < b for a, b in pairwise(made))
        if had == sorted(k for k in old) and old[0] == Page.GAP:
            assert made == had


def test_the_longest_run_stays() -> None:
    g = Page.GAP
    assert keys([g, 5 * g, 2 * g, 3 * g, 4 * g]) == [g, g + g // 2, 2 * g, 3 * g, 4 * g]


def test_where_neighbours_leave_no_room_all_keys_are_made_anew() -> None:
    record, pages = record_of(3)
    Page.objects.filter(pk=pages[1]).update(order=Page.GAP + 1)
    order.move(record, None, [pages[2]], pages[1])
    assert ids(record) == [pages[0], pages[2], pages[1]]


def test_a_hundred_moves_at_random_keep_the_order_that_was_meant() -> None:
    draw = random.Random(8)
    record, pages = record_of(12)
    meant = list(pages)
    for _ in range(100):
        moving = sorted(draw.sample(pages, draw.randint(1, 4)), key=meant.index)
        rest = [pk for pk in meant if pk not in moving]
        before = draw.choice([*rest, None])
        order.move(record, None, moving, before)
        at = len(rest) if before is None else rest.index(before)
        meant = rest[:at] + moving + rest[at:]
        assert ids(record) == meant
        assert order.sequence(record).keys[0] == Page.GAP


def test_who_saw_another_order_is_refused() -> None:
    record, (a, b, c) = record_of(3)
    seen = order.sequence(record).seal
    order.move(record, None, [c], a, sealed=seen)
    with pytest.raises(Stale):
        order.move(record, None, [a], None, sealed=seen)
    assert ids(record) == [c, a, b]


def test_pages_of_another_record_are_refused() -> None:
    record, (a, _b) = record_of(2)
    _other, (strange, _) = record_of(2)
    for chosen, before in (([strange], a), ([a], strange), ([], a)):
        with pytest.raises(Refused):
            order.move(record, None, chosen, before)


# --- leaving a record -----------------------------------------------------------------------------


def shared_file(record: Record, pages: int) -> Original:
    """All pages of the record come from one file."""
    first = record.originals.order_by("position").first()
    assert first
    for index, page in enumerate(Page.objects.filter(record=record).order_by("order")):
        Page.objects.filter(pk=page.pk).update(original=first, index=index)
    record.originals.exclude(pk=first.pk).delete()
    assert first.pages.count() == pages
    return first


def test_pages_split_off_are_a_record_with_the_same_rights_and_its_own_files() -> None:
    record, (a, b, c) = record_of(3)
    Record.objects.filter(pk=record.pk).update(state="draft", creator="Ada")
    record.refresh_from_db()
    made = splitting.split(record, None, [c, a], "The letter")
    assert ids(made) == [a, c]
    assert (made.title, made.state, made.creator, made.collection_id) == (
        "The letter", "draft", "Ada", record.collection_id,
    )  # fmt: skip
    assert ids(record) == [b]
    assert order.sequence(record).keys == (Page.GAP,)
    assert set(Original.objects.filter(pages__in=[a, c]).values_list("record", flat=True)) == {made.pk}
    assert record.originals.count() == 1


def test_a_file_whose_other_pages_stay_is_entered_a_second_time() -> None:
    record, (a, b, _c) = record_of(3)
    file = shared_file(record, 3)
    made = splitting.split(record, None, [b], "One page")
    (entry,) = made.originals.all()
    assert (entry.sha256, entry.duplicate_of_id, entry.name) == (file.sha256, file.pk, file.name)
    assert Page.objects.get(pk=b).original_id == entry.pk
    assert Page.objects.get(pk=a).original_id == file.pk


def test_pages_given_to_another_record_stand_at_its_end() -> None:
    record, (a, b) = record_of(2)
    other, (c, d) = record_of(2)
    splitting.give(record, other, None, [a])
    assert ids(other) == [c, d, a]
    assert ids(record) == [b]
    splitting.give(other, record, None, [a])
    assert ids(record) == [b, a]
    assert {o.record_id for o in Original.objects.filter(pages=a)} == {record.pk}


def test_a_record_keeps_at_least_one_page() -> None:
    record, pages = record_of(2)
    for leave in (
        lambda: splitting.split(record, None, pages, "All"),
        lambda: splitting.remove(record, None, pages),
    ):
        with pytest.raises(Refused, match="at least one"):
            leave()


def test_removed_pages_lie_in_the_trash_as_a_record_that_says_where_they_were() -> None:
    record, pages = record_of(6)
    made = splitting.remove(record, None, [pages[1], pages[3], pages[4]])
    assert made.trashed_at is not None
    assert made.title == f"{record.title}, page 2, 4–5"
    assert not Page.objects.visible_to(None).filter(pk=pages[1]).exists()
    assert ids(record) == [pages[0], pages[2], pages[5]]
