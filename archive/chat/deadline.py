"""A deadline for everything that is done with a connection, from the first letter sent to the last one read."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from archive.faults import OutOfTime

_here = threading.local()


class Deadline:
    """A socket's own timeout begins anew with every byte. This one shuts the socket under whoever waits on it."""

    def __init__(self, until: float) -> None:
        self.until, self._passed = until, False
        self._socket: socket.socket | None = None
        self._left, self._lock = False, threading.Lock()

    def __enter__(self) -> Deadline:
        self._timer = threading.Timer(self.left(), self._strike)
        self._timer.daemon = True
        self._timer.start()
        _here.deadline = self
        return self

    def __exit__(self, *_: object) -> None:
        _here.deadline = None
        self._timer.cancel()
        with self._lock:
            self._left = True  # the socket may serve somebody else from now on

    def left(self) -> float:
        left = self.until - time.monotonic()
        if left <= 0 or self._passed:
            raise OutOfTime("The server took longer than allowed.")
        return left

    def watch(self, used: socket.socket | None) -> None:
        with self._lock:
            self._socket = used
            if self._passed:
                self._shut()

    def hurry(self, seconds: float) -> None:
        """Shortens the wait for the next bytes, where it matters little whether they come."""
        if self._socket is not None:
            with contextlib.suppress(OSError):  # it is closed already
                self._socket.settimeout(seconds)

    def _strike(self) -> None:
        with self._lock:
            if not self._left:
                self._passed = True
                self._shut()

    def _shut(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):  # it is shut already
                # Not the method of a TLS socket, which would take the wrapping off under its reader.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _Watched:
    """A connection that tells the deadline of its thread which socket it uses."""

    sock: socket.socket | None

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        _here.deadline.watch(self.sock)

    def request(self, *args: Any, **named: Any) -> None:
        _here.deadline.watch(self.sock)
        super().request(*args, **named)  # type: ignore[misc]


class _Open(_Watched, HTTPConnection):
    pass


class _Private(_Watched, HTTPSConnection):
    pass


class _OpenPool(HTTPConnectionPool):
    ConnectionCls = _Open


class _PrivatePool(HTTPSConnectionPool):
    ConnectionCls = _Private


class Adapter(HTTPAdapter):
    """Its requests are made within a Deadline."""

    def init_poolmanager(self, *args: Any, **named: Any) -> None:
        super().init_poolmanager(*args, **named)
        self.poolmanager.pool_classes_by_scheme = {"http": _OpenPool, "https": _PrivatePool}
