"""Engines that misbehave, each in one way. Plugins by dotted name: tests.engines.bad.Crash."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

from archive.blocks import Block, Kind
from archive.geometry import Box
from ocr_engine.engine import Ask, OcrEngine, PageSource, Parsed, Told


class Good(OcrEngine):
    name = "good"

    def recipe(self, ask: Ask) -> dict[str, Any]:
        return {"engine": self.name}

    def read(self, page: PageSource, ask: Ask, deadline: float, told: Told | None = None) -> bytes:
        return json.dumps({"said": "a good page"}).encode()

    def parse(self, raw: bytes, beside: Parsed | None = None) -> Parsed:
        return Parsed((Block(Kind.TEXT, Box(0.1, 0.1, 0.9, 0.9), json.loads(raw)["said"]),))


class Crash(Good):
    name = "crash"

    def read(self, page: PageSource, ask: Ask, deadline: float, told: Told | None = None) -> bytes:
        raise ZeroDivisionError("an engine's own mistake")


class Killed(Good):
    """Dies on pages whose image says so, reads all others."""

    name = "killed"

    def read(self, page: PageSource, ask: Ask, deadline: float, told: Told | None = None) -> bytes:
        if b"deadly" in Path(page.image).read_bytes():
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read(page, ask, deadline, told)


class Endless(Good):
    name = "endless"

    def read(self, page: PageSource, ask: Ask, deadline: float, told: Told | None = None) -> bytes:
        while True:
            time.sleep(0.01)


class Greedy(Good):
    name = "greedy"

    def read(self, page: PageSource, ask: Ask, deadline: float, told: Told | None = None) -> bytes:
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
