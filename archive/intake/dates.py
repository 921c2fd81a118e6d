"""Dates as catalogues write them: a year, a month or a day, or two of them."""

from __future__ import annotations

import calendar
import datetime
import re

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_RANGE = re.compile(r"\s*(\d{4}(?:-\d{1,2}-\d{1,2}|-\d{1,2}(?!\d))?)\s*(?:[–—/]|\s-\s|-(?=\d{4}))\s*(\d{4}\S*)\s*")


def first_day(text: str) -> datetime.date:
    """1841, 1841-03 or 1841-03-07. Raises ValueError with a sentence."""
    year, month, day = _parts(text)
    return _date(text, year, month or 1, day or 1)


def last_day(text: str) -> datetime.date:
    year, month, day = _parts(text)
    month = month or 12
    if not day and 1 <= month <= 12:
        day = calendar.monthrange(year, month)[1]
    return _date(text, year, month, day)


def span(text: str) -> tuple[datetime.date, datetime.date] | None:
    """First and last day of a date as written, where it is plain enough to be sure; else None."""
    found = _RANGE.fullmatch(text)
    first, last = found.groups() if found else (text, text)
    try:
        days = first_day(first), last_day(last)
    except ValueError:
        return None
    return days if days[0] <= days[1] else None


def _parts(text: str) -> tuple[int, int, int]:
    found = _DATE.fullmatch(text.strip())
    if not found or int(found[1]) == 0:
        raise ValueError(f"“{text}” is not a date. Write it as 1841, 1841-03 or 1841-03-07.")
    return int(found[1]), int(found[2] or 0), int(found[3] or 0)


def _date(text: str, year: int, month: int, day: int) -> datetime.date:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise ValueError(f"“{text}” is no day of the calendar.") from None
