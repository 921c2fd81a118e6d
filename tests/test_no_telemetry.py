"""Nothing we load reports to anybody."""

from __future__ import annotations

import subprocess
import sys


def test_loading_openvino_through_us_leaves_its_telemetry_out() -> None:
    code = (
        "import archive, openvino, sys; from openvino.tools import ovc;"
        "print(sorted(m for m, v in sys.modules.items() if 'openvino_telemetry' in m and v is not None))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr
