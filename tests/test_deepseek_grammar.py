"""What the models say is taken apart the same however it comes, and whatever it holds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_engine.deepseek.grammar import DET, EDGE, END_DET, END_REF, PAGE, REF, Grammar, Piece, pieces


def named(said: str) -> list[tuple[str, tuple[tuple[int, ...], ...], str]]:
    return [(piece.label, piece.boxes, piece.text.strip()) for piece in pieces(said)]


def test_blocks_with_their_names_and_boxes() -> None:
    said = (
        "<|ref|>title<|/ref|><|det|>[[330, 198, 558, 230]]<|/det|>\n# The log\n\n"
        "<|ref|>text<|/ref|><|det|>[[115, 619, 882, 718], [115, 730, 882, 760]]<|/det|>\nAll quiet.\n\n"
        "<|ref|>image<|/ref|><|det|>[[1,2,3,4]]<|/det|>\n"
    )
    assert named(said) == [
        ("title", ((330, 198, 558, 230),), "# The log"),
        ("text", ((115, 619, 882, 718), (115, 730, 882, 760)), "All quiet."),
        ("image", ((1, 2, 3, 4),), ""),
    ]
    for piece in pieces(said):
        assert said[piece.text_at :].startswith(piece.text)
        assert said[piece.label_at :].startswith(piece.label)


def test_lines_say_their_text_where_blocks_say_their_name() -> None:
    said = (
        "<|ref|>INVOICE No. 7<|/ref|><|det|>[[10, 20, 300, 40]]<|/det|>\n"
        "<|ref|>Total<|/ref|><|det|>[[1,9,30,40]]<|/det|>"
    )
    assert named(said) == [("INVOICE No. 7", ((10, 20, 300, 40),), ""), ("Total", ((1, 9, 30, 40),), "")]


def test_name_and_box_in_one_mark_and_pages() -> None:
    said = (
        "<PAGE><|det|>title [333, 201, 556, 230]<|/det|>R&D QUALITY\n<PAGE>"
        "<|det|>text [5, 6, 70, 80]<|/det|>FORM\nTWO"
    )
    assert named(said) == [
        ("title", ((333, 201, 556, 230),), "R&D QUALITY"),
        ("text", ((5, 6, 70, 80),), "FORM\nTWO"),
    ]


@pytest.mark.parametrize(
    "said",
    [
        "title[[330, 198, 558, 230]]\n# The log\n\nsub_title[[1, 2, 30, 40]]\n## More",
        "title [330, 198, 558, 230]# The log\n\nsub_title [1, 2, 30, 40]## More",
    ],
)
def test_the_same_where_marks_were_left_out(said: str) -> None:
    assert named(said) == [
        ("title", ((330, 198, 558, 230),), "# The log"),
        ("sub_title", ((1, 2, 30, 40),), "## More"),
    ]


def test_plain_text_is_one_piece_and_keeps_its_brackets() -> None:
    said = "See [12, 13] and <b>bold</b>.\nNo boxes [[here]]."
    assert pieces(said) == [Piece("", 0, (), said, 0)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("<|ref|>text", [("", (), "text")]),
        ("<|ref|>text<|/ref|>without a box", [("text", (), "without a box")]),
        ("<|ref|>a<|ref|>b<|/ref|><|det|>[[1,2,3,4]]<|/det|>c", [("", (), "a"), ("b", ((1, 2, 3, 4),), "c")]),
        ("<|ref|>a<|/ref|><|det|>[[1,2,3", [("a", (), "")]),
        ("<|/ref|><|/det|>text", [("", (), "text")]),
        (
            "<|ref|>a<|/ref|><|det|>[[9,9,1,1],[0,0,0,5],[5,6,99999,7],[0,1,2000,9999]]<|/det|>",
            [("a", ((0, 1, EDGE, EDGE),), "")],
        ),
        ("<|det|>__import__('os')<|/det|>text", [("__import__('os')", (), "text")]),
        ("", []),
        (" \n ", []),
    ],
)  # fmt: skip
def test_what_is_broken_or_nonsense_loses_no_text(said: str, expected: list[object]) -> None:
    assert named(said) == expected


PARTS = st.lists(
    st.one_of(
        st.sampled_from([REF, END_REF, DET, END_DET, PAGE, "[[1, 2, 30, 40]]", "[5,6,70,80]"]),
        st.sampled_from(["text", "title", "\n", "<", "<|", "|>"]),
        st.text(max_size=12),
    ),
    max_size=30,
).map("".join)  # fmt: skip


@given(said=PARTS, cuts=st.lists(st.integers(0, 200), max_size=12))
@settings(max_examples=400, deadline=None)
def test_how_it_was_cut_makes_no_difference_and_every_piece_stands_where_it_says(
    said: str, cuts: list[int]
) -> None:
    grammar, done, place = Grammar(), [], 0
    for cut in [*sorted(min(cut, len(said)) for cut in cuts), len(said)]:
        done += grammar.feed(said[place:cut])
        place = cut
    done += grammar.close()
    assert done == pieces(said)
    end = 0
    for piece in done:
        assert said[piece.text_at : piece.text_at + len(piece.text)] == piece.text
        assert piece.text_at >= end
        end = piece.text_at + len(piece.text)
        if piece.label:
            assert said[piece.label_at : piece.label_at + len(piece.label)] == piece.label
        for left, top, right, bottom in piece.boxes:
            assert 0 <= left < right <= EDGE
            assert 0 <= top < bottom <= EDGE


@pytest.mark.parametrize(
    "hostile",
    [
        *("<|ref|>", "[[[[", "<|det|>[[", "<|ref|>a<|/ref|><|det|>[[1,2,3,4]]<|/det|>", "1,", "a [[1,2,3,", "<"),
        *("\x00\ud800", "title[[1,2,3,4]]\n", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ", "<|det|>[[1,2,3,4],<|/det|>"),
        *("\u202e<|/ref|>", "12,13,14,15,"),
    ],
)  # fmt: skip
def test_a_megabyte_of_nonsense_is_read_to_its_end(hostile: str) -> None:
    """What grew with the square of the length would not come to an end here."""
    said = hostile * (1_000_000 // len(hostile))
    for piece in pieces(said):
        assert said.startswith(piece.text, piece.text_at)
