"""The index follows pages and records that move and texts that go; after a takedown no file holds a word of it."""

from __future__ import annotations

import random
import subprocess
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone

from archive import describing, pipeline, rendering, store, tasks
from archive.arranging import inserting, splitting
from archive.faults import Fault
from archive.keeping import acts, many, moving, purging, trash
from archive.keeping.choosing import Wanted
from archive.models import Accession, Act, Body, Event, Original, Page, Record, Region, Transcription, Upload
from archive.uploading import room
from ocr_engine.models import Reading
from search import finding, follower, rebuilding
from search.embedder import embedder
from search.index import generations
from search.models import Passage, Vector
from tests import leaves, scanned
from tests.test_follower import process

pytestmark = pytest.mark.django_db(transaction=True)
RARE = "quizzaciously"


@pytest.fixture(autouse=True)
def _own_index(tmp_path: Path, settings) -> None:
    models = Path(settings.MUNIMENT_HOME) / "models"
    settings.MUNIMENT_HOME = tmp_path
    models.mkdir(exist_ok=True)
    (tmp_path / "models").symlink_to(models)


def hits(query: str, **within: object) -> set[int]:
    return {hit.page_id for hit in finding.find(query, None, limit=50, **within).hits if "words" in hit.why}


def equal() -> bool:
    opened = generations.opened()
    return opened is not None and opened[1].contents() == rebuilding.expected(embedder())


def test_pages_split_off_are_found_in_their_new_record_without_being_embedded_again() -> None:
    record = leaves.record()
    stays, goes = leaves.page("Sheep.", of=record), leaves.page("Goats.", of=record)
    follower.catch_up()
    vectors = Vector.objects.count()
    made = splitting.split(record, None, [goes.pk], "Goats")
    follower.catch_up()
    assert hits("goats", record_id=made.pk) == {goes.pk}
    assert hits("goats", record_id=record.pk) == set()
    assert hits("sheep", record_id=record.pk) == {stays.pk}
    assert Vector.objects.count() == vectors
    hit = next(hit for hit in finding.find("goats", None).hits if "words" in hit.why)
    assert (hit.title, hit.page) == ("Goats", 1)
    assert equal()


def test_a_record_in_another_collection_is_found_there() -> None:
    page = leaves.page("Sheep.")
    follower.catch_up()
    moving.move(page.record, leaves.collection("elsewhere"), None)
    follower.catch_up()
    assert hits("sheep", collection="elsewhere") == {page.pk}
    assert hits("sheep", collection="letters") == set()
    assert equal()


def test_another_language_stems_anew_at_once() -> None:
    page = leaves.page("Die Häuser brannten.", of=leaves.record(language="en"))
    follower.catch_up()
    assert hits("hauses") == set()
    describing.change(page.record, {"language": "de"}, None)
    follower.catch_up()
    assert hits("hauses") == {page.pk}
    assert equal()


def test_a_page_whose_image_was_replaced_is_not_found_by_its_old_text() -> None:
    page = leaves.page("Sheep.")
    follower.catch_up()
    inserting.replace(page, None, inserting.Kept("better.png", _kept(b"better"), 6, "image/png", 1))
    assert hits("sheep") == set()
    follower.catch_up()
    assert hits("sheep") == set()
    assert equal()
    page.refresh_from_db()
    assert (page.stage, page.current, page.image, page.turn) == ("received", None, "", 0)
    assert page.transcriptions.count() == 1


def _kept(data: bytes) -> str:
    import io

    return store.keep(io.BytesIO(data))[0]


def test_removed_and_thrown_away_pages_are_found_again_when_they_are_restored() -> None:
    record = leaves.record()
    leaves.page("Sheep.", of=record)
    page = leaves.page("Goats.", of=record)
    follower.catch_up()
    thrown = splitting.remove(record, None, [page.pk])
    follower.catch_up()
    assert hits("goats") == set()
    assert trash.restore(thrown, None)
    assert hits("goats") == {page.pk}


# --- for good -------------------------------------------------------------------------------------


def laid_out() -> tuple[Record, Page]:
    """A record whose every part lies somewhere: files, versions, a reading, history, the index."""
    record = leaves.record(title=f"The {RARE} letter")
    page = leaves.page(f"A {RARE} told story of sheep and of the long night.", of=record)
    leaves.write(page, f"A {RARE} corrected story of sheep.")
    sha = _kept(f"scan of {RARE}".encode())
    Original.objects.filter(pk=page.original_id).update(sha256=sha, name=f"{RARE}.png")
    for shelf in ("images", "pyramids", "thumbs"):
        path = store.path(shelf, page.image)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"picture")
    Reading.objects.create(
        page=page, image=page.image, engine="test", task="text", recipe="r", outcome="done",
        **Reading.packed_of(RARE.encode() * 30),
    )  # fmt: skip
    describing.change(record, {"description": f"All about {RARE} matters"}, None)
    accession = Accession.objects.create(
        collection=record.collection, title=f"{RARE} papers", described={"creator": RARE}, sheet=f"{RARE}.csv"
    )
    room.sheet(accession.pk).write_text(f"file,title\n{RARE}.png,{RARE}\n")
    for name in (f"{RARE}.zip", "other.zip"):
        token = name.replace(".", "-").ljust(43, "t")
        Upload.objects.create(accession=accession, token=token, name=name, size=1, outcome="taken")
    Original.objects.filter(pk=page.original_id).update(name=f"{RARE}.zip/{RARE}.png", accession=accession)
    change = acts.begin(
        Act.Kind.CHANGE,
        get_user_model().objects.create_superuser("changer"),
        record.collection,
        many.whole([record.pk], Wanted(), 0, {"creator": f"{RARE} and sons"}),
    )
    assert acts.set_about(change)
    return record, page


def in_files(word: str) -> list[str]:
    """Files of the data folder (the database among them) that hold the word, as bytes."""
    home, found = Path(configured.MUNIMENT_HOME), []
    database = Path(str(connection.settings_dict["NAME"]))
    every = [path for path in home.rglob("*") if path.is_file() and "models" not in path.parts]
    for path in [*every, *database.parent.glob(f"{database.name}*")]:
        if word.encode() in path.read_bytes():
            found.append(path.name)
    return found


def test_after_a_takedown_nothing_of_it_is_left_anywhere() -> None:
    record, page = laid_out()
    kept = leaves.page("Another story of sheep, told elsewhere.")
    follower.catch_up()
    assert hits(RARE) == {page.pk}
    if connection.vendor == "sqlite":
        assert in_files(RARE)
    image, sha = page.image, Original.objects.get(pk=page.original_id).sha256
    before = purging.extent(record)
    assert before.counts["pages"] == 1
    assert before.counts["versions"] == 2
    assert before.counts["readings"] == 1
    assert before.counts["passages"] >= 1
    admin = get_user_model().objects.create_superuser("admin")
    act = purging.begin(record, admin)
    assert not Record.objects.visible_to(admin).filter(pk=record.pk).exists()
    assert acts.go_on(act.pk)
    act.refresh_from_db()
    assert act.told["pages"] == 1
    assert act.told["files"] == 1
    assert not Record.objects.filter(pk=record.pk).exists()
    for model in (Region, Transcription, Reading, Passage):
        assert not model.objects.filter(**{_way(model): page.pk}).exists()
    assert not Body.objects.filter(text__contains=RARE).exists()
    for shelf in ("images", "pyramids", "thumbs"):
        assert not store.path(shelf, image).exists()
    assert not store.path("originals", sha).exists()
    assert Vector.objects.count() == len(set(Passage.objects.values_list("text_hash", flat=True)))
    assert not purging.clean()
    follower.follow(time.monotonic() + 6)
    assert purging.clean()
    assert hits(RARE) == set()
    assert hits("sheep") == {kept.pk}
    assert equal()
    (event,) = Event.objects.filter(target=f"record:{record.pk}").exclude(after={})
    assert (event.verb, event.actor, event.before) == ("purged", admin, {})
    assert RARE not in str(event.after)
    assert act.what == {"records": [record.pk]}
    if connection.vendor == "sqlite":
        purging.settle()
        assert in_files(RARE) == []


def test_what_other_files_of_an_accession_need_stays() -> None:
    record, _page = laid_out()
    accession = Accession.objects.get()
    other = leaves.page("Goats.")
    Original.objects.filter(pk=other.original_id).update(accession=accession, name=f"{RARE}.zip/2.png")
    acts.go_on(purging.begin(record, None).pk)
    accession.refresh_from_db()
    assert (accession.title, accession.sheet) == (f"{RARE} papers", "")
    assert accession.uploads.filter(name=f"{RARE}.zip").exists(), "the other record came in it, too"
    acts.go_on(purging.begin(other.record, None).pk)
    accession.refresh_from_db()
    assert (accession.title, accession.described) == ("", {})
    assert [upload.name for upload in accession.uploads.all()] == ["other.zip"]


def test_what_was_written_into_many_records_stays_while_one_of_them_does() -> None:
    person = get_user_model().objects.create_superuser("changer")
    one, other = leaves.record(), leaves.record()
    what = many.whole([one.pk, other.pk], Wanted(), 0, {"creator": "Quill and sons"})
    change = acts.begin(Act.Kind.CHANGE, person, one.collection, what)
    acts.set_about(change)
    acts.go_on(purging.begin(one, None).pk)
    change.refresh_from_db()
    assert change.what["values"] == {"creator": "Quill and sons"}
    acts.go_on(purging.begin(other, None).pk)
    change.refresh_from_db()
    assert change.what["values"] == {}


def test_a_rebuild_that_fails_is_tried_again_until_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    record, _page = laid_out()
    follower.catch_up()
    acts.go_on(purging.begin(record, None).pk)
    rebuild, tried = rebuilding.rebuild, []

    def fails_first() -> object:
        tried.append(1)
        if len(tried) == 1:
            raise Fault("The archive changes faster than the index can be compared with it.", code="busy")
        if len(tried) == 2:
            raise OSError(28, "No space left on device")
        return rebuild()

    monkeypatch.setattr(rebuilding, "rebuild", fails_first)
    monkeypatch.setattr(follower, "AGAIN", 0.2)
    follower.follow(time.monotonic() + 8)
    assert len(tried) == 3
    assert purging.clean()


def _way(model: type) -> str:
    return "transcription__page" if model is Region else "page"


def test_bytes_that_another_record_uses_stay_until_it_goes_too() -> None:
    record, page = laid_out()
    other = leaves.page("Another text.")
    original = Original.objects.get(pk=page.original_id)
    Original.objects.filter(pk=other.original_id).update(sha256=original.sha256)
    Page.objects.filter(pk=other.pk).update(image=page.image)
    told = purging.extent(record)
    assert [file.pk for file in told.shared] == [original.pk]
    assert told.files == ()
    acts.go_on(purging.begin(record, None).pk)
    assert store.path("originals", original.sha256).exists()
    assert store.path("images", page.image).exists()
    acts.go_on(purging.begin(other.record, None).pk)
    assert not store.path("originals", original.sha256).exists()
    assert not store.path("images", page.image).exists()


def test_a_body_that_another_page_says_too_stays() -> None:
    one, other = leaves.page("The same words."), leaves.page("The same words.")
    assert Body.objects.count() == 1
    acts.go_on(purging.begin(one.record, None).pk)
    assert Region.objects.get(transcription__page=other).body.text == "The same words."
    assert hits("same") <= {other.pk}


def let_go() -> None:
    """As when the lease of whoever died has run out."""
    Act.objects.filter(finished_at__isnull=True).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_killed_at_any_step_a_takedown_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "SOME", 1)
    record = leaves.record()
    pages = [leaves.page(f"Sheep number {n} {RARE}.", of=record) for n in range(4)]
    act, steps = purging.begin(record, None), 0

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    while True:
        # Everything of a step but its commit, then the step itself.
        with monkeypatch.context() as torn:
            torn.setattr(pipeline, "release", dies)
            with pytest.raises(KeyboardInterrupt):
                acts.go_on(act.pk)
        assert Act.objects.get(pk=act.pk).finished_at is None
        let_go()
        if acts.go_on(act.pk, 0):
            break
        steps += 1
        assert steps < 20
    assert not Page.objects.filter(pk__in=[page.pk for page in pages]).exists()
    assert Act.objects.get(pk=act.pk).told["pages"] == 4


def test_killed_by_the_system_again_and_again_it_ends_all_the_same() -> None:
    record = leaves.record()
    pages = [leaves.page(f"Sheep number {n} {RARE}.", of=record) for n in range(40)]
    kept = leaves.page("Goats.")
    act, draw = purging.begin(record, None), random.Random(3)
    kills = 0
    while Act.objects.get(pk=act.pk).finished_at is None and kills < 12:
        other = process(
            "from archive.keeping import acts, purging\npurging.SOME = 1\n"
            f"print('begun', flush=True)\nacts.go_on({act.pk})",
            stdout=subprocess.PIPE,
        )
        assert other.stdout
        assert other.stdout.readline()
        time.sleep(0.15 * draw.random())
        other.kill()
        other.wait()
        kills += 1
        let_go()
    assert kills > 1, "it was too quick to be killed"
    assert acts.go_on(act.pk)
    assert Act.objects.get(pk=act.pk).told["pages"] == len(pages)
    assert list(Page.objects.all()) == [kept]
    assert not Body.objects.filter(text__contains=RARE).exists()
    follower.catch_up()
    assert equal()


def test_what_is_being_removed_cannot_be_restored_and_is_begun_but_once() -> None:
    record, _page = laid_out()
    act = purging.begin(record, None)
    record.refresh_from_db()
    assert not trash.restore(record, None)
    assert purging.begin(record, None) == act
    assert record not in trash.held(None)


def test_what_lay_in_the_trash_long_enough_is_removed_by_the_sweep(settings) -> None:
    settings.MUNIMENT_TRASH_DAYS = 30
    old, young = leaves.page("Sheep.").record, leaves.page("Goats.").record
    now = timezone.now()
    Record.objects.filter(pk=old.pk).update(trashed_at=now - timedelta(days=31))
    Record.objects.filter(pk=young.pk).update(trashed_at=now - timedelta(days=29))
    assert trash.empty() == 1
    assert trash.empty() == 0
    for act in Act.objects.all():
        acts.go_on(act.pk)
    assert list(Record.objects.values_list("pk", flat=True)) == [young.pk]


def test_an_act_that_fails_in_a_way_nobody_foresaw_halts_and_says_so(
    monkeypatch: pytest.MonkeyPatch, settings
) -> None:
    settings.MUNIMENT_RETRY_SECONDS = 0
    record, page = laid_out()
    act = purging.begin(record, None)

    def breaks(*_: object) -> None:
        raise ZeroDivisionError("nobody foresaw this")

    with monkeypatch.context() as broken:
        broken.setattr(purging, "_remove_pages", breaks)
        for _ in range(settings.MUNIMENT_ATTEMPTS):
            assert pipeline.due(pipeline.ACT).filter(pk=act.pk).exists()
            with pytest.raises(ZeroDivisionError):
                acts.go_on(act.pk)
    act.refresh_from_db()
    assert (act.halted, act.finished_at) == ("ZeroDivisionError", None)
    assert not pipeline.due(pipeline.ACT).exists()
    assert not acts.go_on(act.pk)
    assert Page.objects.filter(pk=page.pk).exists()
    assert not Record.objects.visible_to(None).filter(pk=record.pk, trashed_at=None).exists(), (
        "it stays out of sight"
    )
    Act.objects.filter(pk=act.pk).update(**pipeline.AFRESH)
    assert acts.go_on(act.pk)
    assert not Page.objects.filter(pk=page.pk).exists()


def test_two_do_not_go_on_with_one_act_at_the_same_time() -> None:
    act = purging.begin(leaves.page("Sheep.").record, None)
    token = pipeline.claim(Act.objects.filter(pk=act.pk), pipeline.ACT.due)
    assert not acts.set_about(act)
    pipeline.release(Act.objects.filter(pk=act.pk), token)
    assert acts.set_about(act)


def test_a_page_taken_down_while_its_image_is_made_leaves_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    page, other = leaves.page("Sheep."), leaves.page("Goats.")
    scanned.original_sha.cache_clear()
    Original.objects.filter(pk__in=[page.original_id, other.original_id]).update(sha256=scanned.original_sha())
    Page.objects.filter(pk=page.pk).update(stage=Page.Stage.RECEIVED, image="")
    compute, made = rendering.compute, []

    def meanwhile(row: Page) -> rendering.Rendered:
        made.append(compute(row))
        if len(made) == 1:
            assert acts.set_about(purging.begin(row.record, None))
        return made[-1]

    monkeypatch.setattr(rendering, "compute", meanwhile)
    assert not tasks.render_page(page.pk)
    assert not [shelf for shelf in ("images", "pyramids", "thumbs") if store.path(shelf, made[0].image).exists()]
    Page.objects.filter(pk=other.pk).update(stage=Page.Stage.RECEIVED, image="")
    assert tasks.render_page(other.pk), "another page of the same bytes is not disturbed"
    assert store.path("images", made[0].image).exists()
    scanned.original_sha.cache_clear()
