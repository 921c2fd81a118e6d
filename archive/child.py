"""The other end of `archive.children`: `python -m archive.child TARGET`. Knows no Django."""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import traceback
from importlib import import_module
from typing import Any

from archive.faults import Fault


def main(target: str) -> None:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints goes to the log, not between the answers
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def listen() -> None:
        for line in sys.stdin.buffer:
            requests.put(line)
        os._exit(0)  # the parent is gone, however it went; what is half done is nobody's any more

    threading.Thread(target=listen, daemon=True).start()
    module, _dot, name = target.rpartition(".")
    serve = getattr(import_module(module), name)
    while True:
        answers.write(json.dumps(_answer(serve, json.loads(requests.get()))).encode() + b"\n")
        answers.flush()


def _answer(serve: Any, request: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"result": serve(request)}
    except Fault as fault:
        return {"fault": fault.message, "code": fault.code, "retryable": fault.retryable}
    except MemoryError:
        return {"fault": "This needs more memory than allowed.", "code": "too_much_memory", "retryable": False}
    except Exception:  # noqa: BLE001  the edge of a worker: reported to the parent, which raises it
        return {"error": traceback.format_exc()}


if __name__ == "__main__":
    main(sys.argv[1])
