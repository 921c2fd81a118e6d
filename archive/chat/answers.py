"""What a server answers, as it comes: lines of events, or one plain JSON, made into text.

Every event that servers of this kind send is one line. Nothing in it is trusted to be what it should be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from archive.blocks import storable
from archive.chat.sureness import placed

Ended = Literal["end", "length", "stopped", "cut"]
_ENDS: dict[str, Ended] = {"stop": "end", "length": "length"}
_BLANK = b"\xef\xbb\xbf \t\r\n"


@dataclass(frozen=True, slots=True)
class Said:
    text: str
    ends: tuple[int, ...]  # for each token with a log-probability: how long the text is once it was said
    sure: tuple[float, ...]  # their log-probabilities; both are empty where the server gives none that fit
    ended: Ended
    tokens: int | None  # as the server counts them
    model: str


class Answer:
    """Takes the bytes in as they come, and gives out each piece of text when it is there."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._tokens: int | None = None
        self._pieces: list[str] = []
        self._listed: list[Any] = []
        self._held = bytearray()
        self._plain: bool | None = None  # one JSON instead of events: known at the first letter
        self._chosen = False  # there was an answer, if an empty one
        self._torn = False  # an event that may have held text could not be read
        self._reason = ""
        self.over = False  # the server said that nothing more comes
        self.error: object = None

    def feed(self, chunk: bytes) -> Iterator[str]:
        self._held += chunk
        if self._plain is None and (begun := self._held.lstrip(_BLANK)):
            self._plain = begun.startswith(b"{")
        if self._plain or not (b"\n" in chunk or b"\r" in chunk):
            return
        *lines, rest = re.split(rb"[\r\n]", self._held)
        self._held = bytearray(rest)
        for line in lines:
            yield from self._event(line)

    def finish(self) -> Iterator[str]:
        """For when no more bytes come."""
        if not self._plain:
            yield from self._event(self._held)
            return
        message = _read(self._held)
        self.over, self._torn = message is not None, message is None
        yield from self._told(message or {})

    @property
    def whole(self) -> bool:
        """Whether it is known that nothing is missing: a connection that just ends looks like an end, too."""
        finished = self.over or bool(self._reason)
        return self._chosen and finished and not self._torn and self.error is None

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def said(self, ended: Ended | None = None) -> Said:
        text = self.text
        ends, sure = placed(self._listed, text)
        return Said(text, ends, sure, ended or _ENDS.get(self._reason, "stopped"), self._tokens, self._model)

    def _event(self, line: bytes | bytearray) -> Iterator[str]:
        name, _, data = line.lstrip(_BLANK).partition(b":")
        data = data.strip()
        if name != b"data" or not data or self.over:
            return
        if data == b"[DONE]":
            self.over = True
            return
        message = _read(data)
        if message is not None:
            yield from self._told(message)
        elif data.startswith(b"{") and not self._reason:
            self._torn = True

    def _told(self, message: dict[str, Any]) -> Iterator[str]:
        self.error = self.error or message.get("error")
        if isinstance(model := message.get("model"), str) and model:
            self._model = storable(model)
        tokens = _dict(message.get("usage")).get("completion_tokens")
        if isinstance(tokens, int) and not isinstance(tokens, bool) and tokens >= 0:
            self._tokens = tokens
        for choice in _list(message.get("choices")):
            if isinstance(choice, dict) and choice.get("index") in (0, None):
                yield from self._choice(choice)

    def _choice(self, choice: dict[str, Any]) -> Iterator[str]:
        self._chosen = True
        self._listed += _list(_dict(choice.get("logprobs")).get("content"))
        if isinstance(reason := choice.get("finish_reason"), str):
            self._reason = self._reason or reason
        piece = _dict(choice.get("delta") or choice.get("message")).get("content")
        if isinstance(piece, str) and piece:
            self._pieces.append(storable(piece))
            yield self._pieces[-1]


def _read(data: bytes | bytearray) -> dict[str, Any] | None:
    """None for what is no JSON object. Bytes that are no letters are shown as such and cost nothing else."""
    try:
        message = json.loads(data.decode("utf-8", "replace").lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
