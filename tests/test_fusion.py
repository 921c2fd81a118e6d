"""One ranking from two."""

from __future__ import annotations

from search.fusion import fuse
from search.index import Near, Scored


def test_a_page_found_both_ways_comes_before_pages_found_one_way() -> None:
    ranked = fuse([Scored(1, 9.0), Scored(2, 8.5)], [Near(3, 30, 0.8), Near(2, 20, 0.78)])
    assert ranked[0].page_id == 2
    assert ranked[0].words
    assert ranked[0].near == Near(2, 20, 0.78)


def test_each_page_says_how_it_was_found() -> None:
    ranked = {hit.page_id: hit for hit in fuse([Scored(1, 9.0)], [Near(3, 30, 0.8)])}
    assert (ranked[1].words, ranked[1].near) == (True, None)
    assert (ranked[3].words, ranked[3].near) == (False, Near(3, 30, 0.8))


def test_where_nothing_is_near_words_decide() -> None:
    assert fuse([Scored(1, 4.0)], [Near(2, 20, 0.3)])[0].page_id == 1


def test_the_size_of_word_scores_does_not_matter() -> None:
    near = [Near(3, 30, 0.8), Near(1, 10, 0.5)]
    small = fuse([Scored(1, 0.9), Scored(2, 0.1)], near)
    large = fuse([Scored(1, 900.0), Scored(2, 100.0)], near)
    assert [hit.page_id for hit in small] == [hit.page_id for hit in large]


def test_nothing_gives_nothing() -> None:
    assert fuse([], []) == []


def test_equal_pages_come_in_the_order_of_their_ids() -> None:
    assert [hit.page_id for hit in fuse([Scored(2, 1.0), Scored(1, 1.0)], [])] == [1, 2]
