"""What exists is documented, and what is documented exists."""

from __future__ import annotations

import re
from pathlib import Path

from archive import environment

OPERATING = Path(__file__).resolve().parent.parent / "docs" / "operating.md"


def test_every_setting_is_in_the_table_and_every_row_is_a_setting() -> None:
    rows = set(re.findall(r"^\| `(MUNIMENT_\w+)` \|", OPERATING.read_text(encoding="utf-8"), re.MULTILINE))
    assert rows == set(environment.known)
