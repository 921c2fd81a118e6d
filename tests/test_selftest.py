"""`manage.py selftest`: an engine that does what it should passes, one that invents does not."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from ocr_engine import selftest
from ocr_engine.engine import Parsed
from ocr_engine.gate import judge
from tests import makers


def test_the_bundled_engine_passes() -> None:
    out = StringIO()
    call_command("selftest", "--engine", "rapidocr", "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert said["passed"]
    assert set(said["tests"]) == {"end", "text", "boxes", "gate"}


def test_an_engine_that_invents_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("selftest", "--engine", "tests.engines.bad.Good")
    assert ended.value.code == 1
    told = capsys.readouterr().out
    assert "WRONG" in told
    assert "0% of the words in their boxes" in told


def test_an_engine_that_is_not_there_is_said() -> None:
    with pytest.raises(CommandError, match="There is no engine"):
        call_command("selftest", "--engine", "nonesuch")


def test_what_did_not_end_fails_whatever_it_says() -> None:
    drawn = selftest.page()
    parsed = Parsed((makers.block("A True Relation"),), facts={"ended": "loop"})
    done = selftest.Done("deepseek", selftest.Ask(), {}, b"", 1.0, parsed, judge(parsed))
    told = {test.name: test.passed for test in selftest.tests(drawn, done)}
    assert not told["end"]
    assert not told["gate"]
