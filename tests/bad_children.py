"""Targets for child processes that behave badly, each in one way."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

from archive.faults import Fault


def serve(request: dict[str, Any]) -> dict[str, Any]:
    match request["do"]:
        case "echo":
            print("noise on standard output")
            return {"said": request["text"], "pid": os.getpid()}
        case "fault":
            raise Fault("The file is broken; ask for another.", code="broken", retryable=False)
        case "bug":
            raise ZeroDivisionError("a bug")
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "leave":
            os._exit(7)
        case "sleep":
            time.sleep(request["seconds"])
        case "swell":
            held = []
            while True:
                held.append(bytearray(os.urandom(1 << 20)) * 16)
                time.sleep(0.01)
    return {}
