"""The domain of Muniment: what we keep."""

from __future__ import annotations

import os
import sys

# What an archive reads is nobody else's business. OpenVINO reports its use to an analytics server
# (from a fork, which can hang a child for ever) unless this module is missing; every process that
# could load OpenVINO imports this package first.
sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
