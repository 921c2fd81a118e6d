"""Words that a PDF carries: trusted when they deserve it, and brought into the order in which they are said."""

from __future__ import annotations

import gzip
import json

import pytest

from archive.faults import Fault
from ocr_engine.engine import Ask, PageSource, engine
from ocr_engine.text_layer import Layer, judged, lines, sound
from tests.typesetting import prose

WIDE, HIGH = 1000, 1400


def run(
    text: str, x: float = 0.1, y: float = 0.1, *, step: float = 0.01, block: int = 0, high: float = 0.015, **more
):
    """Characters side by side in the order of the text, from left to right, or leftwards with a negative step."""
    chars, at = [], x
    for c in text:
        wide = abs(step)
        left = at if step > 0 else at - wide
        chars.append([c, left, y, left + wide, y + high])
        at += step
    return {
        "block": block,
        "dir": [1, 0],
        "size": 11,
        "font": "F",
        "flags": 0,
        "hidden": False,
        "chars": chars,
        **more,
    }


def layer(*runs, cover: float = 0.0) -> Layer:
    return Layer.of_json({"image_cover": cover, "lines": list(runs)})


def page_of_prose(**more):
    return [run(prose(n, 70), y=0.1 + 0.03 * n, block=n, **more) for n in range(20)]


def said(*runs) -> list[str]:
    return [line.text for line in lines(layer(*runs), WIDE, HIGH)]


def test_a_page_of_words_is_sound():
    assert sound(layer(*page_of_prose()))


@pytest.mark.parametrize(
    ("code", "broken"),
    [
        ("empty", layer(run("   "))),
        ("hidden", layer(*page_of_prose(hidden=True), cover=1.0)),
        ("no_mapping", layer(*[run("\ue001\ue002 \ufffd\ue0ff" * 9, y=0.1 + 0.03 * n) for n in range(9)])),
        ("no_mapping", layer(run("(cid:12)(cid:7)(cid:99)" * 3))),
        ("garbled", layer(*[run("!\"#$%&'()*+,-./:;<=>?@" * 3, y=0.1 + 0.03 * n) for n in range(3)])),
        ("garbled", layer(*[run("kxqz wrtp bcdfg hjklm nprst vwxz " * 2, y=0.1 + 0.03 * n) for n in range(9)])),
        ("outside", layer(*[run(prose(n, 60), x=1.2, y=0.1 + 0.03 * n) for n in range(9)])),
        ("heaped", layer(*[run(prose(n, 60), step=1e-9) for n in range(9)])),
        ("sparse", layer(run("Digitised by the harbour office"), cover=0.98)),
    ],
)
def test_broken_layers_are_found_out(code, broken):
    assert sound(broken).code == code
    assert sound(broken).reason


def test_a_layer_under_a_picture_that_covers_half_the_page_can_be_sound():
    assert sound(layer(*page_of_prose(), cover=0.6))


def test_words_are_parted_by_spaces_and_by_white():
    no_spaces = run("salt", x=0.1) | {"chars": run("salt", x=0.1)["chars"] + run("rope", x=0.145)["chars"]}
    (line,) = lines(layer(no_spaces), WIDE, HIGH)
    assert [w.text for w in line.words] == ["salt", "rope"]
    assert (line.words[1].x0, line.words[1].x1) == pytest.approx((145, 185))


def test_runs_on_one_line_are_one_line_and_columns_are_two():
    assert said(run("salt "), run("rope", x=0.15), run("elsewhere", x=0.6)) == ["salt rope", "elsewhere"]


def test_hebrew_kept_as_it_is_said_is_left_alone():
    assert said(run("שלום עולם 12", x=0.9, step=-0.01)) == ["שלום עולם 12"]


def test_hebrew_kept_as_it_is_seen_is_turned_round():
    assert said(run("םלוע 1948 םולש")) == ["שלום 1948 עולם"]


def test_latin_inside_hebrew_keeps_its_own_order():
    assert said(run("םלוע Python 3.5 םולש")) == ["שלום Python 3.5 עולם"]


def test_brackets_seen_in_hebrew_open_the_other_way_when_said():
    assert said(run("(םלוע) םולש")) == ["שלום (עולם)"]


def test_latin_kept_backwards_is_turned_round():
    assert said(run("epor dna tlas", x=0.1) | {"chars": list(reversed(run("salt and rope")["chars"]))}) == [
        "salt and rope"
    ]


def test_arabic_shapes_become_letters():
    assert said(run("ﺳﻼﻡ", x=0.9, step=-0.01)) == ["سلام"]


def test_lam_alef_that_came_apart_is_put_right():
    chars = run("ا", x=0.9, step=-0.01)["chars"] + [["إ", 0.89, 0.1, 0.89, 0.115], ["ل", 0.88, 0.1, 0.89, 0.115]]
    assert said(run("") | {"chars": chars + run("نتاج", x=0.88, step=-0.01)["chars"]}) == ["الإنتاج"]


def test_ligatures_and_soft_hyphens_become_what_they_mean():
    assert said(run("ﬁnd the of\u00adﬁce har\u00ad")) == ["find the office har-"]


def test_hidden_words_and_words_beside_the_page_are_left_out():
    assert said(run("shown"), run("hidden", y=0.2, hidden=True), run("beside", x=2, y=0.3)) == ["shown"]


def test_the_engine_reads_a_stored_layer_with_exact_boxes(tmp_path):
    path = tmp_path / "layer.json.gz"
    path.write_bytes(gzip.compress(json.dumps({"image_cover": 0, "lines": page_of_prose()}).encode()))
    reader = engine("text-layer")
    page = PageSource("", WIDE, HIGH, layer=str(path))
    parsed = reader.parse(reader.read(page, Ask("text"), 10))
    text = "\n".join(block.text for block in parsed.blocks)
    assert text == "\n".join(prose(n, 70) for n in range(20))
    first = parsed.blocks[0].words[0]
    assert (first.box.x0, first.box.x1) == pytest.approx((0.1, 0.1 + 0.01 * first.end))
    assert first.confidence is None


@pytest.mark.parametrize(("direction", "turn"), [([1, 0], 0), ([0, -1], 90), ([-1, 0], 180), ([0, 1], 270)])
def test_the_engine_finds_out_how_the_page_lies(tmp_path, direction, turn):
    def turned(box):  # the upright place seen on the page as scanned
        for _ in range((360 - turn) // 90 % 4):
            box = [1 - box[3], box[0], 1 - box[1], box[2]]
        return box

    runs = page_of_prose()
    for each in runs:
        each["dir"] = direction
        each["chars"] = [[c, *turned(box)] for c, *box in each["chars"]]
    path = tmp_path / "layer.json.gz"
    path.write_bytes(gzip.compress(json.dumps({"image_cover": 0, "lines": runs}).encode()))
    reader = engine("text-layer")
    parsed = reader.parse(reader.read(PageSource("", WIDE, WIDE, layer=str(path)), Ask("text"), 10))
    assert parsed.turn == turn
    assert parsed.blocks[0].text.split("\n")[0] == prose(0, 70)


def test_an_unsound_layer_is_not_read(tmp_path):
    path = tmp_path / "layer.json.gz"
    path.write_bytes(gzip.compress(json.dumps({"image_cover": 1, "lines": page_of_prose(hidden=True)}).encode()))
    assert judged(str(path)).code == "hidden"
    with pytest.raises(Fault, match="Read this page from its image"):
        engine("text-layer").read(PageSource("", WIDE, HIGH, layer=str(path)), Ask("text"), 10)


@pytest.mark.parametrize(
    "content", [b"", b"not gzip", gzip.compress(b"[]"), gzip.compress(b"{}"), gzip.compress(b"salt")[:-9]]
)
def test_a_damaged_file_gets_a_sentence(tmp_path, content):
    path = tmp_path / "layer.json.gz"
    path.write_bytes(content)
    with pytest.raises(Fault, match="render the page again"):
        judged(str(path))


def test_figures_in_arabic_keep_the_comma_behind_them():
    said_first = run("سنة ", x=0.9, step=-0.01)
    figures = run("1521", x=0.82, step=0.01)
    comma = run("، و", x=0.819, step=-0.01)
    assert said({**said_first, "chars": said_first["chars"] + figures["chars"] + comma["chars"]}) == ["سنة 1521، و"]


def test_half_a_ligature_without_width_does_not_part_its_word():
    word = run("سجلات", x=0.9, step=-0.01)
    lam, alef = word["chars"][2], word["chars"][3]
    lam[1] = alef[1]  # one shape as wide as both; the alef stands at its right edge
    alef[1] = alef[3] = lam[3]
    assert said(word) == ["سجلات"]
