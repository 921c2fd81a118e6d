"""Whoever saves is killed at any moment: the text that counts is a whole one, and nothing half is left."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.running import ROOT, environment, manage

MAKE = """
from tests import makers
page = makers.transcribed("The ferry left at 0\\nthe quay", "and came back")
"""
SAVE = """
from dataclasses import replace
from archive.correcting import saving
from archive.models import Page
from tests.test_editing import as_it_is, with_row
from archive.correcting.wanted import WantedRow
page = Page.objects.get()
print("ready", flush=True)
for _ in range(1000):
    page.refresh_from_db()
    n = page.current.number
    text = with_row(as_it_is(page.current.content()), 0, 0, WantedRow(f"The ferry left at {n}", ((0, 0),)))
    saving.save(page.pk, None, n, text)
"""
LOOK = """
import json
from archive.models import Event, Page, Transcription
page = Page.objects.get()
versions = list(page.transcriptions.order_by("number"))
said = [version.content().text.split(chr(10))[0] for version in versions]
print(json.dumps({"current": page.current.number, "numbers": [v.number for v in versions], "said": said,
    "regions": [v.regions.count() for v in versions], "events": Event.objects.filter(verb="corrected").count()}))
"""


def shell(home: Path, said: str) -> str:
    done = manage(home, "shell", "--no-imports", "-c", said)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_a_save_that_is_killed_is_whole_or_not_there(tmp_path: Path) -> None:
    home, dice = tmp_path / "home", random.Random(5)
    assert manage(home, "migrate").returncode == 0
    shell(home, MAKE)
    for _blow in range(6):
        writer = subprocess.Popen(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", SAVE],
            cwd=ROOT,
            env=environment(home),
            stdout=subprocess.PIPE,
        )
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(dice.uniform(0.05, 0.6))
        writer.kill()
        writer.wait()
        writer.stdout.close()
    told = json.loads(shell(home, LOOK).strip().splitlines()[-1])
    count = len(told["numbers"])
    assert count > 6
    assert told["numbers"] == list(range(1, count + 1))
    assert told["current"] == count
    assert told["said"] == [f"The ferry left at {n}" for n in range(count)]
    assert told["regions"] == [2] * count
    assert told["events"] == count - 1
