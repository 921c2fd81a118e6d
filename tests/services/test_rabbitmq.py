"""A whole run with the messages in RabbitMQ and the rows in PostgreSQL."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest
from kombu import Connection

from archive.pipeline import STEPS
from tests.running import Instance, manage, processes, small_page

pytestmark = pytest.mark.services
WORDS = ["harbour", "lantern", "orchard"]


@pytest.fixture(autouse=True)
def _empty_queues() -> None:
    with Connection(os.environ["MUNIMENT_BROKER_URL"]) as link:
        for step in STEPS:
            queue = link.SimpleQueue(step.queue)
            queue.clear()
            queue.close()


def test_pages_become_findable_over_rabbitmq_though_a_worker_is_killed(tmp_path: Path) -> None:
    assert os.environ["MUNIMENT_BROKER_URL"].startswith("amqp://")
    home, scans = tmp_path / "home", tmp_path / "scans"
    scans.mkdir()
    for word in WORDS:
        small_page(f"The {word} was sold", "in the year of the flood").page().image.save(scans / f"{word}.png")
    quick = {"MUNIMENT_LEASE_SECONDS": "4", "MUNIMENT_RETRY_SECONDS": "1"}
    with Instance(home, "--no-demo", **quick) as running:
        running.wait_until_up()
        assert manage(home, "ingest", str(scans), "--collection", "letters", "--public").returncode == 0
        for pid, command in processes(home):
            if "worker" in command and "ocr" in command:
                os.kill(pid, signal.SIGKILL)
        waited = manage(home, "ingest", str(scans), "--collection", "letters", "--wait", **quick)
        assert waited.returncode == 0, waited.stdout + waited.stderr + running.output()
        found = manage(home, "find", "--batch", "-", "--json", stdin="\n".join(WORDS)).stdout
    first = [json.loads(line)["hits"][0]["file"] for line in found.splitlines()]
    assert first == [f"{word}.png" for word in WORDS]
