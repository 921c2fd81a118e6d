from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    WELL = "well"
    #: Worth knowing; nothing to do.
    NOTE = "note"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """`id` stays the same from release to release, for programs; `fix` is one line, empty where all is well."""

    id: str
    state: State
    said: str
    fix: str = ""

    def __post_init__(self) -> None:
        if "\n" in self.said + self.fix:
            raise ValueError("a finding is one sentence and one line")
        if self.state in (State.WARNING, State.BROKEN) and not self.fix:
            raise ValueError(f"{self.id} says what is wrong but not what to do")


Look = Callable[[bool], Iterator[Finding]]


def well(id_: str, said: str) -> Finding:
    return Finding(id_, State.WELL, said)


def note(id_: str, said: str, fix: str = "") -> Finding:
    return Finding(id_, State.NOTE, said, fix)


def warning(id_: str, said: str, fix: str) -> Finding:
    return Finding(id_, State.WARNING, said, fix)


def broken(id_: str, said: str, fix: str) -> Finding:
    return Finding(id_, State.BROKEN, said, fix)
