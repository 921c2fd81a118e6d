"""Stands for a decoder with a hole, inside a child process: dies over one file, works on others."""

from __future__ import annotations

import os
import signal
from typing import Any


def serve(request: dict[str, Any]) -> dict[str, Any]:
    if request["path"].endswith("kills.png"):
        os.kill(os.getpid(), signal.SIGKILL)
    return {"media_type": "image/png", "pages": 1}
