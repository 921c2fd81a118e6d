"""Whole numbers that somebody wrote into an address."""

from __future__ import annotations

_DIGITS = 18  # what every database's largest whole number has room for


def whole(given: str) -> int | None:
    """The number, if it is one that the database can hold; None for anything else, such as "²"."""
    return int(given) if given.isascii() and given.isdigit() and len(given) <= _DIGITS else None
