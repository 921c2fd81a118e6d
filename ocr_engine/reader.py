"""The worker's side of a reading: puts pages to engines, each in a limited child of its own."""

from __future__ import annotations

import base64
import threading
import time
from dataclasses import asdict, dataclass

from django.conf import settings

from archive.children import Children
from archive.running.slots import ocr_slots
from ocr_engine.engine import Ask, OcrEngine, PageSource, Told

#: For glibc: what one page gave back the next one wants again, and to get it anew from the system costs a
#: tenth of the reading time on a virtual machine. Elsewhere these names mean nothing.
_KEEPING = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": str(1 << 30),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 30),
}
_REST = 0.8  # of the memory allowed: a child that rests above this share is replaced after its page


@dataclass(frozen=True, slots=True)
class Raw:
    data: bytes
    seconds: float


class Reader:
    """Reads pages from any number of threads; at most `slots` of them at once in children."""

    def __init__(self, slots: int, memory: int) -> None:
        self._slots, self._memory = slots, memory
        self._children: dict[str, Children] = {}
        self._lock = threading.Lock()

    def read(
        self, engine: OcrEngine, name: str, page: PageSource, ask: Ask, seconds: float, told: Told | None = None
    ) -> Raw:
        """`name` is what `engine` was called by. Raises the Fault the engine raised, ChildDied, OutOfTime."""
        if engine.place == "here":
            begun = time.monotonic()
            return Raw(engine.read(page, ask, seconds, told), time.monotonic() - begun)
        request = {"engine": name, "page": page.as_json(), "ask": asdict(ask), "deadline": seconds}
        answer = self._of(name).call(request, seconds)
        return Raw(base64.b64decode(answer["raw"]), answer["seconds"])

    def load(self, engine: OcrEngine, name: str, seconds: float) -> None:
        """Starts what the first page of this engine would start otherwise."""
        if engine.place == "here":
            engine.load()
        else:
            self._of(name).call({"engine": name}, seconds)

    def _of(self, name: str) -> Children:
        with self._lock:
            if name not in self._children:
                self._children[name] = Children(
                    "ocr_engine.serving.serve",
                    self._slots,
                    memory=self._memory,
                    rest=int(self._memory * _REST),
                    environment=_KEEPING,
                )
            return self._children[name]

    def close(self) -> None:
        for children in self._children.values():
            children.close()


_reader: Reader | None = None
_starting = threading.Lock()


def reader() -> Reader:
    """The process's one reader; its children start with the first page."""
    global _reader
    with _starting:
        if _reader is None:
            _reader = Reader(ocr_slots(), settings.MUNIMENT_OCR_MEMORY_MB << 20)
        return _reader
