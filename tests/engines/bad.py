"""Engines that misbehave, each in one way. Plugins by dotted name: tests.engines.bad.Crash."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

from archive.blocks import Block, Kind
from archive.geometry import Box
from ocr_engine.engine import PageSource, Parsed


class Good:
    name, tasks, scripts, place = "good", ("text",), frozenset(), "child"

    def recipe(self, task: str) -> dict[str, object]:
        return {"engine": self.name}

    def check(self) -> None: ...

    def load(self) -> None: ...

    def read(self, page: PageSource, task: str, deadline: float) -> bytes:
        return json.dumps({"said": "a good page"}).encode()

    def parse(self, raw: bytes, beside: Parsed | None = None) -> Parsed:
        return Parsed((Block(Kind.TEXT, Box(0.1, 0.1, 0.9, 0.9), json.loads(raw)["said"]),))


class Crash(Good):
    name = "crash"

    def read(self, page: PageSource, task: str, deadline: float) -> bytes:
        raise ZeroDivisionError("an engine's own mistake")


class Killed(Good):
    """Dies on pages whose image says so, reads all others."""

    name = "killed"

    def read(self, page: PageSource, task: str, deadline: float) -> bytes:
        if b"deadly" in Path(page.image).read_bytes():
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read(page, task, deadline)


class Endless(Good):
    name = "endless"

    def read(self, page: PageSource, task: str, deadline: float) -> bytes:
        while True:
            time.sleep(0.01)


class Greedy(Good):
    name = "greedy"

    def read(self, page: PageSource, task: str, deadline: float) -> bytes:
        eaten = []
        while True:
            eaten.append(bytearray(os.urandom(1 << 20) * 16))


class Liar(Good):
    """Says that its words stand outside the page."""

    name = "liar"

    def parse(self, raw: bytes, beside: Parsed | None = None) -> Parsed:
        return Parsed((Block(Kind.TEXT, Box(0.5, 0.5, 1.5, 0.2), "nowhere"),))


class Doubted(Good):
    """Reads a long text off a page with next to no ink: the gate quarantines that."""

    name = "doubted"

    def parse(self, raw: bytes, beside: Parsed | None = None) -> Parsed:
        return Parsed((Block(Kind.TEXT, Box(0.1, 0.1, 0.9, 0.9), "words out of nothing " * 5),), facts={"marks": 1})
