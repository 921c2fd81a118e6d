"""Wishes survive kills: whatever is killed while pages are read again, each is read again exactly once."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.running import ROOT, environment, manage, small_page

HASTE = {"MUNIMENT_LEASE_SECONDS": "3", "MUNIMENT_RETRY_SECONDS": "1", "MUNIMENT_ATTEMPTS": "8"}
COUNT = """
import json
from archive import pipeline
from archive.models import Page, Transcription
from ocr_engine.models import Reading
print(json.dumps({"versions": Transcription.objects.count(), "done": Reading.objects.filter(outcome="done").count(),
    "wanted": pipeline.asked_for(), "unfinished": pipeline.unfinished().count(),
    "second": Page.objects.filter(current__number=2).count()}))
"""


@pytest.mark.slow
def test_wishes_that_are_killed_again_and_again_are_fulfilled_once(tmp_path: Path) -> None:
    home, scans = tmp_path / "home", tmp_path / "scans"
    scans.mkdir()
    for number, word in enumerate(("harbour", "lantern", "orchard", "bishop")):
        small_page(f"The {word} was sold", "in the year of the flood").page().image.save(scans / f"{number}.png")
    assert manage(home, "migrate").returncode == 0
    assert manage(home, "ingest", str(scans), "--collection", "storm", "--wait").returncode == 0
    asked = manage(home, "read_again", "--collection", "storm", "--json")
    assert json.loads(asked.stdout) == {"wanted": 4}, asked.stderr
    for seconds in (3.0, 4.5):
        worker = subprocess.Popen([sys.executable, "manage.py", "work"], cwd=ROOT, env=environment(home, **HASTE))
        time.sleep(seconds)
        worker.kill()
        worker.wait()
    done = manage(home, "work", **HASTE)
    assert done.returncode == 0, done.stdout + done.stderr
    said = json.loads(manage(home, "shell", "--no-imports", "-c", COUNT).stdout.strip().splitlines()[-1])
    assert said == {"versions": 8, "done": 8, "wanted": 0, "unfinished": 0, "second": 4}
