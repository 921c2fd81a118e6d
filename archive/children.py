"""Persistent, limited child processes for work that may crash, hang or swell.

Untrusted bytes are opened only in such a child, and engines run in one. Parent and child speak
JSON lines, never pickle: a child that hostile bytes took over must not be able to hand code up.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from archive.faults import ChildDied, Fault, OutOfTime

_ROOT = Path(__file__).resolve().parent.parent
_GLANCE = 0.2  # seconds between two looks at a busy child's memory


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise RuntimeError("started without pipes")
    return stream


def _understood(line: bytes) -> dict[str, Any] | None:
    """None for what no child of ours says: one that hostile bytes took over may say anything."""
    try:
        answer = json.loads(line)
    except ValueError:
        return None
    kinds = {"result": dict, "fault": str, "error": str}
    known = isinstance(answer, dict) and any(isinstance(answer.get(name), kind) for name, kind in kinds.items())
    return answer if known else None


class _Swollen(Fault):
    code = "too_much_memory"


class Child:
    """One process that serves `target`, a dotted name of a function dict -> dict.

    It starts on the first call, is killed when it passes `memory` bytes or a call's deadline, and
    is replaced after `jobs` calls or once it rests above `rest` bytes, so leaks cannot add up.
    """

    def __init__(
        self,
        target: str,
        *,
        memory: int,
        jobs: int = 500,
        rest: int | None = None,
        environment: dict[str, str] | None = None,
    ) -> None:
        self._environment = environment or {}
        self.target, self.memory, self.jobs, self.rest = target, memory, jobs, rest or memory
        self._process: subprocess.Popen[bytes] | None = None
        self._done = 0
        self.peak = 0  # bytes, of the present process

    def call(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """The child's answer. Raises the Fault it raised, ChildDied, OutOfTime or a Fault "too_much_memory"."""
        until, used = time.monotonic() + seconds, self._done > 0
        try:
            answer = self._exchange(request, until)
        except _Swollen:
            if not used:
                raise
            # What earlier work left in its memory is not this work's doing: a new child has room for it.
            answer = self._exchange(request, until)
        if "fault" in answer:
            raise Fault(answer["fault"], code=answer.get("code"), retryable=answer.get("retryable"))
        if "error" in answer:
            raise RuntimeError(f"{self.target}: {answer['error']}")
        result: dict[str, Any] = answer["result"]
        return result

    def _exchange(self, request: dict[str, Any], until: float) -> dict[str, Any]:
        process = self._running()
        try:
            _pipe(process.stdin).write(json.dumps(request).encode() + b"\n")
            _pipe(process.stdin).flush()
        except BrokenPipeError:
            raise self._died(process) from None
        answer = _understood(self._line(process, until))
        if answer is None:
            self.close()
            raise ChildDied("The process that worked on this page alone answered nonsense and was ended.")
        self._done += 1
        if self._done >= self.jobs or self._resident(process) > self.rest:
            self.close()
        return answer

    def start(self) -> None:
        self._running()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def close(self) -> None:
        process, self._process, self._done = self._process, None, 0
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(BrokenPipeError):
                _pipe(pipe).close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self.close()  # it died between two calls: nobody's fault that matters here
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "archive.child", self.target],
                cwd=_ROOT,
                env=os.environ | {"MUNIMENT_HOME": os.fspath(settings.MUNIMENT_HOME)} | self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # Ctrl-C at the terminal goes to the parent, which lets the child finish or ends it.
                start_new_session=True,
            )
            self.peak = 0
        return self._process

    def _line(self, process: subprocess.Popen[bytes], until: float) -> bytes:
        received, answers = bytearray(), _pipe(process.stdout)
        with selectors.DefaultSelector() as selector:
            selector.register(answers, selectors.EVENT_READ)
            while not received.endswith(b"\n"):
                if selector.select(min(_GLANCE, max(0.0, until - time.monotonic()))):
                    chunk = os.read(answers.fileno(), 1 << 16)
                    if not chunk:
                        raise self._died(process)
                    received += chunk
                elif time.monotonic() >= until:
                    self.close()
                    raise OutOfTime("This took longer than allowed and was stopped.")
                if self._resident(process) > self.memory:
                    self.close()
                    raise _Swollen(f"This needs more than {self.memory >> 20} MB of memory and was stopped.")
        return bytes(received)

    def _resident(self, process: subprocess.Popen[bytes]) -> int:
        try:
            pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
        except (OSError, IndexError):
            return 0  # no /proc here: the deadline still holds
        size = pages * os.sysconf("SC_PAGE_SIZE")
        self.peak = max(self.peak, size)
        return size

    def _died(self, process: subprocess.Popen[bytes]) -> ChildDied:
        code = process.wait()
        self.close()
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return ChildDied(f"The process that worked on this page alone died ({how}).")


class Children:
    """A fixed number of children, handed out one to a thread at a time."""

    def __init__(self, target: str, size: int, **limits: Any) -> None:
        """`limits` are those of a Child."""
        self._idle: queue.LifoQueue[Child] = queue.LifoQueue()
        self._all = [Child(target, **limits) for _ in range(size)]
        for child in self._all:
            self._idle.put(child)

    @contextlib.contextmanager
    def one(self) -> Iterator[Child]:
        child = self._idle.get()
        try:
            yield child
        finally:
            self._idle.put(child)

    def start(self) -> None:
        """Lets a child begin to start, for a caller that will need it soon and has other things to do first."""
        with self.one() as child:
            child.start()

    def call(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        with self.one() as child:
            return child.call(request, seconds)

    def close(self) -> None:
        for child in self._all:
            child.close()
