"""Stands for a decoder with a hole, inside a child process: dies over one file, swells over another."""

from __future__ import annotations

import os
import signal
import time
from typing import Any


def serve(request: dict[str, Any]) -> dict[str, Any]:
    if request["path"].endswith("kills.png"):
        os.kill(os.getpid(), signal.SIGKILL)
    if request["path"].endswith("swells.png"):
        held = [bytearray(1 << 20) for _ in range(400)]
        while held:  # until it is stopped from outside
            time.sleep(1)
    return {"media_type": "image/png", "pages": 1}
