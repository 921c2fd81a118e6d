"""Reading pages once more: what is wished for is read before the backlog, becomes a version, and never takes the
place of what is better."""

from __future__ import annotations

import hashlib
import json
import threading
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from archive import errands, pipeline, rights, store
from archive.faults import EngineMissing, Fault
from archive.models import Errand, Event, Membership, Page, Transcription
from archive.running import work
from archive.work import acts
from ocr_engine import again
from ocr_engine.again import Way
from ocr_engine.models import Reading
from ocr_engine.tasks import read_again, read_page
from tests import makers

pytestmark = pytest.mark.django_db(transaction=True)
GOOD, DOUBTED, KILLED = (f"tests.engines.bad.{name}" for name in ("Good", "Doubted", "Killed"))


@pytest.fixture(autouse=True)
def _good_engine(settings) -> None:
    settings.MUNIMENT_ENGINE = GOOD
    settings.MUNIMENT_RETRY_SECONDS = 0.01


def rendered(content: bytes = b"harmless", **fields: object) -> Page:
    sha = hashlib.sha256(content).hexdigest()
    made = store.scratch() / sha
    made.write_bytes(content)
    store.put("images", sha, made)
    return makers.page(**{"stage": Page.Stage.RENDERED, "image": sha, "width": 100, "height": 100} | fields)


def read(content: bytes = b"harmless", **fields: object) -> Page:
    page = rendered(content, **fields)
    assert read_page(page.pk)
    page.refresh_from_db()
    return page


def wished(page: Page, way: Way | None = None) -> Reading:
    again.wish([page.pk], way or Way(), by=None)
    return Reading.objects.get(page=page, outcome="wanted")


def test_a_wish_becomes_a_reading_and_a_version_that_counts() -> None:
    page = read()
    first, wish = page.current, wished(page)
    assert read_again(wish.pk)
    wish.refresh_from_db()
    page.refresh_from_db()
    assert (wish.outcome, wish.engine, wish.attempt, wish.lease) == ("done", "good", 2, "")
    assert json.loads(wish.raw) == {"said": "a good page"}
    assert page.current != first
    assert page.current.number == 2
    assert page.current.reading == wish.pk
    assert pipeline.due(pipeline.INDEX).filter(pk=page.pk).exists()


def test_of_one_page_and_one_way_there_is_one_open_wish() -> None:
    page = read()
    assert again.wish([page.pk], Way(), by=None) == 1
    assert again.wish([page.pk], Way(), by=None) == 0
    assert again.wish([page.pk], Way(engine="tesseract"), by=None) == 1
    assert Reading.objects.filter(page=page, outcome="wanted").count() == 2


def test_of_many_who_wish_at_once_one_wish_is_kept() -> None:
    page, ready = read(), threading.Barrier(6)

    def wisher() -> None:
        ready.wait()
        again.wish([page.pk], Way(), by=None)
        connection.close()

    threads = [threading.Thread(target=wisher) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Reading.objects.filter(page=page, outcome="wanted").count() == 1


def test_a_message_that_comes_twice_reads_once() -> None:
    page = read()
    wish = wished(page)
    assert [read_again(wish.pk), read_again(wish.pk), read_again(4711)] == [True, False, False]
    assert page.transcriptions.count() == 2


def test_a_wish_can_be_had_again_once_it_was_fulfilled() -> None:
    page = read()
    assert read_again(wished(page).pk)
    assert read_again(wished(page).pk)
    assert list(Reading.objects.filter(page=page).order_by("attempt").values_list("attempt", flat=True)) == [
        1,
        2,
        3,
    ]


def test_what_a_person_wrote_goes_on_counting_and_the_reading_is_kept_beside_it() -> None:
    page = read()
    mine = Transcription.objects.create(page=page, number=2, made_by="person", image=page.image)
    Page.objects.filter(pk=page.pk).update(current=mine)
    assert read_again(wished(page).pk)
    page.refresh_from_db()
    assert page.current == mine
    assert page.transcriptions.filter(made_by="machine").count() == 2


def test_a_quarantined_reading_does_not_take_the_place_of_a_text_that_can_be_found() -> None:
    page = read()
    good = page.current
    assert read_again(wished(page, Way(engine=DOUBTED)).pk)
    page.refresh_from_db()
    assert page.current == good
    assert page.condition == Page.Condition.ORDINARY
    assert page.transcriptions.order_by("-number").first().verdict == "quarantine"


def test_any_reading_takes_the_place_of_a_quarantined_one(settings) -> None:
    settings.MUNIMENT_ENGINE = DOUBTED
    page = read()
    assert page.condition == Page.Condition.ILLEGIBLE
    assert read_again(wished(page, Way(engine=GOOD)).pk)
    page.refresh_from_db()
    assert page.current.findable
    assert page.condition == Page.Condition.ORDINARY


def test_a_page_that_could_not_be_read_is_freed_by_another_engine() -> None:
    page = rendered(halted="killed_its_reader", halted_step="read", why="It died.")
    assert read_again(wished(page).pk)
    page.refresh_from_db()
    assert (page.stage, page.halted, page.why) == ("transcribed", "", "")
    assert page.current.content().text == "a good page"


def test_a_wish_that_cannot_be_fulfilled_halts_and_leaves_the_page_alone(settings) -> None:
    page = read(b"deadly")
    wish = wished(page, Way(engine=KILLED))
    for _ in range(settings.MUNIMENT_ATTEMPTS):
        Reading.objects.update(not_before=None)
        read_again(wish.pk)
    wish.refresh_from_db()
    page.refresh_from_db()
    assert (wish.outcome, wish.halted, wish.halted_step) == ("wanted", "killed_its_reader", "again")
    assert (page.halted, page.current.number) == ("", 1)
    assert not pipeline.due(pipeline.AGAIN).exists()
    assert again.wish([page.pk], Way(engine=KILLED), by=None) == 1, "asked again, it is tried again"
    assert pipeline.due(pipeline.AGAIN).exists()


def test_a_wish_whose_worker_was_killed_is_due_again() -> None:
    page = read()
    wish = wished(page)
    assert pipeline.claim(Reading.objects.filter(pk=wish.pk), pipeline.AGAIN.due)
    assert not pipeline.due(pipeline.AGAIN).exists()
    Reading.objects.update(lease_until=timezone.now())
    assert read_again(wish.pk)


def test_an_image_that_was_replaced_meanwhile_is_read_once_more() -> None:
    page = read()
    wish = wished(page)

    def replaced(row: Reading) -> object:
        found = again._compute(row)
        Page.objects.filter(pk=page.pk).update(image="f" * 64)
        return found

    assert not pipeline.run(pipeline.AGAIN, wish.pk, replaced, again._store)
    wish.refresh_from_db()
    assert (wish.outcome, wish.attempts) == ("wanted", 1)
    assert page.transcriptions.count() == 1


def test_wishes_go_before_the_backlog() -> None:
    page, waiting = read(), rendered()
    wish = wished(page)
    assert read_page(waiting.pk)
    wish.refresh_from_db()
    assert wish.outcome == "done"


def test_the_languages_that_were_chosen_are_put_to_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    page, seen = read(), []
    real = again.readings.read
    monkeypatch.setattr(
        again.readings, "read", lambda source, *rest, **more: seen.append(source) or real(source, *rest, **more)
    )
    assert read_again(wished(page, Way.of(languages="DE, la")).pk)
    assert seen[0].languages == ("de", "la")


@pytest.mark.parametrize(
    "way",
    [Way.of("nonesuch"), Way.of(languages="Deutsch!"), Way.of(GOOD, "no such task"), Way.of("", "text")],
    ids=str,
)
def test_nonsense_is_refused_before_anything_is_written(way: Way) -> None:
    with pytest.raises(Fault):
        way.check()


def test_taking_a_wish_back_leaves_what_has_begun() -> None:
    idle, busy = read(), read(b"other")
    wished(idle)
    held = wished(busy)
    pipeline.claim(Reading.objects.filter(pk=held.pk), pipeline.AGAIN.due)
    assert acts.forget(Reading.objects.all(), None) == 1
    assert Reading.objects.filter(outcome="wanted").get() == held


def test_an_errand_wishes_for_all_pages_of_a_collection_in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again.ReadAgain, "batch", 2)
    above = makers.collection()
    pages = [read(of=makers.record(makers.collection(parent=above))) for _ in range(5)]
    read()
    errand = errands.begin(None, "read_again", {"collection": above.pk})
    assert not Reading.objects.filter(outcome="wanted").exists(), "large ones are left to the workers"
    assert errands.take(errand.pk)
    errand.refresh_from_db()
    assert errand.finished_at
    assert errand.done == 5
    wanted = Reading.objects.filter(outcome="wanted").values_list("page", flat=True)
    assert sorted(wanted) == [page.pk for page in pages]


def test_an_errand_that_is_killed_between_two_steps_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again.ReadAgain, "batch", 2)
    pages = [read() for _ in range(5)]
    errand = Errand.objects.create(verb="read_again", operator=True, scope={"pages": [page.pk for page in pages]})
    assert pipeline.run(pipeline.ERRAND, errand.pk, errands._compute, errands._store)
    errand.refresh_from_db()
    assert (errand.done, errand.finished_at) == (2, None)
    assert pipeline.due(pipeline.ERRAND).exists(), "the sweep sends it again"
    assert errands.take(errand.pk)
    errand.refresh_from_db()
    assert errand.done == 5
    assert Reading.objects.filter(outcome="wanted").count() == 5


def test_an_errand_reaches_only_what_its_actor_may_edit_at_the_time() -> None:
    mine, theirs = read(), read()
    person = get_user_model().objects.create_user("berta")
    role = Membership.objects.create(person=person, collection=mine.record.collection, role="editor")
    errand = errands.begin(person, "read_again", {"pages": [mine.pk, theirs.pk]}, engine="tesseract")
    assert errand.done == 1
    wish = Reading.objects.get(outcome="wanted")
    assert (wish.page, wish.wanted_by, wish.engine) == (mine, person, "tesseract")
    role.delete()
    assert errands.begin(person, "read_again", {"pages": [mine.pk]}).done == 0
    errand.actor = None
    assert not errands._allowed(errand).exists(), "nobody is not the operator"


def test_the_command_wishes_and_waits() -> None:
    page, out = read(), StringIO()
    call_command("read_again", "--record", str(page.record_id), "--engine", GOOD, "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"wanted": 1}
    while pipeline.asked_for():
        again.most_urgent(5)
    page.refresh_from_db()
    assert page.current.number == 2


def test_the_command_says_what_is_wrong() -> None:
    with pytest.raises(CommandError, match="There is no record 99"):
        call_command("read_again", "--record", "99")
    with pytest.raises(CommandError, match="There is no engine called"):
        call_command("read_again", "--all", "--engine", "nonesuch")


def test_work_in_the_foreground_fulfils_wishes_too() -> None:
    page = read()
    wished(page)
    assert work._left(None) >= 1
    with work.Labour() as hands:
        hands.start()
        for _ in range(300):
            if not Reading.objects.filter(outcome="wanted").exists():
                break
            hands.check()
            threading.Event().wait(0.1)
    page.refresh_from_db()
    assert page.current.number == 2


def test_who_asked_is_in_history() -> None:
    page = read()
    person = get_user_model().objects.create_superuser("ada")
    errands.begin(person, "read_again", {"pages": [page.pk]})
    event = Event.objects.filter(verb="read_again").get()
    assert (event.actor, event.after["scope"]) == (person, {"pages": [page.pk]})


def test_an_engine_that_is_missing_names_what_to_do() -> None:
    with pytest.raises(EngineMissing, match="Choose one of"):
        Way.of("nonesuch").check()
    assert rights.is_admin(None)


def test_a_long_record_is_not_gone_through_while_somebody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    page = makers.transcribed("words")
    monkeypatch.setattr(errands, "FEW", 0)
    errand = errands.begin(None, "read_again", {"record": page.record_id})
    assert errand.finished_at is None
    monkeypatch.setattr(errands, "FEW", 1)
    assert errands.begin(None, "read_again", {"record": page.record_id}).finished_at
