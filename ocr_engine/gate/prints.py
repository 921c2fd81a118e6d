"""Texts that are nearly the same, told by the least hashes of their runs of three words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from struct import pack, unpack

MARKS, BANDS = 32, 4
_RUN = 3  # words
_FEW = 20  # words: shorter texts are alike by nature
_PRIME = (1 << 61) - 1
_WORD = re.compile(r"[^\W_]+")


def _steps() -> tuple[tuple[int, int], ...]:
    """For each mark its own order of all hashes; the same on every machine and in every year."""
    made = []
    for number in range(MARKS):
        digest = blake2b(f"mark {number}".encode(), digest_size=16).digest()
        one, other = unpack("<QQ", digest)
        made.append((one % (_PRIME - 1) + 1, other % _PRIME))
    return tuple(made)


_STEPS = _steps()


@dataclass(frozen=True, slots=True)
class Print:
    """Two texts share a mark as often as they share runs of words."""

    marks: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.marks) != MARKS or not all(0 <= mark < 1 << 32 for mark in self.marks):
            raise ValueError(f"a print has {MARKS} marks of 32 bits")

    @property
    def bands(self) -> tuple[int, ...]:
        """Of very similar texts at least one is the same."""
        size = MARKS // BANDS
        parts = (self.marks[at * size : at * size + size : 2] for at in range(BANDS))
        return tuple(
            int.from_bytes(blake2b(pack("<4I", *part), digest_size=8).digest(), "little", signed=True)
            for part in parts
        )

    def alike(self, other: Print) -> float:
        """0 to 1: about how many runs of words they have in common, of all they have."""
        return sum(one == two for one, two in zip(self.marks, other.marks, strict=True)) / MARKS

    def packed(self) -> bytes:
        return pack(f"<{MARKS}I", *self.marks)

    @classmethod
    def of_packed(cls, data: bytes) -> Print:
        return cls(unpack(f"<{MARKS}I", data))


def print_of(text: str) -> Print | None:
    """None of a text that is too short to tell. Some milliseconds a page."""
    words = [word.casefold() for word in _WORD.findall(text)]
    if len(words) < _FEW:
        return None
    runs = {" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}
    hashes = [int.from_bytes(blake2b(run.encode(), digest_size=7).digest(), "little") for run in runs]
    return Print(tuple(min((one * each + other) % _PRIME for each in hashes) & 0xFFFFFFFF for one, other in _STEPS))
