"""It keeps going: any process is killed at any moment, the broker's folder goes, and still every page
becomes findable exactly once."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.running import ROOT, Instance, environment, manage, processes, small_page, wait_for

#: One word a page that no other page has, easy to read.
WORDS = [
    "harbour",
    "lantern",
    "orchard",
    "bishop",
    "granary",
    "anvil",
    "mercury",
    "parchment",
    "cathedral",
    "turnip",
]
#: Short leases, so that what a killed worker held is soon due again; generous with deaths, as storms are not pages.
STORM = {"MUNIMENT_LEASE_SECONDS": "4", "MUNIMENT_RETRY_SECONDS": "1", "MUNIMENT_ATTEMPTS": "8"}


def written(folder: Path) -> Path:
    folder.mkdir()
    for number, word in enumerate(WORDS):
        small_page(f"The {word} was sold", "in the year of the flood").page().image.save(
            folder / f"{number:02}.png"
        )
    return folder


def found(home: Path) -> Counter[str]:
    """How many hits each word has in the index."""
    done = manage(
        home, "find", "--batch", "-", "--json", timeout=120, stdin="\n".join(f'"{word}"' for word in WORDS)
    )
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line)["hits"] for line in done.stdout.splitlines() if line.startswith("{")]
    return Counter({word: len(hits) for word, hits in zip(WORDS, answers, strict=True)})


@pytest.mark.slow
def test_a_storm_of_kills_loses_nothing_doubles_nothing_and_halts_nothing(tmp_path: Path) -> None:
    home, dice = tmp_path / "home", random.Random(4)
    scans = written(tmp_path / "scans")
    running = Instance(home, "--no-demo", **STORM)
    try:
        running.wait_until_up()
        assert manage(home, "ingest", str(scans), "--collection", "storm", "--public").returncode == 0
        for blow in range(14):
            time.sleep(dice.uniform(0.5, 2.5))
            if blow == 5:
                shutil.rmtree(home / "broker", ignore_errors=True)
            if blow == 9:
                running.kill()
                wait_for(lambda: not processes(home), 20, lambda: str(processes(home)))
                running = Instance(home, "--no-demo", **STORM)
                running.wait_until_up()
                continue
            victims = [pid for pid, _command in processes(home) if pid != running.process.pid]
            if victims:
                os.kill(dice.choice(victims), signal.SIGKILL)
        waited = manage(home, "ingest", str(scans), "--collection", "storm", "--wait", **STORM)
        assert waited.returncode == 0, waited.stdout + waited.stderr + running.output()
        assert found(home) == Counter(dict.fromkeys(WORDS, 1)), running.output()
        pages = json.loads(manage(home, "shell", "--no-imports", "-c", COUNT).stdout.strip().splitlines()[-1])
        assert pages == {"pages": 10, "versions": 10, "halted": 0, "unfinished": 0}
        rebuilt = manage(home, "rebuild_index")
        assert rebuilt.returncode == 0, rebuilt.stdout + rebuilt.stderr
    finally:
        running.interrupt()
    wait_for(lambda: not processes(home), 20, lambda: str(processes(home)))


COUNT = """
import json
from archive import pipeline
from archive.models import Page, Transcription
print(json.dumps({"pages": Page.objects.count(), "versions": Transcription.objects.count(),
    "halted": Page.objects.exclude(halted="").count(), "unfinished": pipeline.unfinished().count()}))
"""


@pytest.mark.slow
def test_foreground_work_that_is_killed_is_simply_done_again(tmp_path: Path) -> None:
    home, scans = tmp_path / "home", written(tmp_path / "scans")
    assert manage(home, "migrate").returncode == 0
    assert manage(home, "ingest", str(scans), "--collection", "storm", "--public").returncode == 0
    for seconds in (3, 5, 4):
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "work", "--until-idle"], cwd=ROOT, env=environment(home, **STORM)
        )
        time.sleep(seconds)
        worker.kill()
        worker.wait()
    assert manage(home, "work", "--until-idle", **STORM).returncode == 0
    assert found(home) == Counter(dict.fromkeys(WORDS, 1))
