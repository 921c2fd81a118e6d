"""Corrections survive kills: whatever is killed while somebody saves, each save is there whole or not at all."""

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
from archive import transcriptions
from archive.models import Page
from tests import makers
page = makers.transcribed("The ferry left\\nthe quay at noon", "and came back")
"""
#: Saves again and again, and tells of each save when it is through.
SAVE = """
from archive.correcting import saving
from archive.correcting.wanted import WantedRow
from archive.models import Page
from tests.test_editing import as_it_is, with_row
page = Page.objects.get()
for n in range(100000):
    page = Page.objects.select_related("current").get()
    text = as_it_is(page.current.content())
    number = page.current.number
    wanted = with_row(text, 0, 1, WantedRow(f"the quay at {n} and {number}", ((0, 1),)))
    told = saving.save(page.pk, None, number, wanted)
    print(told.version.number, flush=True)
"""
LOOK = """
import json
from archive.models import Event, Page, Review
page = Page.objects.select_related("current").get()
numbers = list(page.transcriptions.order_by("number").values_list("number", flat=True))
texts = [version.content().text for version in page.transcriptions.all()]
print(json.dumps({"numbers": numbers, "current": page.current.number,
    "events": Event.objects.filter(verb="corrected").count(),
    "whole": all(text.endswith("and came back") for text in texts), "review": Review.objects.count()}))
"""


@pytest.mark.slow
def test_saves_that_are_killed_are_there_whole_or_not_at_all(tmp_path: Path) -> None:
    home, luck = tmp_path / "home", random.Random(7)
    assert manage(home, "migrate").returncode == 0
    made = manage(home, "shell", "--no-imports", "-c", MAKE)
    assert made.returncode == 0, made.stderr
    told = 1
    for _ in range(4):
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", SAVE]
        writer = subprocess.Popen(command, cwd=ROOT, env=environment(home), stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        assert writer.stdout.readline().strip().isdigit()
        time.sleep(luck.uniform(0.05, 0.6))
        writer.kill()
        rest = writer.stdout.read().split("\n")
        writer.wait()
        told = max([told, *(int(line) for line in rest[:-1] if line)])
        said = json.loads(manage(home, "shell", "--no-imports", "-c", LOOK).stdout.strip().splitlines()[-1])
        last = said["numbers"][-1]
        assert said["numbers"] == list(range(1, last + 1))
        assert last >= told  # what was said to be saved is there
        assert (said["current"], said["events"], said["whole"], said["review"]) == (last, last - 1, True, 0)
