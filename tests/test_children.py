"""Child processes: what goes wrong in one never reaches the parent as anything but a typed error."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from archive.children import Child
from archive.faults import ChildDied, Fault, OutOfTime


@pytest.fixture
def child() -> Iterator[Child]:
    child = Child("tests.bad_children.serve", memory=400 << 20)
    yield child
    child.close()


def ask(child: Child, do: str, seconds: float = 20, **more: object) -> dict[str, object]:
    return child.call({"do": do, **more}, seconds)


def test_a_child_answers_and_its_noise_stays_out_of_the_answers(child: Child) -> None:
    assert ask(child, "echo", text="Grüße \N{REPLACEMENT CHARACTER}")["said"] == "Grüße \N{REPLACEMENT CHARACTER}"


def test_a_child_is_kept_between_calls(child: Child) -> None:
    assert ask(child, "echo", text="a")["pid"] == ask(child, "echo", text="b")["pid"]


def test_a_fault_crosses_the_border_with_its_code_and_sentence(child: Child) -> None:
    with pytest.raises(Fault) as caught:
        ask(child, "fault")
    assert (caught.value.code, caught.value.message) == ("broken", "The file is broken; ask for another.")


def test_a_bug_is_raised_in_the_parent_with_its_traceback(child: Child) -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        ask(child, "bug")


@pytest.mark.parametrize(("how", "said"), [("die", "SIGKILL"), ("leave", "exit code 7")])
def test_a_death_is_said_and_the_next_call_gets_a_new_child(child: Child, how: str, said: str) -> None:
    with pytest.raises(ChildDied, match=said):
        ask(child, how)
    assert ask(child, "echo", text="alive")["said"] == "alive"


def test_a_child_that_takes_too_long_is_stopped(child: Child) -> None:
    with pytest.raises(OutOfTime):
        child.call({"do": "sleep", "seconds": 60}, 0.5)
    assert ask(child, "echo", text="alive")["said"] == "alive"


def test_a_child_that_swells_is_stopped(child: Child) -> None:
    with pytest.raises(Fault) as caught:
        ask(child, "swell", 60)
    assert caught.value.code == "too_much_memory"


def test_a_child_is_replaced_after_its_share_of_jobs() -> None:
    child = Child("tests.bad_children.serve", memory=400 << 20, jobs=2)
    pids = [ask(child, "echo", text="x")["pid"] for _ in range(4)]
    child.close()
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_a_child_ends_when_its_parent_is_killed() -> None:
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from archive.children import Child; c = Child('tests.bad_children.serve', memory=1 << 30);"
            "print(c.call({'do': 'echo', 'text': ''}, 20)['pid'], flush=True);"
            "c.call({'do': 'sleep', 'seconds': 60}, 90)",
        ],
        stdout=subprocess.PIPE,
    )
    assert parent.stdout
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until = time.monotonic() + 10
    while _alive(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _alive(pid)


def _alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return os.path.exists(f"/proc/{pid}")  # noqa: PTH110


@pytest.mark.parametrize("said", ["", "{", "[]", "null", '{"result": 5}', '{"fault": {}}', "\xff\xfe"])
def test_a_child_that_answers_nonsense_has_died(child: Child, said: str) -> None:
    with pytest.raises(ChildDied, match="nonsense"):
        ask(child, "nonsense", bytes=said)
    assert ask(child, "echo", text="alive")["said"] == "alive"


def test_what_earlier_work_left_in_a_child_does_not_count_against_the_next() -> None:
    size = 150 << 20
    child = Child("tests.bad_children.serve", memory=400 << 20, rest=390 << 20)
    first = ask(child, "keep", size=size)["pid"]
    assert ask(child, "keep", size=size)["pid"] == first
    assert ask(child, "keep", size=size)["pid"] != first
    child.close()


def test_a_fault_says_nothing_that_cannot_be_kept_or_printed() -> None:
    assert Fault("page \ud8ff\x00 is broken").message.encode().decode() == "page \ufffd\ufffd is broken"
