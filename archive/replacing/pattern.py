"""What is looked for in a row of text, and what is put in its place.

Expressions are a part of Python's, bounded so that none can take long: what is repeated is one character or one
class, never a group, and all repetitions together try a bounded number of ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from archive.blocks import storable
from archive.faults import Refused

LONGEST = 200
#: Ways that one place in a row may be tried in, at most; what is repeated without end is repeated so often.
_WAYS, _ENDLESS = 20_000, 100
_TOKEN = re.compile(
    r"(?P<escape>\\[dDwWsSbBt\\.^$*+?{}\[\]|()/\-])|(?P<set>\[\^?\]?(?:[^\]\\]|\\.)*\])|(?P<open>\((?:\?:)?)(?!\?)"
    r"|(?P<close>\))|(?P<times>[*+?]|\{\d{1,3}(?:,\d{0,3})?\})|(?P<plain>[^\\\[\](){}*+?])"
)
_REFERENCE = re.compile(r"\\(\d)")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Raises Refused, with a sentence, for what cannot be looked for."""

    find: str
    instead: str
    regex: bool = False
    words: bool = False  # whole words only
    case: bool = True
    compiled: re.Pattern[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not self.find:
            raise Refused(_("Say what to look for."), code="nothing")
        if max(len(self.find), len(self.instead)) > LONGEST:
            raise Refused(_("No more than %(n)d characters.") % {"n": LONGEST}, code="long")
        if any(sign in self.find + self.instead for sign in "\n\r\t"):
            raise Refused(_("A row of text holds no line ends and no tabs."), code="row")
        source = _bounded(self.find) if self.regex else re.escape(self.find)
        if self.words:
            source = rf"(?<!\w)(?:{source})(?!\w)"
        try:
            made = re.compile(source, 0 if self.case else re.IGNORECASE)
        except (re.error, OverflowError, RecursionError) as error:
            said = _("This is no expression: %(why)s.") % {"why": error}
            raise Refused(said, code="expression") from error
        object.__setattr__(self, "compiled", made)
        if self.regex and any(int(n) > made.groups for n in _REFERENCE.findall(self.instead)):
            raise Refused(_("What is put instead names a group that there is not."), code="group")

    @classmethod
    def of(cls, said: dict[str, Any]) -> Pattern:
        """From what an errand keeps."""
        return cls(said["find"], said["instead"], bool(said["regex"]), bool(said["words"]), bool(said["case"]))

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("find", "instead", "regex", "words", "case")}

    def matches(self, row: str) -> Iterator[tuple[int, int, str]]:
        """Where it stands, and what would stand there instead; nothing where that is the same."""
        for match in self.compiled.finditer(row):
            new = self._instead(match)
            if match.end() > match.start() and new != match[0]:
                yield match.start(), match.end(), new

    def _instead(self, match: re.Match[str]) -> str:
        if not self.regex:
            return storable(self.instead)
        return storable(_REFERENCE.sub(lambda n: match[int(n[1])] or "", self.instead))


def _bounded(source: str) -> str:
    """The same expression with an end to what has none."""
    made: list[str] = []
    ways, before, at = 1, "", 0
    while at < len(source):
        token = _TOKEN.match(source, at)
        if token is None or token.lastgroup is None:
            said = _("At “%(part)s” the expression says what is not understood here.")
            raise Refused(said % {"part": source[at : at + 12]}, code="expression")
        text, kind = token[0], token.lastgroup
        if kind == "times":
            if before not in {"escape", "set", "plain"}:
                said = _("Only a character or a class like [a-z] can be repeated, not a group.")
                raise Refused(said, code="expression")
            text, most = _times(text)
            ways *= most + 1
        elif text == "|":
            ways *= 2
        if ways > _WAYS:
            said = _("This expression could take too long: repeat less, or say how often: {1,20}.")
            raise Refused(said, code="slow")
        made.append(text)
        before, at = kind, token.end()
    return "".join(made)


def _times(text: str) -> tuple[str, int]:
    if text == "?":
        return text, 1
    if text in "*+":
        return f"{{{'*+'.index(text)},{_ENDLESS}}}", _ENDLESS
    low, comma, high = text[1:-1].partition(",")
    least = int(low)
    most = int(high) if high else (max(least, _ENDLESS) if comma else least)
    return f"{{{least},{most}}}", most
