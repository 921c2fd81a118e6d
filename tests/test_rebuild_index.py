"""`manage.py rebuild_index`: beside, proven, swapped, while searching goes on."""

from __future__ import annotations

import io
import json
import threading
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from search import finding, follower, rebuilding
from search.embedder import embedder
from search.index import generations
from search.models import Passage, Vector
from tests import leaves

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_index(tmp_path: Path, settings) -> None:
    models = Path(settings.MUNIMENT_HOME) / "models"
    settings.MUNIMENT_HOME = tmp_path
    models.mkdir(exist_ok=True)
    (tmp_path / "models").symlink_to(models)


def rebuilt() -> dict:
    out = io.StringIO()
    call_command("rebuild_index", "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_new_index_equals_the_database_and_the_old_one_goes() -> None:
    for n in range(5):
        leaves.page(f"Sheep number {n}.", "Another region.")
    follower.catch_up()
    before = generations.current()
    made = rebuilt()
    assert made["contents"]["pages"] == 5
    assert made["contents"]["passages"] == Passage.objects.count()
    after = generations.current()
    assert before
    assert after
    assert after.name == made["generation"] != before.name
    assert not before.folder.exists()
    assert len(finding.find("sheep", None).hits) == 5


def test_an_index_that_lost_something_is_put_right() -> None:
    page = leaves.page("Sheep.")
    follower.catch_up()
    opened = generations.opened()
    assert opened
    index = opened[1]
    from search.index import Changes, State

    index.apply(Changes(index.position, (State(page.pk),)))
    assert finding.find("sheep", None).hits == ()
    rebuilt()
    assert len(finding.find("sheep", None).hits) == 1


def test_an_index_that_differs_is_refused_and_the_old_one_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    leaves.page("Sheep.")
    follower.catch_up()
    before = generations.current()
    monkeypatch.setattr(follower, "feed", lambda index, tool: 0)
    with pytest.raises(CommandError, match="The old index stays"):
        call_command("rebuild_index", stdout=io.StringIO())
    assert generations.current() == before
    assert [folder.name for folder in generations.root().iterdir() if folder.is_dir()] == [before.name]


def test_two_rebuilds_do_not_meet() -> None:
    with generations.lock("rebuild") as ours:
        assert ours
        with pytest.raises(CommandError, match="being rebuilt already"):
            call_command("rebuild_index")


def test_searching_and_writing_go_on_meanwhile() -> None:
    for n in range(30):
        leaves.page(f"Sheep number {n}.")
    follower.catch_up()
    stop, counts, faults = threading.Event(), set(), []

    def search() -> None:
        try:
            while not stop.is_set():
                counts.add(len(finding.find("sheep", None, limit=100).hits))
        except Exception as error:  # noqa: BLE001  told to the test below
            faults.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=search)
    thread.start()
    try:
        for n in range(3):
            leaves.page(f"Sheep of a later day, {n}.")
            rebuilt()
            follower.catch_up()
    finally:
        stop.set()
        thread.join()
    assert faults == []
    assert min(counts) >= 30
    assert len(finding.find("sheep", None, limit=100).hits) == 33


def test_another_embedder_gets_its_own_vectors_and_index(monkeypatch: pytest.MonkeyPatch, settings) -> None:
    leaves.page("Sheep were stolen.")
    follower.catch_up()
    first = embedder()

    class Other:
        """The bundled model under another name."""

        fingerprint, size, floor = "other", first.size, first.floor
        passages, query, measure = (staticmethod(m) for m in (first.passages, first.query, first.measure))

    from search import embedder as package

    def named(name: str):
        return Other() if name == "other" else first

    for module in (package, rebuilding, follower, finding):
        monkeypatch.setattr(module, "named", named)
    settings.MUNIMENT_EMBEDDER = "other"
    assert finding.find("theft of sheep", None).hits, "the old index answers until the new one is there"
    rebuilt()
    now = generations.current()
    assert now
    assert now.embedder == "other"
    assert Vector.objects.filter(embedder="other").count() == 1
    assert finding.find("theft of animals", None).hits[0].why == ("meaning",)
