"""Strict readers of the environment.

A value that makes no sense never stops Python from starting with a traceback: the default
stands in, the problem is remembered, and the system checks (`archive.checks`) report every
problem at once, with the variable's name and what it accepts.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Problem:
    name: str
    given: str
    wanted: str


#: Every variable that was read, with its default as text: a test compares it to the documentation.
known: dict[str, str] = {}
problems: list[Problem] = []


def _read(name: str, default: T, wanted: str, parse: Callable[[str], T]) -> T:
    known[name] = str(default)
    given = os.environ.get(name)
    if given is None or given == "":
        return default
    try:
        return parse(given)
    except ValueError:
        problems.append(Problem(name, given, wanted))
        return default


def text(name: str, default: str = "") -> str:
    return _read(name, default, "text", str)


def folder(name: str, default: Path) -> Path:
    return _read(name, default, "a folder", lambda given: Path(given).expanduser().resolve())


def words(name: str, default: list[str]) -> list[str]:
    """A list separated by commas or blanks."""
    return _read(name, default, "a list separated by commas", lambda given: given.replace(",", " ").split())


def truth(name: str, default: bool) -> bool:
    answers = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}

    def parse(given: str) -> bool:
        if given.lower() not in answers:
            raise ValueError
        return answers[given.lower()]

    return _read(name, default, "true or false", parse)


def number(name: str, default: int, low: int = 0, high: int = 2**53) -> int:
    def parse(given: str) -> int:
        value = int(given)
        if not low <= value <= high:
            raise ValueError
        return value

    return _read(name, default, f"a whole number from {low} to {high}", parse)


def seconds(name: str, default: float, low: float = 0.01, high: float = 86_400) -> float:
    def parse(given: str) -> float:
        value = float(given)
        if not low <= value <= high:
            raise ValueError
        return value

    return _read(name, default, f"seconds from {low} to {high}", parse)


def choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    def parse(given: str) -> str:
        if given not in choices:
            raise ValueError
        return given

    return _read(name, default, "one of " + ", ".join(choices), parse)
