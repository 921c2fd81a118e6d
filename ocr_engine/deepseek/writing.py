"""Markdown as the models write it, as plain text whose every character still knows where it was said."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from archive.blocks import storable

#: Taken out: marks of emphasis in pairs, what surrounds formulas, tags that only say how a thing looks, escapes.
_MARK = re.compile(
    r"(?P<bold>\*\*|__)(?=\S)(?P<strong>[^*_\n]{1,2000}?)(?<=\S)(?P=bold)"
    r"|(?<![\w*])\*(?=[^\s*])(?P<soft>[^*\n]{1,2000}?)(?<=[^\s*])\*(?![\w*])"
    r"|\\[(\[] ?(?P<formula>[^\n]{1,2000}?) ?\\[)\]]"
    r"|(?P<break><br ?/?>)"
    r"|(?P<tag></?(?:center|b|i|u|em|strong|sup|sub|span|div|p)(?: [^<>\n]{0,200})?>)"
    r"|\\(?P<escaped>[\\`*_{}\[\]()#+.!|>~-])"
    r"|(?P<entity>&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[a-zA-Z]{2,8});)",
    re.I,
)
_DEEP = 4  # marks within marks


@dataclass(frozen=True, slots=True)
class Traced:
    """Text, and for every character the offset where it was said; -1 for what nobody said."""

    text: str
    at: tuple[int, ...]

    @classmethod
    def of(cls, text: str, at: int) -> Traced:
        kept = storable(text)
        return cls(kept, tuple(range(at, at + len(kept))))

    def part(self, start: int, end: int) -> Traced:
        return Traced(self.text[start:end], self.at[start:end])

    def stripped(self) -> Traced:
        start = len(self.text) - len(self.text.lstrip())
        return self.part(start, max(start, len(self.text.rstrip())))

    def lines(self) -> list[Traced]:
        found, place = [], 0
        for line in self.text.split("\n"):
            found.append(self.part(place, place + len(line)))
            place += len(line) + 1
        return found


def joined(parts: list[Traced], between: str) -> Traced:
    text, at = "", []
    for number, part in enumerate(parts):
        if number:
            at += [-1] * len(between)
        at += part.at
    text = between.join(part.text for part in parts)
    return Traced(text, tuple(at))


def plain(said: Traced, depth: int = _DEEP) -> Traced:
    """Without marks; what they enclosed stays."""
    parts: list[Traced] = []
    place = 0
    for mark in _MARK.finditer(said.text):
        parts.append(said.part(place, mark.start()))
        place = mark.end()
        if mark["tag"]:
            continue
        if mark["break"]:
            parts.append(Traced("\n", (said.at[mark.start()],)))
        elif mark["escaped"]:
            parts.append(said.part(*mark.span("escaped")))
        elif mark["entity"]:
            letters = storable(html.unescape(mark["entity"]))
            parts.append(Traced(letters, (said.at[mark.start()],) * len(letters)))
        else:
            name = next(name for name in ("strong", "soft", "formula") if mark[name] is not None)
            inner = said.part(*mark.span(name))
            parts.append(plain(inner, depth - 1) if depth and name != "formula" else inner)
    parts.append(said.part(place, len(said.text)))
    return joined(parts, "")
