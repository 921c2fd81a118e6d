"""The work page: what waits, what is done, what halted, and what a person can do about it."""

from __future__ import annotations

import os
import signal
import time
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from archive import pipeline
from archive.keeping import acts as keeping
from archive.keeping import many, purging
from archive.keeping.choosing import Wanted
from archive.models import Act, Collection, Errand, Event, Membership, Page, Worker
from archive.running import signs
from archive.work import acts, halts, hands, pace, steps
from ocr_engine import again
from ocr_engine.again import Way
from ocr_engine.models import Reading
from tests import makers, persons

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("ada"))
    return client


def person(role: str, collection: Collection) -> Client:
    made = get_user_model().objects.create_user(f"{role}-{collection.pk}")
    Membership.objects.create(person=made, collection=collection, role=role)
    client = Client()
    client.force_login(made)
    return client


def counts(person: object = None) -> dict[str, tuple[int, int, int, int]]:
    return {c.name: (c.due, c.in_hand, c.pausing, c.halted) for c in steps.counted(person)}


def halted(code: str = "damaged", step: str = "read", **fields: object) -> Page:
    return makers.page(stage="rendered", halted=code, halted_step=step, why=f"It is {code}.", **fields)


def soon() -> object:
    return timezone.now() + timedelta(minutes=1)


# --- counting ---------------------------------------------------------------------------------


def test_every_page_that_is_not_done_stands_in_exactly_one_place() -> None:
    for _ in range(3):
        makers.page()
    makers.page(lease="x", lease_until=soon())
    makers.page(not_before=soon())
    makers.page(condition=Page.Condition.SKIPPED)
    makers.page(stage="rendered")
    halted()
    halted(step="render")
    makers.transcribed("words")
    found = counts()
    assert found["render"] == (3, 1, 1, 1)
    assert found["read"] == (1, 0, 0, 1)
    assert found["index"] == (1, 0, 0, 0)
    assert sum(sum(found[name][:3]) for name in ("render", "read", "index")) == pipeline.unfinished().count()


def test_a_lease_that_ran_out_is_nobodys() -> None:
    makers.page(lease="x", lease_until=timezone.now() - timedelta(seconds=1))
    assert counts()["render"] == (1, 0, 0, 0)


def test_a_page_that_could_not_be_indexed_is_halted_there_and_not_due() -> None:
    page = makers.transcribed("words")
    Page.objects.filter(pk=page.pk).update(halted="embedder_missing", halted_step="index")
    assert counts()["index"] == (0, 0, 0, 1)


def test_wishes_and_errands_are_counted_too() -> None:
    page = makers.transcribed("words")
    again.wish([page.pk], Way(), by=None)
    again.wish([page.pk], Way("tesseract"), by=None)
    Reading.objects.filter(engine="tesseract").update(halted="no_layer", halted_step="again")
    Errand.objects.create(verb="approve")
    assert counts()["again"] == (1, 0, 0, 1)
    assert counts()["errand"] == (1, 0, 0, 0)


def test_an_editor_counts_their_own_collections_alone() -> None:
    mine = makers.page()
    makers.page()
    editor = get_user_model().objects.create_user("berta")
    Membership.objects.create(person=editor, collection=mine.record.collection, role="editor")
    assert counts(editor)["render"] == (1, 0, 0, 0)


SMALL = ("page_unfinished", "page_unindexed", "page_halted", "page_skipped", "page_in_hand", "page_pausing")


def test_counting_many_pages_walks_small_indexes_only() -> None:
    halted(step="index")
    with CaptureQueriesContext(connection) as captured:
        steps.counted(None)
    assert len(captured) <= 16
    if connection.vendor != "sqlite":
        return
    asked = [query["sql"] for query in captured if query["sql"].startswith("SELECT")]
    ours = [sql for sql in asked if 'FROM "archive_page"' in sql]
    assert len(ours) >= 6
    with connection.cursor() as cursor:
        for sql in ours:
            cursor.execute("EXPLAIN QUERY PLAN " + sql.replace("%", "%%"))
            plan = " / ".join(row[3] for row in cursor.fetchall())
            assert any(name in plan for name in SMALL), f"{plan}\n{sql}"


def test_pace_and_remaining_time_come_from_what_was_read() -> None:
    for _ in range(10):
        page = makers.transcribed("words")
        Reading.objects.create(page=page, image=page.image, engine="x", recipe="r", outcome="done")
    page = Reading.objects.first()
    Reading.objects.filter(pk=page.pk).update(at=timezone.now() - timedelta(minutes=30))
    for _ in range(18):
        makers.page(stage="rendered")
    found = pace.measured(steps.counted(None))
    assert (found.lately, round(found.hour, 3), found.left) == (9 / 5, round(10 / 60, 3), 18)
    assert found.remaining == "10 minutes"


def test_where_nobody_reads_nobody_promises_a_time() -> None:
    makers.page()
    assert pace.measured(steps.counted(None)).remaining == ""


# --- who works --------------------------------------------------------------------------------


def test_a_worker_is_seen_with_the_page_whose_lease_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker.objects.create(name="ocr-now,ocr", host="mill", pid=7, seen_at=timezone.now())
    monkeypatch.setattr(signs, "_me", f".{worker.pk}")
    page = makers.page(stage="rendered")
    assert pipeline.claim(Page.objects.filter(pk=page.pk), pipeline.READ.due)
    (hand,) = hands.at_work(Page.objects.all(), Reading.objects.none(), workers=True)
    assert (hand.worker, str(hand.duty), hand.silent) == (worker, "reads", False)
    assert [(held.page, held.step) for held in hand.held] == [(page, "read")]


def test_a_worker_that_fell_silent_is_said_to_be_silent() -> None:
    Worker.objects.create(name="sweep", host="mill", pid=7, seen_at=timezone.now() - timedelta(minutes=5))
    (hand,) = hands.at_work(Page.objects.all(), Reading.objects.none(), workers=True)
    assert hand.silent


@pytest.mark.django_db(transaction=True)
def test_a_process_signs_while_it_works_and_signs_off_at_the_end() -> None:
    with signs.of_life("pages", slots=2):
        worker = Worker.objects.get()
        assert (worker.name, worker.slots) == ("pages", 2)
        assert signs.holder(f"abc{signs.signature()}") == worker.pk
    assert not Worker.objects.exists()
    assert signs.signature() == ""


@pytest.mark.django_db(transaction=True)
def test_who_was_killed_is_struck_off_when_the_next_takes_its_place() -> None:
    import socket

    Worker.objects.create(name="pages", host=socket.gethostname(), pid=2**30, seen_at=timezone.now())
    with signs.of_life("pages"):
        assert Worker.objects.get().pid != 2**30


# --- halts and acts ---------------------------------------------------------------------------


def test_halted_pages_stand_together_by_their_reason() -> None:
    record = makers.record()
    halted(of=record), halted(of=record), halted("out_of_time")
    groups = halts.groups(Page.objects.all())
    assert [(g.code, g.pages, g.records) for g in groups] == [("damaged", 2, 1), ("out_of_time", 1, 1)]
    assert groups[0].why == "It is damaged."
    assert "Scan the page again" in str(groups[0].advice)


def test_a_reason_nobody_foresaw_has_a_title_and_advice_too() -> None:
    halted("ZeroDivisionError")
    (group,) = halts.groups(Page.objects.all())
    assert group.title == "Zerodivisionerror"
    assert "Try again" in str(group.advice)


def test_a_whole_group_is_tried_again(ada: Client) -> None:
    pages, other = [halted(), halted()], halted("out_of_time")
    ada.post(reverse("work-halted", args=["damaged"]), {"which": "all", "act": "retry"})
    assert not Page.objects.filter(pk__in=[page.pk for page in pages]).exclude(halted="").exists()
    assert Page.objects.exclude(halted="").get() == other
    assert Event.objects.filter(verb="retried", after__code="damaged").count() == 2, "one for each record"


def test_chosen_pages_are_skipped_and_taken_up_again(ada: Client) -> None:
    one, other = halted(), halted()
    ada.post(reverse("work-halted", args=["damaged"]), {"which": "some", "page": [one.pk], "act": "skip"})
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.condition, one.halted, one.why) == ("skipped", "", "It is damaged.")
    assert other.halted == "damaged"
    assert not pipeline.due(pipeline.READ).exists(), "nobody works on it"
    ada.post(reverse("work-take-up"))
    assert pipeline.due(pipeline.READ).get() == one


def test_a_page_that_halted_at_the_index_and_is_skipped_does_not_halt_again(ada: Client) -> None:
    page = makers.transcribed("words")
    Page.objects.filter(pk=page.pk).update(halted="damaged", halted_step="index", why="It is damaged.")
    ada.post(reverse("work-halted", args=["damaged"]), {"which": "all", "act": "skip"})
    assert not pipeline.due(pipeline.INDEX).exists()
    assert counts(None).get("index", (0, 0, 0, 0)) == (0, 0, 0, 0)
    ada.post(reverse("work-take-up"))
    assert pipeline.due(pipeline.INDEX).get() == page


def test_nothing_chosen_changes_nothing(ada: Client) -> None:
    page = halted()
    answer = ada.post(reverse("work-halted", args=["damaged"]), {"act": "retry"}, follow=True)
    assert "Choose between one page" in answer.content.decode()
    page.refresh_from_db()
    assert page.halted


def test_a_group_is_read_again_with_another_engine(ada: Client) -> None:
    page = halted(image="a" * 64)
    said = {"which": "some", "page": [page.pk], "act": "again", "engine": "rapidocr", "languages": "de la"}
    ada.post(reverse("work-halted", args=["damaged"]), said)
    wish = Reading.objects.get(outcome="wanted")
    assert (wish.page, wish.engine, wish.options["languages"]) == (page, "rapidocr", ["de", "la"])
    assert wish.wanted_for == "damaged"


def test_an_engine_that_is_not_there_is_said_before_anything_is_written(ada: Client) -> None:
    page = halted(image="a" * 64)
    said = {"which": "some", "page": [page.pk], "act": "again", "engine": "nonesuch"}
    answer = ada.post(reverse("work-halted", args=["damaged"]), said, follow=True)
    assert "There is no engine called" in answer.content.decode()
    assert not Reading.objects.exists()
    assert not Errand.objects.exists()


def test_work_on_a_record_that_nobody_has_begun_is_put_off_and_goes_on(ada: Client) -> None:
    record = makers.record()
    waiting, begun = makers.page(record), makers.page(record, lease="x", lease_until=soon())
    ada.post(reverse("record-work", args=[record.pk]), {"act": "put_off"})
    waiting.refresh_from_db()
    begun.refresh_from_db()
    assert (waiting.halted, begun.halted) == ("paused", "")
    assert not pipeline.due(pipeline.RENDER).exists()
    assert "Put off" in ada.get(reverse("work")).content.decode()
    ada.post(reverse("record-work", args=[record.pk]), {"act": "go_on"})
    assert pipeline.due(pipeline.RENDER).get() == waiting


def test_wishes_are_taken_back_with_a_line_in_history(ada: Client) -> None:
    page = makers.transcribed("words")
    again.wish([page.pk], Way(), by=None)
    ada.post(reverse("wishes-forget"))
    assert not Reading.objects.exists()
    assert Event.objects.get(verb="wish_forgotten").target == f"record:{page.record_id}"


def test_a_record_and_a_collection_are_read_again(ada: Client) -> None:
    page = makers.transcribed("words")
    for name, args in (("page", [page.pk]), ("record", [page.record_id])):
        where = reverse(f"{name}-read-again", args=args)
        assert "1 page" in ada.get(where).content.decode()
        assert not Reading.objects.exists(), "looking wishes for nothing"
        ada.post(where)
        assert Reading.objects.get().page == page
        Reading.objects.all().delete()
    ada.post(reverse("collection-read-again", args=[page.record.collection.slug]), {"engine": "tesseract"})
    assert Errand.objects.filter(scope={"collection": page.record.collection_id}).exists()


# --- the page and its rights ------------------------------------------------------------------


def test_the_page_shows_what_there_is(ada: Client) -> None:
    halted()
    makers.page()
    page = makers.transcribed("words")
    again.wish([page.pk], Way(), by=None)
    Worker.objects.create(name="pages", host="mill", pid=7, seen_at=timezone.now())
    text = ada.get(reverse("work")).content.decode()
    for said in ("Damaged files", "Making images", "makes images", "mill", "1 page is to be read again"):
        assert said in text, said
    assert 'id="now"' in ada.get(reverse("work-now")).content.decode()


def test_an_empty_archive_has_a_work_page_too(ada: Client) -> None:
    text = ada.get(reverse("work")).content.decode()
    assert "No page has halted." in text
    assert "nothing waits to be read" in text


def test_only_those_who_edit_somewhere_see_the_work_and_only_their_part() -> None:
    mine, theirs = halted(), halted("out_of_time")
    editor = person("editor", mine.record.collection)
    text = editor.get(reverse("work")).content.decode()
    assert "Damaged files" in text
    assert "Took too long" not in text
    assert "mill" not in text
    assert editor.get(reverse("work-halted", args=["out_of_time"])).status_code == 404
    editor.post(reverse("work-halted", args=["out_of_time"]), {"which": "all", "act": "retry"})
    theirs.refresh_from_db()
    assert theirs.halted
    assert editor.post(reverse("record-work", args=[theirs.record_id]), {"act": "put_off"}).status_code == 404
    for name, args in (
        ("page", [theirs.pk]),
        ("record", [theirs.record_id]),
        ("collection", [theirs.record.collection.slug]),
    ):
        assert editor.get(reverse(f"{name}-read-again", args=args)).status_code == 404
        assert editor.post(reverse(f"{name}-read-again", args=args)).status_code == 404
    for outsider in (Client(), person("reader", mine.record.collection)):
        for name in ("work", "work-now"):
            assert outsider.get(reverse(name)).status_code == 404
        assert (
            outsider.post(reverse("work-halted", args=["damaged"]), {"which": "all", "act": "retry"}).status_code
            == 404
        )
    mine.refresh_from_db()
    assert mine.halted


def test_changes_are_posted_never_got(ada: Client) -> None:
    page = halted()
    for name, args in (("record-work", [page.record_id]), ("wishes-forget", []), ("work-take-up", [])):
        assert ada.get(reverse(name, args=args)).status_code == 405


def test_the_work_page_costs_the_same_however_many_pages_wait(ada: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert ada.get(reverse("work")).status_code == 200
        return len(captured)

    def more() -> None:
        halted(of=makers.record())
        makers.page()
        again.wish([makers.transcribed("words").pk], Way(), by=None)

    more()
    few = queries()
    for _ in range(12):
        more()
    assert queries() <= few
    assert few <= 40


def test_acts_on_thousands_of_pages_are_a_handful_of_statements() -> None:
    record = makers.record()
    for _ in range(30):
        halted(of=record)
    with CaptureQueriesContext(connection) as captured:
        assert acts.retry(Page.objects.all(), None, code="damaged") == 30
    assert len(captured) <= 5


def test_an_editor_waits_for_what_others_brought_before() -> None:
    mine, theirs = makers.page(stage="rendered"), makers.page(stage="rendered")
    editor = persons.member(mine.record.collection, "editor")
    for _ in range(5):
        Reading.objects.create(page=theirs, image=theirs.image, engine="x", recipe=f"r{_}", outcome="done")
    found = pace.measured(steps.counted(editor), of_all=False)
    assert (found.left, found.all_left, found.remaining) == (1, 2, "2 minutes")


@pytest.mark.django_db(transaction=True)
def test_who_is_asked_to_end_signs_off() -> None:
    def work() -> None:
        with signs.ended_by_term(), signs.of_life("sweep"):
            assert Worker.objects.exists()
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(5)

    with pytest.raises(SystemExit) as left:
        work()
    assert left.value.code == 0
    assert not Worker.objects.exists()


# --- large acts -------------------------------------------------------------------------------


def test_an_errand_is_stopped_by_its_own_person_and_what_is_done_stays() -> None:
    page = makers.transcribed("words")
    editor = persons.member(page.record.collection, "editor")
    errand = Errand.objects.create(verb="reparse", actor=editor, scope={"record": page.record_id}, done=3)
    other = persons.signed_in(persons.member(makers.collection(), "editor"))
    address = reverse("work-large", args=["errands", errand.pk, "stop"])
    assert other.post(address).status_code == 404
    client = persons.signed_in(editor)
    assert "under way" in client.get(reverse("work")).content.decode()
    assert client.post(address).status_code == 302
    errand.refresh_from_db()
    assert (errand.halted, errand.done) == ("stopped", 3)
    assert not pipeline.due(pipeline.ERRAND).exists()
    assert Event.objects.filter(verb="stopped", target=f"errand:{errand.pk}", actor=editor).exists()
    said = client.get(reverse("work")).content.decode()
    assert "stopped" in said
    assert "under way" not in said
    client.post(reverse("work-large", args=["errands", errand.pk, "resume"]))
    errand.refresh_from_db()
    assert errand.halted == "stopped", "what is over does not begin again"


def test_a_change_that_was_stopped_can_be_taken_back_and_a_takedown_goes_on() -> None:
    record = makers.record(creator="Ada")
    root = persons.admin()
    what = many.whole([record.pk], Wanted(), 0, {"creator": "Mary"})
    change = keeping.begin(Act.Kind.CHANGE, root, record.collection, what)
    purge = purging.begin(makers.record(), root)
    client = persons.signed_in(root)
    for act in (change, purge):
        assert client.post(reverse("work-large", args=["acts", act.pk, "stop"])).status_code == 302
        act.refresh_from_db()
    assert change.finished_at is not None
    keeping.go_on(change.pk)
    record.refresh_from_db()
    assert record.creator == "Ada"
    assert purge.finished_at is None
    assert keeping.go_on(purge.pk)
    assert "was stopped before it was done" in client.get(reverse("act", args=[change.pk])).content.decode()


def test_a_halted_act_is_tried_again_from_the_work_page() -> None:
    root = persons.admin()
    act = purging.begin(makers.record(), root)
    Act.objects.filter(pk=act.pk).update(halted="ZeroDivisionError", why="Nobody foresaw <b>this</b>.", attempts=4)
    client = persons.signed_in(root)
    said = client.get(reverse("work")).content.decode()
    assert "Nobody foresaw &lt;b&gt;this" in said
    client.post(reverse("work-large", args=["acts", act.pk, "resume"]))
    assert pipeline.due(pipeline.ACT).filter(pk=act.pk).exists()
