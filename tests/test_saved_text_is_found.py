"""What somebody saved is found by its new words before anything that waited already: passages, vectors, hits and
marks follow, and how the text stands."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as configured
from kombu.exceptions import ChannelError

from archive import approving, errands
from archive.celery import app
from archive.correcting import restoring
from archive.models import Page
from archive.replacing.pattern import Pattern
from search import finding, follower
from search.models import Passage, Vector
from search.standing import Standing
from tests import leaves
from tests.persons import admin
from tests.test_versions_page import rewritten

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
LONGEST = 30.0  # seconds; nobody waits so long, a busy machine may


@pytest.fixture(autouse=True)
def _own_index(tmp_path: Path, settings) -> None:
    models = Path(settings.MUNIMENT_HOME) / "models"
    settings.MUNIMENT_HOME = tmp_path
    models.mkdir(exist_ok=True)
    (tmp_path / "models").symlink_to(models)


@contextlib.contextmanager
def running(code: str) -> Iterator[None]:
    """Another process on this test's database, index and queues."""
    setup = (
        "import sys, django; from django.conf import settings; from pathlib import Path; django.setup();"
        "settings.MUNIMENT_HOME = Path(sys.argv[1]); settings.DATABASES['default']['NAME'] = sys.argv[2]\n"
    )
    name = str(configured.DATABASES["default"]["NAME"])
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "archive.settings"}
    command = [sys.executable, "-c", setup + code, str(configured.MUNIMENT_HOME), name]
    process = subprocess.Popen(command, env=environment)
    try:
        yield
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()


FOLLOWER = (
    "from search import follower; from search.index import generations\n"
    "with generations.lock('index') as ours:\n    follower.follow() if ours else sys.exit(3)"
)
WORKER = (
    "from django.core.management import call_command\ncall_command('worker', queues='index-now,index', slots=1)"
)


@pytest.fixture
def at_work() -> Iterator[None]:
    (Path(configured.CELERY_BROKER_FOLDER) / "messages").mkdir(parents=True, exist_ok=True)
    with app.connection_for_write() as link:  # what other tests left, if they left anything
        for queue in ("index-now", "index"):
            with contextlib.suppress(ChannelError):
                link.default_channel.queue_purge(queue)
    follower.catch_up()
    with running(FOLLOWER), running(WORKER):
        first = leaves.page("warming up", index=False)
        app.send_task("search.index_page", args=[first.pk], queue="index")
        until(lambda: hits("warming") == [first.pk], 60)
        yield


def hits(word: str, **asked: object) -> list[int]:
    return [hit.page_id for hit in finding.find(f'"{word}"', None, **asked).hits]  # type: ignore[arg-type]


def until(true: Callable[[], bool], most: float = LONGEST) -> None:
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < most, "never true"
        time.sleep(0.05)


@pytest.mark.usefixtures("at_work")
def test_a_saved_text_is_found_before_any_backlog() -> None:
    ada = admin()
    page = leaves.page("the harbour was qiuet")
    backlog = [leaves.page(f"a page of the backlog, number {n} of very many", index=False) for n in range(150)]
    for waiting in backlog:
        app.send_task("search.index_page", args=[waiting.pk], queue="index")
    for word in ("quiet", "noisy", "crowded"):
        rewritten(page, ada, f"the harbour was {word}")
        until(lambda word=word: hits(word) == [page.pk])  # type: ignore[misc]
        (hit,) = finding.find(f'"{word}"', None).hits
        assert (hit.status, [hit.text[s:e] for s, e in hit.marks]) == ("corrected", [word])
        (mark,) = finding.marks_on_page(word, page.pk, None)
        assert mark.precision in {"word", "line"}
    assert Page.objects.filter(pk__in=[each.pk for each in backlog], indexed=None).exists(), (
        "none of it was waiting"
    )
    page.refresh_from_db()
    assert hits("qiuet") == hits("noisy") == []
    passages = list(Passage.objects.filter(page=page))
    assert {passage.transcription_id for passage in passages} == {page.current_id}
    assert Vector.objects.filter(text_hash__in=[passage.text_hash for passage in passages]).count() == len(passages)


@pytest.mark.usefixtures("at_work")
def test_so_are_texts_that_were_restored_approved_replaced_and_taken_back() -> None:
    ada = admin()
    page = leaves.page("the harbour was qiuet")
    rewritten(page, ada, "the harbour was quiet")
    until(lambda: hits("quiet", standing=Standing("corrected")) == [page.pk])
    approving.approve(page.pk, ada)
    until(lambda: hits("quiet", standing=Standing("reviewed")) == [page.pk])
    restoring.restore(page.pk, ada, 1)
    until(lambda: hits("qiuet", standing=Standing("machine")) == [page.pk])
    said = Pattern("qiuet", "silent").as_json() | {"left": [], "upto": ""}
    change = errands.begin(ada, "replace", {"record": page.record_id}, **said)
    until(lambda: hits("silent") == [page.pk])
    errands.begin(ada, "replace_undo", {"errand": change.pk})
    until(lambda: hits("qiuet") == [page.pk])
    assert hits("silent") == []
