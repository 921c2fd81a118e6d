"""What the models say, taken apart: names, boxes, text, and where in the whole each text began.

They speak four ways. DeepSeek-OCR names a block, or says the text of a line, gives its boxes, and then what is in
it; Unlimited-OCR puts name and box into one mark; from servers that leave marks out both come without; and there is
plain text. All of it is hostile until it was looked at: nothing is evaluated, and every step moves on."""

from __future__ import annotations

import re
from dataclasses import dataclass

REF, END_REF, DET, END_DET, PAGE = "<|ref|>", "<|/ref|>", "<|det|>", "<|/det|>", "<PAGE>"
_ALL = (REF, END_REF, DET, END_DET, PAGE)
_MARKS = re.compile("|".join(map(re.escape, _ALL)))
_LONGEST = max(map(len, _ALL))
_BOX = re.compile(r"(\d{1,4})\s{0,4},\s{0,4}(\d{1,4})\s{0,4},\s{0,4}(\d{1,4})\s{0,4},\s{0,4}(\d{1,4})")
#: A name and its boxes at the beginning of a line, where the marks were left out.
_BARE = re.compile(
    r"^([A-Za-z][A-Za-z_ ]{1,29}?) ?(\[\[\d{1,4}(?:\]?, ?\[?\d{1,4}){3,99}\]\]|\[\d{1,4}(?:, ?\d{1,4}){3}\]) ?\n?",
    re.M,
)
EDGE = 999  # boxes run from 0 to here, over the page as it was put in
_MOST_BOXES = 200

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    label: str  # as said; "" for plain text
    label_at: int
    boxes: tuple[Box, ...]
    text: str
    text_at: int  # offset in the whole output


@dataclass(slots=True)
class _Begun:
    """A piece whose text still comes."""

    label: str = ""
    label_at: int = 0
    boxes: tuple[Box, ...] = ()
    named: bool = False  # by <|ref|>: its boxes come next


def pieces(said: str) -> list[Piece]:
    """All at once."""
    grammar = Grammar()
    return grammar.feed(said) + grammar.close()


class Grammar:
    """Takes the output as it comes and gives each piece when it is complete. How it was cut makes no difference."""

    def __init__(self) -> None:
        self._rest, self._base = "", 0  # what may be the beginning of a mark, and where it stands
        self._held: list[str] = []  # since the last mark
        self._held_at = 0
        self._open = ""  # REF or DET, until it is closed
        self._piece = _Begun()
        self._marked = False

    def feed(self, some: str) -> list[Piece]:
        some = self._rest + some
        done: list[Piece] = []
        place = 0
        for mark in _MARKS.finditer(some):
            self._held.append(some[place : mark.start()])
            done += self._met(mark[0], "".join(self._held))
            self._held, self._held_at = [], self._base + mark.end()
            self._marked = True
            place = mark.end()
        sure = max(place, len(some) - _unsure(some))
        self._held.append(some[place:sure])
        self._rest, self._base = some[sure:], self._base + sure
        return done

    def close(self) -> list[Piece]:
        text = "".join(self._held) + self._rest
        self._held, self._rest = [], ""
        if self._open == DET:
            return self._finish("")  # half a box is none
        if self._open == REF:
            return self._plain(text)
        return self._finish(text)

    def _met(self, mark: str, text: str) -> list[Piece]:
        """`text` stands between the mark before and this one."""
        was, self._open = self._open, ""
        if was == REF and mark == END_REF:
            self._piece = _Begun(text, self._held_at, named=True)
            return []
        if was == DET and mark == END_DET:
            self._place(text)
            return []
        # What was opened and not closed is text like any other.
        done = self._plain(text) if was else []
        if not was and mark == DET and self._piece.named and not text.strip():
            self._open = DET  # the boxes of what was just named
            return done
        if not was:
            done = self._finish(text)
        if mark in (REF, DET):
            self._open = mark
        return done

    def _place(self, text: str) -> None:
        """Boxes of what was named; or, in one mark, the name and its box."""
        boxes = _boxes(text)
        if self._piece.named:
            self._piece.boxes, self._piece.named = boxes, False
            return
        name = text.partition("[")[0].strip()
        self._piece = _Begun(name, self._held_at + text.find(name) if name else 0, boxes)

    def _finish(self, text: str) -> list[Piece]:
        piece, self._piece = self._piece, _Begun()
        if not (piece.label or piece.boxes):
            return self._unnamed(text)
        return [Piece(piece.label, piece.label_at, piece.boxes, text, self._held_at)]

    def _plain(self, text: str) -> list[Piece]:
        before = self._finish("")
        return before + self._unnamed(text)

    def _unnamed(self, text: str) -> list[Piece]:
        if not text.strip():
            return []
        if self._marked:
            return [Piece("", 0, (), text, self._held_at)]
        return _bare(text, self._held_at)


def _unsure(text: str) -> int:
    """How much at the end may be the beginning of a mark."""
    for at in range(max(0, len(text) - _LONGEST + 1), len(text)):
        if text[at] == "<" and any(mark.startswith(text[at:]) for mark in _ALL):
            return len(text) - at
    return 0


def _boxes(text: str) -> tuple[Box, ...]:
    found: list[Box] = []
    for given in _BOX.finditer(text):
        left, top, right, bottom = (min(int(number), EDGE) for number in given.groups())
        if left < right and top < bottom:
            found.append((left, top, right, bottom))
        if len(found) == _MOST_BOXES:
            break
    return tuple(found)


def _bare(text: str, at: int) -> list[Piece]:
    """Without any mark: names and boxes at the beginning of lines, if there are any."""
    found: list[Piece] = []
    before = _Begun()
    place = 0
    for line in _BARE.finditer(text):
        boxes = _boxes(line[2])
        if not boxes:
            continue
        found += _unless_empty(before, text[place : line.start()], at + place)
        before, place = _Begun(line[1], at + line.start(1), boxes), line.end()
    return found + _unless_empty(before, text[place:], at + place)


def _unless_empty(piece: _Begun, text: str, at: int) -> list[Piece]:
    if not piece.label and not text.strip():
        return []
    return [Piece(piece.label, piece.label_at, piece.boxes, text, at)]
