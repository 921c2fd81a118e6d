"""How often the machine is wrong where nothing was flagged, measured on the pages drawn as a sample.

Letters of one page are not independent of each other, so pages are what is counted: the share of wrong letters is
a ratio of two sums over pages, its spread is that of the pages' residuals (Taylor linearization), and its 95 %
interval uses Student's t for so few pages. The share of pages with an error has Wilson's interval."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.models import Sample

Z = 1.959964  # of the normal distribution, for 95 %
#: Student's t for 1, 2, … degrees of freedom; beyond them the expansion below is exact to three digits.
_T = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)


@dataclass(frozen=True, slots=True)
class Share:
    """A share with the bounds of its 95 % interval, all within 0..1."""

    share: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.low <= self.share <= self.high <= 1.0:
            raise ValueError(f"no interval: {self.low} ≤ {self.share} ≤ {self.high}")


@dataclass(frozen=True, slots=True)
class Rate:
    pages: int
    letters: int
    wrong_letters: int
    words: int
    wrong_words: int
    wrong: Share  # of the letters
    faulty: Share  # of the pages: those with an error at all


#: Letters and wrong letters, words and wrong words of one page.
Row = tuple[int, int, int, int]


def rate(rows: Sequence[Row]) -> Rate | None:
    """None where nothing was looked at."""
    if not rows:
        return None
    letters, wrong, words, wrong_words = (sum(column) for column in zip(*rows, strict=True))
    faulty = sum(1 for row in rows if row[1])
    return Rate(
        len(rows),
        letters,
        wrong,
        words,
        wrong_words,
        ratio([(row[0], min(row[1], row[0])) for row in rows]),
        wilson(faulty, len(rows)),
    )


def ratio(rows: Sequence[tuple[int, int]]) -> Share:
    """Of (letters, wrong letters) a page. One page alone says nothing of the spread: anything may be. Where no
    error was seen, the pages cannot say how errors bunch: then letters are taken for independent."""
    letters, wrong = (sum(column) for column in zip(*rows, strict=True))
    share, n = wrong / letters, len(rows)
    if not wrong:
        return Share(0.0, 0.0, 1 - 0.025 ** (1 / letters))
    if n < 2:
        return Share(share, 0.0, 1.0)
    squares = sum((bad - share * size) ** 2 for size, bad in rows)
    error = math.sqrt(n / (n - 1) * squares) / letters
    wide = student(n - 1) * error
    return Share(share, max(0.0, share - wide), min(1.0, share + wide))


def student(freedom: int) -> float:
    """The t beyond which 2.5 % lie."""
    if freedom <= len(_T):
        return _T[freedom - 1]
    first, second = (Z**3 + Z) / 4, (5 * Z**5 + 16 * Z**3 + 3 * Z) / 96
    third = (3 * Z**7 + 19 * Z**5 + 17 * Z**3 - 15 * Z) / 384
    return Z + first / freedom + second / freedom**2 + third / freedom**3


def wilson(hits: int, n: int) -> Share:
    share, square = hits / n, Z * Z / n
    middle = (share + square / 2) / (1 + square)
    half = Z / (1 + square) * math.sqrt(share * (1 - share) / n + square / (4 * n))
    return Share(share, max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half)))


def measured(collections: Iterable[int]) -> Rate | None:
    """Of these collections together. One query; a row for each sample."""
    rows = Sample.objects.filter(collection__in=list(collections)).order_by("pk")
    return rate(list(rows.values_list("letters", "wrong_letters", "words", "wrong_words")))


def by_collection(collections: Iterable[int]) -> dict[int, list[Row]]:
    """The pages looked at, for sums over collections with those below. One query."""
    found: dict[int, list[Row]] = {}
    told = ("collection", "letters", "wrong_letters", "words", "wrong_words")
    for place, *row in Sample.objects.filter(collection__in=list(collections)).order_by("pk").values_list(*told):
        found.setdefault(place, []).append((row[0], row[1], row[2], row[3]))
    return found
