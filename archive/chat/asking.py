"""One question to a server, asked again while that may help, and its answer."""

from __future__ import annotations

import base64
import json
import random
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from archive.chat.answers import Said
from archive.chat.deadline import Deadline
from archive.chat.question import MOST, Question
from archive.chat.refusals import Setback, failed
from archive.chat.wire import Server, chunks, reached, refused
from archive.faults import Fault, OutOfTime

Made = TypeVar("Made")
BACKOFF = 0.5  # seconds before the second attempt; each further one waits twice as long


def ask(
    server: Server,
    content: str | list[dict[str, Any]],
    *,
    seconds: float,
    most_tokens: int,
    on_text: Callable[[str], str] | None = None,
    on_restart: Callable[[], None] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Said:
    """The server's answer, within `seconds` for everything: waiting for other requests, all attempts, each byte.

    `on_text` hears each piece as it comes and stops the answer by returning why. An answer that broke off is asked
    for again; `on_restart` is called before the first piece of the new one, which begins from the beginning.
    `extra` goes into the request as it is. Raises a Fault, or OutOfTime; "cut" is what remains of an answer that no
    attempt brought to its end."""
    body: dict[str, Any] = {
        "messages": [{"role": "user", "content": content}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0,
        "max_tokens": most_tokens,
        "logprobs": True,
    }
    if server.model:
        body["model"] = server.model
    until = time.monotonic() + seconds
    question = Question(server, body | dict(extra or {}), until, on_text, on_restart)
    try:
        return _tried(server, until, question.once)
    except OutOfTime:
        raise
    except Fault as fault:
        if question.partial is None or not fault.retryable:
            raise
        return question.partial


def models(server: Server, seconds: float = 5) -> list[str]:
    """What the server serves. It does not wait for requests that are under way."""
    until = time.monotonic() + seconds

    def once() -> list[str]:
        with Deadline(until) as deadline, reached(server, "/models", None, deadline) as response:
            if response.status_code >= 300:
                raise refused(server, response, deadline)[0]
            received = b"".join(chunks(server, response, deadline, MOST))
        try:
            return [str(model["id"]) for model in json.loads(received)["data"]]
        except (ValueError, TypeError, LookupError, RecursionError):
            raise failed(server.name, "gives no list of models") from None

    return _tried(server, until, once)


def picture(data: bytes, kind: str) -> dict[str, Any]:
    """The part of a question that is a picture; `kind` as in image/png."""
    return {"type": "image_url", "image_url": {"url": f"data:{kind};base64,{base64.b64encode(data).decode()}"}}


def _tried(server: Server, until: float, once: Callable[[], Made]) -> Made:
    attempt = 0
    while True:
        attempt += 1
        try:
            return once()
        except Setback as setback:
            # Chance keeps many that failed together from coming back together.
            chance = random.uniform(0.5, 1)  # noqa: S311  nothing secret
            wait = max(setback.wait, BACKOFF * 2 ** (attempt - 1) * chance)
            if attempt >= server.attempts or time.monotonic() + wait >= until:
                raise setback.fault from None
        time.sleep(wait)
