"""A model server on loopback, in OpenAI's way, that misbehaves when told to.

Each request takes the next turn of `script`; when that is used up, `answer` says what to do: text, or a turn."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

Request = dict[str, Any]
Turn = Callable[["Exchange"], None]


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    body: Request
    caller: tuple[str, int]


class Exchange(BaseHTTPRequestHandler):
    """One request, and the means to answer it well or badly."""

    protocol_version = "HTTP/1.1"
    server: _Loopback
    body: Request

    def do_GET(self) -> None:
        self.body = {}
        self.server.owner._take(self)

    def do_POST(self) -> None:
        self.body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.owner._take(self)

    def log_message(self, *_: object) -> None:
        pass

    @property
    def stopping(self) -> threading.Event:
        return self.server.owner.stopping

    def last(self) -> None:
        """Before the last that is said: the client may ask again as soon as it has heard it."""
        self.server.owner._leave(self)

    def reply(self, status: int, body: bytes, **headers: str) -> None:
        self.last()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def json(self, status: int, body: object, **headers: str) -> None:
        self.reply(status, json.dumps(body).encode(), Content_Type="application/json", **headers)

    def begin(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def write(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def event(self, body: object) -> None:
        self.write(b"data: " + json.dumps(body).encode() + b"\n\n")

    def finish(self) -> None:
        self.wfile.write(b"0\r\n\r\n")

    def cut(self) -> None:
        """The connection ends here, in the middle of whatever it is."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


class _Loopback(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512
    owner: ChatServer

    def handle_error(self, request: object, address: object) -> None:
        self.owner.left.set()  # writing to a client that has gone


@dataclass
class ChatServer:
    answer: Callable[[Request], str | Turn] = lambda request: "Well."
    script: list[Turn] = field(default_factory=list)
    served: Sequence[str] = ("tiny",)
    asked: list[Asked] = field(default_factory=list)
    most_at_once: int = 0
    left: threading.Event = field(default_factory=threading.Event)  # a client went before it was answered
    stopping: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> ChatServer:
        self._lock = threading.Lock()
        self._inside: set[Exchange] = set()
        self._server = _Loopback(("127.0.0.1", 0), Exchange)
        self._server.owner = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def _take(self, exchange: Exchange) -> None:
        with self._lock:
            asked = Asked(exchange.path, dict(exchange.headers), exchange.body, exchange.client_address)
            self.asked.append(asked)
            turn = self.script.pop(0) if self.script else None
            self._inside.add(exchange)
            self.most_at_once = max(self.most_at_once, len(self._inside))
        try:
            (turn or self._turn(exchange))(exchange)
        finally:
            self._leave(exchange)

    def _leave(self, exchange: Exchange) -> None:
        with self._lock:
            self._inside.discard(exchange)

    def _turn(self, exchange: Exchange) -> Turn:
        if exchange.command == "GET":
            return lambda exchange: exchange.json(200, {"data": [{"id": name} for name in self.served]})
        answered = self.answer(exchange.body)
        return well(answered) if isinstance(answered, str) else answered


def choice(text: str | None = None, finish: str | None = None, tokens: list[Request] | None = None) -> Request:
    logprobs = None if tokens is None else {"content": tokens}
    delta = {"index": 0, "delta": {"content": text}, "finish_reason": finish, "logprobs": logprobs}
    return {"model": "tiny-1", "choices": [delta]}


def token(text: str, logprob: float = -0.015625, spelled: bytes | None = None) -> Request:
    return {"token": text, "logprob": logprob, "bytes": list(spelled) if spelled is not None else None}


def words(text: str) -> list[str]:
    """Joined they are the text."""
    first, *others = text.split(" ")
    return [first, *(f" {other}" for other in others)]


def well(text: str, finish: str = "stop") -> Turn:
    """As vLLM answers: a word and its log-probability an event, then why it ended, then what it cost."""

    def turn(exchange: Exchange) -> None:
        exchange.begin()
        parts = words(text) if text else []
        for word in parts:
            exchange.event(choice(word, tokens=[token(word)] if exchange.body.get("logprobs") else None))
        exchange.event(choice(finish=finish))
        if exchange.body.get("stream_options"):
            exchange.event({"choices": [], "usage": {"completion_tokens": len(parts) + 1}})
        exchange.last()
        exchange.write(b"data: [DONE]\n\n")
        exchange.finish()

    return turn


def plain(text: str, finish: str | None = "stop") -> Turn:
    """As a server answers that knows no streams."""
    message = {"message": {"role": "assistant", "content": text}, "finish_reason": finish}
    return lambda exchange: exchange.json(200, {"choices": [message], "usage": {"completion_tokens": 3}})


def refuses(status: int, said: str = "", **headers: str) -> Turn:
    return lambda exchange: exchange.json(status, {"error": {"message": said}}, **headers)


def refuses_wish(name: str, then: str) -> Callable[[Request], Turn]:
    """As an `answer`: does not know one field of the request."""
    return lambda request: refuses(400, f"{name} is not supported") if name in request else well(then)


def raw(*pieces: bytes) -> Turn:
    """A stream of exactly these bytes, in exactly these pieces."""

    def turn(exchange: Exchange) -> None:
        exchange.begin()
        for piece in pieces:
            exchange.write(piece)
        exchange.finish()

    return turn


def events(*bodies: object, done: bool = True) -> Turn:
    lines = [b"data: " + json.dumps(body).encode() + b"\n\n" for body in bodies]
    return raw(*lines, *([b"data: [DONE]\n\n"] if done else []))


def cut(text: str = "") -> Turn:
    """Ends the connection after some text."""

    def turn(exchange: Exchange) -> None:
        exchange.begin()
        for word in words(text) if text else []:
            exchange.event(choice(word, tokens=[token(word)]))
        exchange.cut()

    return turn


def drip(before: bytes) -> Turn:
    """One byte after the other, without an end."""

    def turn(exchange: Exchange) -> None:
        exchange.wfile.write(before)
        while not exchange.stopping.wait(0.02):
            exchange.wfile.write(b"a")

    return turn


def endless(line: bytes) -> Turn:
    """The same for ever, as fast as it goes."""

    def turn(exchange: Exchange) -> None:
        exchange.begin()
        while not exchange.stopping.is_set():
            exchange.write(line)

    return turn


def hangs_up(exchange: Exchange) -> None:
    """Ends the connection without a word."""
    exchange.cut()
