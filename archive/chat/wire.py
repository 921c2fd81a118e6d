"""The wire to a server: where it is, connections that are kept, and how many requests it gets at once."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from archive.chat.deadline import Adapter, Deadline
from archive.chat.refusals import Setback, failed, quoted, refusal, unreachable
from archive.faults import Fault, OutOfTime

_CONNECT = 10.0  # seconds; a machine that is there says so at once
_CHUNK = 1 << 16
_REFUSAL = 1 << 18  # bytes heard of a refusal; some repeat the request, not its pictures


@dataclass(frozen=True, slots=True)
class Server:
    address: str  # as http://127.0.0.1:8000/v1
    model: str = ""  # empty leaves the choice to the server
    key: str = field(default="", repr=False)
    most: int = 64  # requests at once from this process; those to one address with the same limit share it
    attempts: int = 5

    @property
    def name(self) -> str:
        """The address as it may be shown: some hold a password."""
        try:
            parts = urlsplit(self.address)
        except ValueError:
            return "this address"
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


class _Bearer(requests.auth.AuthBase):
    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._key}"
        return request


_here = threading.local()
_lines: dict[tuple[str, int], threading.Semaphore] = {}


def _afresh() -> None:
    """A forked child must not speak into its parent's connections, nor wait for its parent's threads."""
    _here.__dict__.clear()
    _lines.clear()


os.register_at_fork(after_in_child=_afresh)


@contextlib.contextmanager
def in_line(server: Server, until: float) -> Iterator[None]:
    most = max(1, server.most)
    line = _lines.setdefault((server.address, most), threading.Semaphore(most))
    if not line.acquire(timeout=max(0.0, until - time.monotonic())):
        raise OutOfTime("Other requests to this server took all the time there was.")
    try:
        yield
    finally:
        line.release()


@contextlib.contextmanager
def reached(server: Server, path: str, body: bytes | None, deadline: Deadline) -> Iterator[requests.Response]:
    """The server's answer once its head has come. Leaving ends the connection where not all was read."""
    left = deadline.left()
    try:
        response = _session().request(
            "GET" if body is None else "POST",
            server.address.rstrip("/") + path,
            data=body,
            headers={"Content-Type": "application/json"} if body is not None else None,
            auth=_auth(server),
            timeout=(min(left, _CONNECT), left),
            stream=True,
            allow_redirects=False,
        )
    except ValueError:
        said = f"{server.name} is no address of a server; it looks like http://127.0.0.1:8000/v1."
        raise Fault(said, code="server_unreachable", retryable=False) from None
    except (requests.RequestException, HTTPError, OSError):
        deadline.left()
        raise unreachable(server.name) from None
    with response:
        yield response


def chunks(server: Server, response: requests.Response, deadline: Deadline, most: int) -> Iterator[bytes]:
    """The answer's bytes as they come, `most` of them."""
    received = 0
    while True:
        try:
            chunk: bytes = response.raw.read1(_CHUNK, decode_content=False)
        except (HTTPError, OSError):
            deadline.left()
            raise failed(server.name, "broke off in the middle of its answer") from None
        deadline.left()
        if not chunk:
            return
        received += len(chunk)
        if received > most:
            raise failed(server.name, f"sent more than {most} bytes and was not heard out").fault
        yield chunk


def refused(server: Server, response: requests.Response, deadline: Deadline) -> tuple[Exception, bytes]:
    """What to raise, and what the server said, as far as it said it."""
    said = b""
    try:
        for chunk in chunks(server, response, deadline, _REFUSAL):
            said += chunk
    except (Setback, Fault):
        deadline.left()
    after = response.headers.get("Retry-After", "")
    return refusal(server.name, response.status_code, quoted(said, server.key), after), said


def _auth(server: Server) -> _Bearer | None:
    if not (server.key.isascii() and server.key.isprintable()):
        said = f"The key for {server.name} has letters that no key has; see whether it was copied whole."
        raise Fault(said, code="server_key", retryable=False)
    return _Bearer(server.key) if server.key else None


def _session() -> requests.Session:
    """One for each thread, for they are not made to be shared. The environment does not decide where it asks."""
    kept: requests.Session | None = getattr(_here, "session", None)
    if kept is None:
        kept = _here.session = requests.Session()
        kept.trust_env = False
        kept.headers["Accept-Encoding"] = "identity"  # a few bytes cannot swell to gigabytes
        kept.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            kept.mount(scheme, Adapter())
    return kept
