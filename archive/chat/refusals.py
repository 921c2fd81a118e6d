"""When a server does not answer: what a person is told, and whether and when to ask again."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from archive.faults import Fault

_AGAIN = frozenset({408, 429, 500, 502, 503, 504})
_BUSY = frozenset({408, 429, 503})
_SHOWN = 200  # characters of what the server said


class Setback(Exception):
    """Worth another attempt, not before `wait` seconds; `fault` is what remains when there is none."""

    def __init__(self, fault: Fault, wait: float = 0.0) -> None:
        super().__init__(fault.message)
        self.fault, self.wait = fault, wait


def unreachable(name: str) -> Setback:
    certificate = ", and whether its certificate is known here" if name.startswith("https:") else ""
    said = (
        f"The server at {name} cannot be reached; see whether it runs, whether the address is right{certificate}."
    )
    return Setback(Fault(said, code="server_unreachable", retryable=True))


def failed(name: str, how: str) -> Setback:
    return Setback(Fault(f"The server at {name} {how}.", code="server_failed", retryable=True))


def refusal(name: str, status: int, said: str, retry_after: str = "") -> Exception:
    """A Setback or, where asking again would bring the same, a Fault."""
    if status in (401, 403):
        return Fault(
            f"The server at {name} does not accept our key; its operator must say which one to set.",
            code="server_key",
            retryable=False,
        )
    fault = _fault(name, status, f" It says: {said}" if said else "")
    return Setback(fault, _seconds(retry_after)) if status in _AGAIN else fault


def _fault(name: str, status: int, quoted: str) -> Fault:
    if status in _BUSY:
        return Fault(f"The server at {name} has too much to do ({status}).", code="server_busy", retryable=True)
    if status >= 500:
        return Fault(f"The server at {name} failed ({status}).{quoted}", code="server_failed", retryable=True)
    if 300 <= status < 400:
        quoted = " It sends us to another address, and none but the one that was set is asked."
    return Fault(
        f"The server at {name} refused the request ({status}).{quoted}", code="server_refused", retryable=False
    )


def quoted(body: bytes | object, key: str) -> str:
    """What a server says about itself, fit to be shown: one short line, without the key, which some repeat."""
    said = _sentence(body)
    if key:
        said = said.replace(key, "…")
    printable = "".join(letter if letter.isprintable() else " " for letter in said)
    return " ".join(printable.split())[:_SHOWN]


def _sentence(body: object) -> str:
    """The sentence within the several forms that servers wrap it in."""
    if isinstance(body, bytes):
        text = body.decode("utf-8", "replace")
        try:
            body = json.loads(text)
        except (ValueError, RecursionError):
            return text
    found: Any = body
    for name in ("error", "message", "detail"):
        if isinstance(found, dict) and found.get(name):
            found = found[name]
    return found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)


def _seconds(retry_after: str) -> float:
    """A header that gives seconds or a date; 0 where it says neither."""
    said = retry_after.strip()
    if said.replace(".", "", 1).isdecimal():
        return float(said)
    try:
        at = parsedate_to_datetime(said)
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
