"""Large pages are looked at in tiles; lines that two tiles saw are one line."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ocr_engine.rapid.detecting import Found
from ocr_engine.rapid.tiles import merged, scale_for, starts


def line(left: float, top: float, right: float, bottom: float) -> Found:
    corners = [[left, top], [right, top], [right, bottom], [left, bottom]]
    return Found(np.array(corners, dtype=np.float32), 0.9)


def test_tiles_cover_the_whole_side_and_overlap() -> None:
    for side in (100, 1216, 1217, 3000, 7013):
        begins = starts(side)
        assert begins[0] == 0
        assert begins[-1] + 1216 >= side
        assert all(b - a <= 1216 - 192 for a, b in pairwise(begins))


def test_two_halves_of_a_line_become_one() -> None:
    joined = merged([line(0, 100, 800, 130), line(700, 101, 1500, 131)])
    assert len(joined) == 1
    assert np.allclose(joined[0].quad[:, 0].min(), 0, atol=2)
    assert np.allclose(joined[0].quad[:, 0].max(), 1500, atol=2)


def test_a_line_cut_off_by_a_tiles_edge_is_swallowed() -> None:
    assert len(merged([line(0, 100, 800, 130), line(100, 102, 400, 118)])) == 1


def test_neighbouring_lines_and_columns_stay_apart() -> None:
    assert len(merged([line(0, 100, 800, 130), line(0, 134, 800, 164), line(810, 100, 1500, 130)])) == 3


def test_small_writing_gets_more_resolution_than_large() -> None:
    assert scale_for((6000, 4000), 14) > scale_for((6000, 4000), 60)
    assert scale_for((3000, 2000), 5) <= 1.0
