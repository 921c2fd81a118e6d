"""One page from its image to what the networks say of it: the raw reading, as JSON can hold it."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from archive.faults import Fault
from archive.geometry import Turn, as_turn
from ocr_engine.engine import PageSource
from ocr_engine.rapid import edges
from ocr_engine.rapid.alphabet import EASTERN
from ocr_engine.rapid.cutting import cut_wide
from ocr_engine.rapid.decoding import Spelled
from ocr_engine.rapid.detecting import Found, Grey
from ocr_engine.rapid.ink import ink_of
from ocr_engine.rapid.networks import Networks
from ocr_engine.rapid.spreading import read_lines
from ocr_engine.rapid.tiles import detect_whole
from ocr_engine.rapid.turning import sideways, stand, turned_page, turned_quad, upside_down
from ocr_engine.rules import rules


def read_page(networks: Networks, source: PageSource) -> dict[str, Any]:
    page = load(source.image)
    height, width = page.shape
    turn: Turn = source.turn or 0
    page = turned_page(page, turn)
    ink = ink_of(page)
    raw: dict[str, Any] = {"width": width, "height": height, "turn": turn, "lines": []}
    raw |= {"ink": round(ink.share, 5), "marks": ink.marks, "runtime": networks.runtime}
    if ink.none:
        return raw | {"blank": True}
    found = detect_whole(networks, page, ink.letter)
    if source.turn is None and found and stand(found):
        page, found, turn = _turn(page, found, turn, sideways(networks, page, found))
    eastern = bool(EASTERN & set(source.languages))
    lines = read_lines(networks, page, found, eastern=eastern)
    if source.turn is None and turn == 0 and found and upside_down(networks, page, found, [s for s, *_ in lines]):
        page, found, turn = _turn(page, found, turn, 180)
        lines = read_lines(networks, page, found, eastern=eastern)
    raw["turn"] = turn
    raw["rules"] = [[round(place, 1) for place in rule] for rule in rules(page)] if found else []
    raw["lines"] = [
        {
            "quad": np.round(outline, 1).tolist(),
            "found": round(line.sure, 3),
            "text": spelled.text,
            "sure": [round(sure, 3) for sure in spelled.sure],
            "wide": strip.shape[1],
            "edges": [[round(v, 3) for v in (*span, *rows)] for span, rows in _placed(spelled, strip, whole)],
            "rows": [round(v, 3) for v in edges.rows_of(whole)],
        }
        for line, (spelled, strip, quad) in zip(found, lines, strict=True)
        if spelled.text.strip()
        for shown, outline in [cut_wide(page, quad, strip.shape[1])]
        for whole in [edges.inked(shown)]
    ]
    return raw


def load(image: str) -> Grey:
    grey: Grey | None = cv2.imread(image, cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION)
    if grey is None:
        raise Fault("The page's image cannot be read; render the page again.", code="unreadable_image")
    return grey


def _turn(page: Grey, found: list[Found], turn: Turn, by: Turn) -> tuple[Grey, list[Found], Turn]:
    height, width = page.shape
    moved = [Found(turned_quad(line.quad, by, width, height), line.sure) for line in found]
    return turned_page(page, by), moved, as_turn(turn + by)


def _placed(
    spelled: Spelled, strip: Grey, whole: edges.Flags
) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """For each word its left and right edge, where no neighbouring line disturbs, its upper and lower one."""
    spans = edges.edges_of(spelled, edges.inked(strip))
    return list(zip(spans, edges.word_rows(whole, spans), strict=True))
