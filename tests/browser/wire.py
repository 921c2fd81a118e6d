"""A wire between a browser and a server that can be slow and can be cut: what a browser's own offline mode only
plays, since it lets a request that is under way come through."""

from __future__ import annotations

import contextlib
import socket
import threading
import time


class Wire:
    def __init__(self, to: int, bytes_a_second: int = 1 << 30) -> None:
        self._to, self.rate, self._whole = to, bytes_a_second, True
        self._ends: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        self.carried = 0  # bytes on the way to the server
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        """Every connection breaks, and no new one comes about."""
        self._whole = False
        self._break()

    def mend(self) -> None:
        self._whole = True

    def close(self) -> None:
        self._door.close()
        self._break()

    def _break(self) -> None:
        for end in self._ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends.clear()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = self._door.accept()
                if not self._whole:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._to))
                self._ends += [near, far]
                for source, target, up in ((near, far, True), (far, near, False)):
                    threading.Thread(target=self._carry, args=(source, target, up), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, up: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 14):
                target.sendall(data)
                if up:
                    self.carried += len(data)
                    time.sleep(len(data) / self.rate)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
