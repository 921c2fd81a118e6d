"""What every test stands on: a data folder of its own, never anybody's archive."""

from __future__ import annotations

import os
import tempfile

# Before Django reads its settings: tests never touch the archive that lives in var/.
os.environ.setdefault("MUNIMENT_HOME", tempfile.mkdtemp(prefix="muniment-test-"))
