"""One attempt at a question: what is sent, what is left out for servers that do not know it, and the hearing."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import requests

from archive.chat.answers import Answer, Said
from archive.chat.deadline import Deadline
from archive.chat.refusals import Setback, failed, quoted, refusal
from archive.chat.wire import Server, chunks, in_line, reached, refused
from archive.faults import Fault, OutOfTime

MOST = 4 << 20  # bytes of an answer, beside what its tokens are wrapped in
_WRAPPING = 1 << 12  # bytes a token; llama.cpp adds the twenty likeliest to each
_GRACE = 0.2  # seconds for the end of an answer that is over, so that its connection can be kept
# What a server may not know, and how it says so. Usage goes first: some refusals repeat the whole request, and how
# sure a token is is worth more.
_WISHES = {"stream_options": b"stream_options", "logprobs": b"logprob"}
_unknown: dict[str, frozenset[str]] = {}  # by address


class Question:
    def __init__(
        self,
        server: Server,
        body: dict[str, Any],
        until: float,
        on_text: Callable[[str], str] | None,
        on_restart: Callable[[], None] | None,
    ) -> None:
        self._server, self._body, self._until = server, body, until
        self._on_text, self._on_restart = on_text, on_restart
        self._told = self._again = False
        self.partial: Said | None = None  # of the last attempt that broke off with some text

    def once(self) -> Said:
        """Raises a Setback where another attempt may help."""
        address = self._server.address
        known = without = _unknown.get(address, frozenset())
        with in_line(self._server, self._until), Deadline(self._until) as deadline:
            while True:
                body = self._written(without)
                with reached(self._server, "/chat/completions", body, deadline) as response:
                    if response.status_code < 300:
                        if without != known:  # it was the wish, and not something else in the same refusal
                            _unknown[address] = _unknown.get(address, frozenset()) | without
                        return self._heard(response, deadline)
                    problem, said = refused(self._server, response, deadline)
                wish = self._wish(response.status_code, said, without)
                if not wish:
                    raise problem
                without |= {wish}

    def _written(self, without: frozenset[str]) -> bytes:
        left_out = without | ({"top_logprobs"} if "logprobs" in without else frozenset())
        return json.dumps({name: value for name, value in self._body.items() if name not in left_out}).encode()

    def _wish(self, status: int, said: bytes, without: frozenset[str]) -> str:
        """What to leave out for this server."""
        if status not in (400, 422):
            return ""
        said = said.lower()
        named = (name for name, sign in _WISHES.items() if sign in said)
        return next((name for name in named if name in self._body and name not in without), "")

    def _heard(self, response: requests.Response, deadline: Deadline) -> Said:
        answer = Answer(self._server.model)
        self._again = self._told
        room = MOST + _WRAPPING * max(0, int(self._body.get("max_tokens") or 0))
        stream = chunks(self._server, response, deadline, room)
        try:
            for piece in _pieces(answer, stream):
                if self._tell(piece):
                    return answer.said("stopped")
        except (Setback, OutOfTime):
            if not answer.whole:
                self._keep(answer)
                raise
        if not answer.whole:
            self._keep(answer)
            raise self._why(answer)
        deadline.hurry(_GRACE)
        with contextlib.suppress(Setback, Fault):
            next(stream, None)
        return answer.said()

    def _tell(self, piece: str) -> str:
        if self._again and self._on_restart:
            self._on_restart()
        self._again, self._told = False, True
        return self._on_text(piece) if self._on_text else ""

    def _keep(self, answer: Answer) -> None:
        if answer.text:
            self.partial = answer.said("cut")

    def _why(self, answer: Answer) -> Exception:
        name, error = self._server.name, answer.error
        if error is None:
            return failed(name, "broke off, or answered what is no answer")
        said = quoted(error, self._server.key)
        code = error.get("code") if isinstance(error, dict) else None
        if isinstance(code, int) and 400 <= code < 500:
            return refusal(name, code, said)
        return failed(name, f"failed while it answered. It says: {said.rstrip('.')}")


def _pieces(answer: Answer, stream: Iterator[bytes]) -> Iterator[str]:
    for chunk in stream:
        yield from answer.feed(chunk)
        if answer.over or answer.error is not None:
            break
    yield from answer.finish()
