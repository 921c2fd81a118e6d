"""The follower: news reaches the index once and in order, whatever is killed."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import connection, transaction

from archive import pipeline
from archive.models import Page, Record, Transcription
from search import finding, follower, news, rebuilding
from search.embedder import embedder
from search.index import generations
from search.models import IndexChange, Passage, Vector
from search.tasks import index_page
from tests import leaves

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_index(tmp_path: Path, settings) -> None:
    models = Path(settings.MUNIMENT_HOME) / "models"
    settings.MUNIMENT_HOME = tmp_path
    models.mkdir(exist_ok=True)
    (tmp_path / "models").symlink_to(models)


def pages_for(query: str) -> set[int]:
    return {hit.page_id for hit in finding.find(query, None, limit=100).hits if "words" in hit.why}


def process(code: str, stdout: int | None = None) -> subprocess.Popen[bytes]:
    """Another process on this test's database and index."""
    setup = (
        "import sys, time, django; from django.conf import settings; from pathlib import Path; django.setup();"
        "settings.MUNIMENT_HOME = Path(sys.argv[1]); settings.DATABASES['default']['NAME'] = sys.argv[2];"
        "from search import follower; from search.index import generations\n"
    )
    name = str(configured.DATABASES["default"]["NAME"])
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "archive.settings"}
    return subprocess.Popen(
        [sys.executable, "-c", setup + code, str(configured.MUNIMENT_HOME), name], env=environment, stdout=stdout
    )


FOLLOW = "with generations.lock('index') as ours:\n    follower.follow() if ours else sys.exit(3)"


def until(condition, seconds: float = 30.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def equal() -> bool:
    opened = generations.opened()
    return opened is not None and opened[1].contents() == rebuilding.expected(embedder())


def test_indexing_is_due_until_the_index_has_seen_the_text() -> None:
    page = leaves.page("Sheep.", index=False)
    assert list(pipeline.due(pipeline.INDEX)) == [page]
    assert index_page(page.pk)
    assert not index_page(page.pk)
    leaves.write(page, "Goats.", index=False)
    assert list(pipeline.due(pipeline.INDEX)) == [page]


def test_old_passages_of_a_page_go_when_its_text_changes() -> None:
    page = leaves.page("Sheep.", "Cows.")
    leaves.write(page, "Goats.")
    (passage,) = Passage.objects.filter(page=page)
    assert passage.transcription_id == page.current_id


def test_equal_texts_share_one_vector() -> None:
    leaves.page("Sheep were stolen.")
    leaves.page("Sheep were stolen.")
    assert Passage.objects.count() == 2
    assert Vector.objects.count() == 1


def test_quarantined_text_has_no_passages_but_makes_news() -> None:
    page = leaves.page("Sheep.")
    follower.catch_up()
    assert pages_for("sheep") == {page.pk}
    before = news.last()
    leaves.write(page, "sheep sheep sheep", verdict=Transcription.Verdict.QUARANTINE)
    assert not Passage.objects.exists()
    assert news.last() > before
    follower.catch_up()
    opened = generations.opened()
    assert opened
    assert opened[1].contents().pages == 0
    assert page.indexed_id == page.current_id


def test_numbers_rise_and_only_the_latest_news_of_a_page_is_kept() -> None:
    page = leaves.page("One.")
    leaves.write(page, "Two.")
    assert [change.page for change in IndexChange.objects.all()] == [page.pk]
    assert IndexChange.objects.get().number == news.last() == 2


def test_news_told_by_many_at_once_gets_every_number_once() -> None:
    def tell(first: int) -> None:
        try:
            for page in range(first, first + 10):
                with transaction.atomic():
                    news.tell([page])
        finally:
            connection.close()

    threads = [threading.Thread(target=tell, args=(100 * n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(IndexChange.objects.values_list("number", flat=True)) == list(range(1, 41))


def test_commands_take_in_what_is_new_by_themselves() -> None:
    page = leaves.page("Sheep.")
    assert follower.catch_up()
    assert pages_for("sheep") == {page.pk}


def test_deleted_and_moved_pages_are_noticed_without_being_told() -> None:
    gone, moved = leaves.page("Sheep."), leaves.page("Goats.")
    follower.catch_up()
    Page.objects.filter(pk=gone.pk).delete()
    Record.objects.filter(pk=moved.record_id).update(collection=leaves.collection("elsewhere"))
    assert pages_for("sheep") == set()
    news.look_round()
    follower.catch_up()
    assert not Passage.objects.filter(page_id=gone.pk).exists()
    assert {hit.page_id for hit in finding.find("goats", None, collection="elsewhere").hits} == {moved.pk}
    assert equal()


def test_a_deleted_index_folder_is_made_again() -> None:
    page = leaves.page("Sheep.")
    follower.catch_up()
    shutil.rmtree(Path(configured.MUNIMENT_HOME) / "index")
    assert follower.catch_up()
    assert pages_for("sheep") == {page.pk}
    assert equal()


def test_an_index_from_the_future_is_made_again() -> None:
    """The database was put back to an earlier day."""
    leaves.page("Sheep.")
    follower.catch_up()
    with transaction.atomic():
        news.tell(range(1000, 1010))
    follower.catch_up()
    IndexChange.objects.filter(page__gte=1000).delete()
    from search.models import IndexCount

    IndexCount.objects.update(last=1)
    assert follower.catch_up()
    assert equal()


def test_new_text_and_deletions_reach_a_running_follower() -> None:
    leaves.page("Cows.")
    other = process(FOLLOW)
    try:
        assert until(lambda: pages_for("cows"))
        page = leaves.page("Sheep.")
        assert until(lambda: pages_for("sheep") == {page.pk})
        Page.objects.filter(pk=page.pk).delete()
        assert until(lambda: not Passage.objects.filter(page_id=page.pk).exists())
        assert until(equal)
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_only_one_follows_at_a_time_and_commands_wait_for_it() -> None:
    leaves.page("Cows.")
    with generations.lock("index") as ours:
        assert ours
        second = process(FOLLOW)
        assert second.wait(60) == 3
        assert not follower.catch_up(wait=0.2)
    assert follower.catch_up()


def test_killed_at_any_moment_the_index_goes_on_and_is_right_in_the_end() -> None:
    draw = random.Random(4)
    pages = [leaves.page(f"Sheep number {n}.", "And many a cow.") for n in range(12)]
    for round_ in range(6):
        for page in draw.sample(pages, 5):
            leaves.write(page, f"Sheep of round {round_}.", "Or a goat.")
        other = process(
            "follower.BATCH = 1\nwith generations.lock('index') as ours:\n"
            "    print('started', flush=True)\n    follower.follow()"
        )
        until(lambda: (Path(configured.MUNIMENT_HOME) / "index" / "current").exists(), 60)
        time.sleep(1.2 + 0.4 * draw.random())
        os.kill(other.pid, signal.SIGKILL)
        other.wait()
    assert follower.catch_up()
    assert equal()
    assert pages_for("sheep") == {page.pk for page in pages}


@pytest.mark.parametrize("loss", ["segments", "words"])
def test_a_damaged_index_is_made_anew_from_the_database(loss: str) -> None:
    """In a process of its own: what is open already goes on answering from its open files."""
    page = leaves.page("Sheep and cattle.")
    assert follower.catch_up()
    folder = generations.opened()[0].folder
    if loss == "words":
        (folder / "words" / "meta.json").write_text("nonsense")
    else:
        for segment in (folder / "meaning").iterdir():
            if segment.is_dir():
                shutil.rmtree(segment)
    other = process("assert follower.catch_up(); print(generations.opened()[1].words.position)")
    assert other.wait(60) == 0
    assert generations.opened()[0].folder != folder
    assert equal()
    assert pages_for("sheep") == {page.pk}


def test_a_process_that_caught_up_leaves_the_index_to_the_next_follower() -> None:
    leaves.page("Sheep and cattle.")
    assert follower.catch_up()
    leaves.page("Goats and geese.")
    other = process(FOLLOW.replace("follower.follow()", "follower.follow(time.monotonic() + 3)"))
    assert other.wait(60) == 0
    assert follower.catch_up()
    assert len(pages_for("goats")) == 1
