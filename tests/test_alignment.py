"""Words of one reading put where another heard them: merged and split, lost and turned round, noisy and hostile."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.alignment import Aligned, Heard, align
from archive.blocks import Block, Geometry, Kind, storable
from archive.geometry import Box

WHOLE = Box(0.05, 0.05, 0.95, 0.95)
STEMS, ENDS = ("har", "sto", "led", "qui", "bel", "gra"), ("bour", "rms", "ger", "et", "fry", "win", "to", "ne")
WORDS = [stem + end for stem in STEMS for end in ENDS]


def page(*lines: str) -> list[Heard]:
    """Each letter as wide as the next, lines one below the other."""
    heard = []
    for number, line in enumerate(lines):
        at = 0
        for word in line.split(" "):
            box = Box(0.1 + at * 0.01, 0.1 + number * 0.01, 0.1 + (at + len(word)) * 0.01, 0.108 + number * 0.01)
            heard.append(Heard(word, box, number, 0.9))
            at += len(word) + 1
    return heard


def told(text: str, found: Aligned) -> dict[str, tuple[str, float, float]]:
    return {
        text[word.start : word.end]: (word.geometry.value, round(word.box.x0, 3), round(word.box.x1, 3))
        for word in found.words
    }


def test_a_flowing_text_gets_the_lines_of_the_page() -> None:
    text = "The harbour was quiet and the keeper slept"
    found = align(text, WHOLE, page("Tne harb0ur was", "quict and the", "keeper s1ept"))
    assert [text[line.start : line.end] for line in found.lines] == [
        "The harbour was",
        "quiet and the",
        "keeper slept",
    ]
    assert {word.geometry for word in found.words} == {Geometry.ALIGNED}
    assert found.words[3].box.y0 == pytest.approx(0.11)
    assert found.agreement == pytest.approx(1 - 4 / 42)


@pytest.mark.parametrize(
    ("text", "heard", "word", "expected"),
    [
        ("the harbour", "the har bour", "harbour", ("aligned", 0.14, 0.22)),  # heard in two
        ("the old harbour", "theold harbour", "old", ("aligned", 0.13, 0.16)),  # heard as one
        ("the old harbour", "the harbour", "old", ("interpolated", 0.12, 0.15)),  # not heard, and no room
        ("Große Häuſer", "GROSSE Hauser", "Häuſer", ("aligned", 0.17, 0.23)),  # spelled otherwise
        ("fiſh — “here”", 'fish - "here"', "“here”", ("aligned", 0.17, 0.23)),
    ],
)
def test_a_word_takes_the_place_of_what_it_matches(
    text: str, heard: str, word: str, expected: tuple[str, float, float]
) -> None:
    assert told(text, align(text, WHOLE, page(heard)))[word] == expected


def test_a_word_broken_at_the_end_of_a_line_stands_where_most_of_it_is() -> None:
    found = align("a quiet harbour lay", WHOLE, page("a quiet har-", "bour lay"))
    word = found.words[2]
    assert word.geometry == Geometry.ALIGNED
    assert word.box.y0 == pytest.approx(0.11)


def test_words_written_from_the_right_are_split_from_the_right() -> None:
    text = "שלום עולם"
    found = align(text, WHOLE, [Heard("שלוםעולם", Box(0.1, 0.1, 0.3, 0.12), 0)])
    assert found.words[0].box.x0 > found.words[1].box.x0


def test_where_nothing_was_heard_nothing_is_claimed() -> None:
    found = align("not a word", WHOLE, [])
    assert (found.lines, found.agreement) == ((), None)
    assert {(word.geometry, word.box) for word in found.words} == {(Geometry.BLOCK, WHOLE)}
    strange = align("completely different", WHOLE, page("12345 67890"))
    assert Geometry.ALIGNED not in {word.geometry for word in strange.words}
    assert strange.agreement is not None
    assert strange.agreement < 0.3


@pytest.mark.parametrize("share", [0.0, 0.02, 0.05, 0.1])
def test_words_that_are_not_garbled_stand_on_their_line_in_spite_of_noise(share: float) -> None:
    draw = random.Random(4)
    lines = [" ".join(draw.choice(WORDS) for _ in range(9)) for _ in range(40)]
    words, where, spoilt = [], [], []
    for number, line in enumerate(lines):
        for word in line.split(" "):
            if draw.random() < share / 3:
                continue
            letters = [draw.choice("abcdefghij") if draw.random() < share else letter for letter in word]
            words.append("".join(letters))
            where.append(number)
            spoilt.append("".join(letters) != word)
            if draw.random() < share / 3:
                words.append(word)
                where.append(number)
                spoilt.append(True)
    found = align(" ".join(words), WHOLE, page(*lines))
    sound = [(word, line) for word, line, bad in zip(found.words, where, spoilt, strict=True) if not bad]
    right = sum(round((word.box.y0 - 0.1) / 0.01) == line for word, line in sound)
    assert right / len(sound) >= 0.97


def test_a_line_heard_too_poorly_to_match_keeps_its_words_and_is_a_line() -> None:
    text = "the harbour was quiet and nobody slept there until the morning came at last"
    found = align(
        text, WHOLE, page("the harbour was quiet", "axd mxbxdx sxxpt thxrx", "until the morning came", "at last")
    )
    assert [text[line.start : line.end] for line in found.lines] == [
        "the harbour was quiet",
        "and nobody slept there",
        "until the morning came",
        "at last",
    ]
    assert [round(line.box.y0, 3) for line in found.lines] == [0.1, 0.11, 0.12, 0.13]
    assert found.words[5].box.y0 == pytest.approx(0.11)
    assert Geometry.BLOCK not in {word.geometry for word in found.words}


def test_lines_of_which_nothing_matches_are_filled_by_how_wide_they_are() -> None:
    text = "nobody knew where the boats had gone before the storm rose over the bay"
    lines = ("00000 1111 22222 333 44444 777 0000", "111111 222 33333", "4444 5555 666 777")
    found = align(text, WHOLE, page(*lines))
    assert [text[line.start : line.end] for line in found.lines] == [
        "nobody knew where the boats had gone",
        "before the storm",
        "rose over the bay",
    ]


def test_a_doubled_word_is_not_squeezed_into_a_blank() -> None:
    found = align("the the harbour was quiet", WHOLE, page("the harbour was quiet"))
    assert all(word.box.width >= 0.6 * 0.01 * (word.end - word.start) for word in found.words)
    assert {word.box.y0 for word in found.words} == {0.1}


def test_a_sentence_that_nobody_heard_is_not_squeezed_between_two_words() -> None:
    text = "the " + "never seen and not printed anywhere " * 3 + "harbour"
    found = align(text, WHOLE, page("the harbour"))
    assert {word.geometry for word in found.words[1:-1]} == {Geometry.BLOCK}
    assert {word.box for word in found.words[1:-1]} == {WHOLE}


def test_words_after_the_last_that_was_heard_stand_where_other_lines_still_have_words() -> None:
    found = align("a long line of many words and its end", WHOLE, page("a long line of many words", "and its"))
    assert found.words[-1].geometry == Geometry.INTERPOLATED
    assert found.words[-1].box.x0 >= 0.17
    assert found.words[-1].box.y0 == pytest.approx(0.11)
    assert found.lines[-1].box.x1 >= found.words[-1].box.x1


def test_from_right_to_left_the_room_is_on_the_other_side() -> None:
    words = ["שלום", "עולם", "גדול", "מאוד"]
    boxes = [Box(0.8 - n * 0.2, 0.1, 0.95 - n * 0.2, 0.12) for n in range(4)]
    heard = [Heard(word, box, 0) for word, box in zip(words, boxes, strict=True) if word != "עולם"]
    lost = align(" ".join(words), WHOLE, heard).words[1]
    assert lost.geometry == Geometry.INTERPOLATED
    assert boxes[2].x1 <= lost.box.x0 < lost.box.x1 <= boxes[0].x0


@given(
    data=st.data(), lines=st.lists(st.lists(st.sampled_from(WORDS), min_size=2, max_size=8), min_size=1, max_size=6)
)
@settings(max_examples=100, deadline=None)
def test_no_word_is_narrower_than_its_letters_need(data: st.DataObject, lines: list[list[str]]) -> None:
    text = [word for line in lines for word in line]
    for _ in range(data.draw(st.integers(1, 6))):
        text.insert(data.draw(st.integers(0, len(text))), data.draw(st.sampled_from([*WORDS, "zzyx"])))
    found = align(" ".join(text), WHOLE, page(*(" ".join(line) for line in lines)))
    extents = [line.box for line in found.lines]
    for word in found.words:
        if word.geometry == Geometry.INTERPOLATED:
            assert word.box.width >= 0.59 * 0.01 * (word.end - word.start)
            assert any(word.box.overlap(box) >= 0.999 * word.box.area for box in extents)


HEARD = st.lists(
    st.tuples(st.text(min_size=1, max_size=8), st.floats(0, 0.9), st.floats(0, 0.9), st.integers(0, 4)), max_size=30
)


@given(text=st.text(max_size=200), heard=HEARD)
@settings(max_examples=200, deadline=None)
def test_whatever_the_two_say_the_result_can_be_kept(text: str, heard: list[tuple[str, float, float, int]]) -> None:
    every = [Heard(word, Box(x, y, x + 0.05, y + 0.02), line) for word, x, y, line in heard]
    every.sort(key=lambda one: one.line)
    found = align(text, WHOLE, every)
    Block(Kind.TEXT, WHOLE, storable(text), found.lines, found.words)  # refuses what cannot be
    ends = [0]
    for word in found.words:
        assert word.start >= ends[-1]
        ends.append(word.end)
    for line, following in zip(found.lines, found.lines[1:], strict=False):
        assert line.end <= following.start
    assert found.agreement is None or 0 <= found.agreement <= 1


def test_a_long_page_of_one_letter_comes_to_an_end() -> None:
    heard = [Heard("a" * 50, Box(0.1, n / 1000, 0.9, (n + 1) / 1000), n) for n in range(400)]
    assert len(align("a " * 10_000, WHOLE, heard).words) == 10_000
    assert len(align("a " * 10_000, WHOLE, [Heard("a" * 20_000, WHOLE, 0)]).words) == 10_000
