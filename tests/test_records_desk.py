"""Records described one by one and many at once: history, stale answers, previews, undo, and large collections."""

from __future__ import annotations

import datetime
import io
import os
import threading

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadhandler import StopFutureHandlers
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from archive import describing
from archive.arranging import order
from archive.keeping import acts, choosing, many
from archive.models import Act, Collection, Event, Membership, Page, Record
from archive.uploading import expiring, forms, listening, room
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Collection:
    return makers.collection()


@pytest.fixture
def curator(here: Collection) -> Client:
    return _client("curator", here)


def _client(role: str, where: Collection) -> Client:
    user = get_user_model().objects.create_user(role)
    Membership.objects.create(collection=where, person=user, role=role)
    client = Client()
    client.force_login(user)
    return client


def answers(record: Record, **changed: str) -> dict[str, str]:
    """What the form sends when only these fields were touched."""
    names = ("title", "shelfmark", "creator", "date_text", "language", "rights", "description", "state")
    told = {name: getattr(record, name) for name in names}
    days = {name: str(getattr(record, name) or "") for name in ("date_from", "date_to")}
    return {**told, **days, "seal": describing.seal(record), **changed}


def edited(client: Client, record: Record, **changed: str) -> int:
    status = client.post(reverse("edit-record", args=[record.pk]), answers(record, **changed)).status_code
    record.refresh_from_db()
    return status


# --- one record -----------------------------------------------------------------------------------


def test_a_changed_record_keeps_what_it_was_in_its_history(curator: Client, here: Collection) -> None:
    record = makers.record(here, title="Old", creator="Ada")
    assert edited(curator, record, title="New") == 302
    assert (record.title, record.creator) == ("New", "Ada")
    event = Event.objects.get(target=f"record:{record.pk}")
    assert (event.before, event.after) == ({"title": "Old"}, {"title": "New"})


def in_place(client: Client, record: Record, part: str, **said: str) -> str:
    """Edits one part as the script on the record's page does; returns what comes back."""
    address = reverse("edit-record", args=[record.pk]) + f"?only={part}"
    answer = client.post(address, said, headers={"X-Part": "words"})
    record.refresh_from_db()
    assert answer.status_code == 200
    return answer.content.decode()


def test_one_part_is_edited_where_it_stands_and_the_rest_is_left_alone(curator: Client, here: Collection) -> None:
    record = makers.record(here, title="Old", creator="Ada", date_text="1841", date_from=datetime.date(1841, 1, 1))
    form = curator.get(
        reverse("edit-record", args=[record.pk]) + "?only=creator", headers={"X-Part": "words"}
    ).content.decode()
    assert 'name="creator"' in form
    assert 'name="title"' not in form
    assert "<html" not in form
    seal = describing.seal(record, ("creator",))
    Record.objects.filter(pk=record.pk).update(title="Somebody's newer title")  # another part: no quarrel
    said = in_place(curator, record, "creator", creator="Ada <b>Quill</b>", seal=seal)
    assert "Ada &lt;b&gt;Quill&lt;/b&gt;" in said
    assert (record.creator, record.title) == ("Ada <b>Quill</b>", "Somebody's newer title")
    assert (record.date_text, record.date_from) == ("1841", datetime.date(1841, 1, 1))
    seal = describing.seal(record, ("date_text", "date_from", "date_to"))
    in_place(curator, record, "date", date_text="1842-03", date_from="1841-01-01", date_to="", seal=seal)
    assert (record.date_from, record.date_to) == (datetime.date(1842, 3, 1), datetime.date(1842, 3, 31))


def test_two_who_edit_one_part_at_once_see_both_and_lose_nothing(curator: Client, here: Collection) -> None:
    record = makers.record(here, creator="Ada")
    seal = describing.seal(record, ("creator",))
    Record.objects.filter(pk=record.pk).update(creator="Grace")
    said = in_place(curator, record, "creator", creator="Mary", seal=seal)
    assert record.creator == "Grace"
    assert "Somebody else changed this record" in said
    assert 'value="Mary"' in said
    assert describing.seal(record, ("creator",)) in said, "the next save is meant"


def test_what_cannot_stand_is_said_at_its_field(curator: Client, here: Collection) -> None:
    record = makers.record(here, title="Old")
    said = in_place(curator, record, "title", title=" ", seal=describing.seal(record, ("title",)))
    assert "errorlist" in said
    assert record.title == "Old"
    address = reverse("edit-record", args=[record.pk])
    assert curator.get(address + "?only=state").status_code == 404
    page = curator.get(address + "?only=rights").content.decode()
    assert "<html" in page, "without a script it is a page of its own"
    assert 'name="title"' not in page


def test_readers_are_offered_no_pencil(here: Collection) -> None:
    record = makers.record(here)
    assert "pencil" not in _client("reader", here).get(record.get_absolute_url()).content.decode()
    assert "pencil" in _client("editor", here).get(record.get_absolute_url()).content.decode()


def test_nothing_different_writes_no_history(curator: Client, here: Collection) -> None:
    record = makers.record(here)
    assert edited(curator, record) == 302
    assert not Event.objects.filter(target=f"record:{record.pk}").exists()


def test_a_date_as_written_is_understood_and_can_be_said_better(curator: Client, here: Collection) -> None:
    record = makers.record(here)
    edited(curator, record, date_text="1841-03")
    assert (record.date_from, record.date_to) == (datetime.date(1841, 3, 1), datetime.date(1841, 3, 31))
    edited(curator, record, date_text="spring 1841")
    assert (record.date_from, record.date_to) == (None, None)
    edited(curator, record, date_from="1841-03", date_to="1841-05")
    assert (record.date_from, record.date_to) == (datetime.date(1841, 3, 1), datetime.date(1841, 5, 31))
    edited(curator, record, title="Another title")
    assert record.date_from == datetime.date(1841, 3, 1)


def test_how_a_date_is_understood_is_said_while_it_is_written(curator: Client) -> None:
    address = reverse("record-date")
    assert "1 March 1841" in _day(curator.get(address, {"date_text": "1841-03"}).content.decode())
    assert "Not plain enough" in curator.get(address, {"date_text": "c. 1840"}).content.decode()


def _day(text: str) -> str:
    return text.replace("March 1, 1841", "1 March 1841")


def test_a_stale_answer_is_refused_with_both_versions_and_can_be_saved_then(
    curator: Client, here: Collection
) -> None:
    record = makers.record(here, title="Old")
    sent = answers(record, title="Mine")
    describing.change(Record.objects.get(pk=record.pk), {"title": "Theirs", "creator": "Bea"}, None)
    address = reverse("edit-record", args=[record.pk])
    refused = curator.post(address, sent)
    said = refused.content.decode()
    assert refused.status_code == 409
    assert "Theirs" in said
    assert "Mine" in said
    record.refresh_from_db()
    assert record.title == "Theirs"
    assert curator.post(address, {**sent, "seal": describing.seal(record)}).status_code == 302
    record.refresh_from_db()
    assert record.title == "Mine"


def test_an_answer_without_its_seal_is_stale(curator: Client, here: Collection) -> None:
    record = makers.record(here, title="Old")
    assert edited(curator, record, title="New", seal="") == 409
    assert record.title == "Old"


def test_a_withdrawn_record_leaves_a_stone_that_says_when_and_why(curator: Client, here: Collection) -> None:
    Collection.objects.filter(pk=here.pk).update(visibility="public")
    record = makers.record(here, title="The ledger", shelfmark="HM 7")
    assert edited(curator, record, state="withdrawn") == 200, "a reason is needed"
    assert record.state == "published"
    assert edited(curator, record, state="withdrawn", withdrawn_why="At the wish of <the> family") == 302
    stone = Client().get(record.get_absolute_url())
    said = stone.content.decode()
    assert stone.status_code == 410
    for told in ("The ledger", "HM 7", "At the wish of &lt;the&gt; family", f"{timezone.now():%Y}"):
        assert told in said, told
    assert curator.get(record.get_absolute_url()).status_code == 200


def test_an_embargo_opens_by_the_clock(curator: Client, here: Collection) -> None:
    Collection.objects.filter(pk=here.pk).update(visibility="public")
    record = makers.record(here)
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    edited(curator, record, embargo_until=f"{tomorrow:%Y-%m-%d}")
    assert timezone.localtime(record.embargo_until).time() == datetime.time.min
    assert Client().get(record.get_absolute_url()).status_code == 404
    edited(curator, record, embargo_until=f"{timezone.localdate():%Y-%m-%d}")
    assert Client().get(record.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    "hostile",
    [
        {"title": ""},
        {"title": "x" * 501},
        {"date_from": "1841-99"},
        {"date_from": "1850", "date_to": "1840"},
        {"state": "gone"},
        {"embargo_until": "9999-99-99"},
        {"date_from": "0000"},
    ],
)
def test_nonsense_is_said_at_its_field_and_changes_nothing(
    curator: Client, here: Collection, hostile: dict[str, str]
) -> None:
    record = makers.record(here, title="Old")
    assert edited(curator, record, **{"rights": "CC0", **hostile}) == 200
    assert record.rights == ""


def test_what_cannot_be_stored_is_replaced_and_markup_is_only_text(curator: Client, here: Collection) -> None:
    record = makers.record(here)
    assert edited(curator, record, title="<b>\x00bold</b>", embargo_until="9999-12-31") == 302
    assert record.title == "<b>\N{REPLACEMENT CHARACTER}bold</b>"
    assert "<b>" not in curator.get(reverse("edit-record", args=[record.pk])).content.decode()


# --- many -----------------------------------------------------------------------------------------


def changed(client: Client, where: Collection, **sent: object) -> Act:
    before = client.post(reverse("records-preview", args=[where.slug]), sent)
    assert before.status_code == 200, before.content.decode()[:2000]
    upto = before.context["upto"]
    answer = client.post(reverse("records-change", args=[where.slug]), {**sent, "upto": upto})
    assert answer.status_code == 302
    return Act.objects.get(pk=int(answer["Location"].rpartition("/")[2]))


def test_the_ticked_ones_change_together_and_back_in_one_step(curator: Client, here: Collection) -> None:
    one, two, three = (makers.record(here, rights=f"old {n}") for n in range(3))
    act = changed(curator, here, which="ticked", record=[one.pk, three.pk], set_rights="on", rights="CC0")
    assert act.told["changed"] == 2
    assert list(Record.objects.order_by("pk").values_list("rights", flat=True)) == ["CC0", "old 1", "CC0"]
    Record.objects.filter(pk=three.pk).update(rights="someone's since")
    answer = curator.post(reverse("act-undo", args=[act.pk]))
    undo = Act.objects.get(pk=int(answer["Location"].rpartition("/")[2]))
    assert (undo.told["changed"], undo.told["since"]) == (1, 1)
    assert list(Record.objects.order_by("pk").values_list("rights", flat=True)) == [
        "old 0", "old 1", "someone's since",
    ]  # fmt: skip
    again = curator.post(reverse("act-undo", args=[act.pk]))
    assert again["Location"] == answer["Location"]
    assert two.rights == "old 1"


def test_a_preview_changes_nothing_and_says_how_many(curator: Client, here: Collection) -> None:
    makers.record(here, rights="CC0")
    makers.record(here)
    sent = {"which": "all", "set_rights": "on", "rights": "CC0"}
    shown = curator.post(reverse("records-preview", args=[here.slug]), sent)
    assert (shown.context["outlook"].records, shown.context["outlook"].changes) == (2, 1)
    assert Record.objects.filter(rights="").count() == 1


def test_all_that_match_are_those_there_were_when_it_was_shown(curator: Client, here: Collection) -> None:
    letters = [makers.record(here, title=f"Letter {n}") for n in range(3)]
    makers.record(here, title="Ledger")
    sent = {"which": "all", "q": "letter", "state": "draft"}
    upto = curator.post(reverse("records-preview", args=[here.slug]), sent).context["upto"]
    late = makers.record(here, title="Letter that came later")
    curator.post(reverse("records-change", args=[here.slug]), {**sent, "upto": upto})
    drafts = set(Record.objects.filter(state="draft").values_list("pk", flat=True))
    assert drafts == {record.pk for record in letters}
    assert late.pk not in drafts


def test_a_collection_changes_for_many_and_back(curator: Client, here: Collection) -> None:
    there = makers.collection(parent=here)
    records = [makers.record(here, source="a.png#1"), makers.record(here)]
    makers.record(there, source="a.png#1")
    act = changed(curator, here, which="all", collection=there.pk)
    assert {r.collection_id for r in Record.objects.filter(pk__in=[r.pk for r in records])} == {there.pk}
    curator.post(reverse("act-undo", args=[act.pk]))
    assert {r.collection_id for r in Record.objects.filter(pk__in=[r.pk for r in records])} == {here.pk}


def test_large_acts_go_on_in_steps_and_survive_being_stopped(
    here: Collection, curator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many, "SOME", 10)
    records = [makers.record(here) for _ in range(35)]
    what = many.whole(None, choosing.Wanted(), records[-1].pk, {"state": "draft"})
    user = get_user_model().objects.get(username="curator")
    act = acts.begin(Act.Kind.CHANGE, user, here, what)
    assert not acts.go_on(act.pk, 0)
    assert Record.objects.filter(state="draft").count() == 10
    assert acts.go_on(act.pk)
    act.refresh_from_db()
    assert act.told["changed"] == 35
    assert Event.objects.filter(after__act=act.pk).count() == 35
    undo = acts.begin(Act.Kind.UNDO, user, here, {}, undoes=act)
    assert acts.go_on(undo.pk)
    assert Record.objects.filter(state="published").count() == 35


def test_the_table_asks_the_same_number_of_questions_however_many_records(
    here: Collection, curator: Client
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert curator.get(reverse("records-desk", args=[here.slug]), {"q": "letter"}).status_code == 200
        return len(queries)

    makers.page(makers.record(here, title="A letter"))
    few = asked()
    for n in range(120):
        makers.page(makers.record(here, title=f"Letter {n}"), halted="broken" if n % 3 else "")
    assert asked() <= few + 1, "and one to count them"
    assert few < 20


def test_one_screen_leads_to_the_next_without_a_gap(here: Collection, curator: Client) -> None:
    records = [makers.record(here) for _ in range(120)]
    seen: list[int] = []
    address = reverse("records-desk", args=[here.slug])
    query = ""
    while True:
        shown = curator.get(f"{address}?{query}")
        seen += [row.record.pk for row in shown.context["rows"]]
        query = shown.context["next"]
        if not query:
            break
    assert seen == [record.pk for record in records]


def test_filters_find_words_states_embargoes_and_halted_pages(here: Collection, curator: Client) -> None:
    plain = makers.record(here, title="Über den Hafen", shelfmark="HM 1")
    draft = makers.record(here, title="Draft", state="draft")
    closed = makers.record(here, title="Closed", embargo_until=timezone.now() + datetime.timedelta(days=9))
    makers.page(closed, halted="broken")

    def found(**query: str) -> list[int]:
        return [
            row.record.pk for row in curator.get(reverse("records-desk", args=[here.slug]), query).context["rows"]
        ]

    assert found(q="hm hafen") == [plain.pk]
    assert found(q="über") == found(q="ÜBER") == [plain.pk]
    assert found(**{"is": "draft"}) == [draft.pk]
    assert found(**{"is": "embargoed"}) == [closed.pk]
    assert found(halted="1") == [closed.pk]
    assert found(**{"is": "nonsense", "after": "²", "q": "\x00"}) == []
    assert len(found(**{"is": "nonsense", "after": "²"})) == 3


@pytest.mark.parametrize(
    "sent",
    [
        {"which": "ticked", "set_rights": "on", "rights": "x"},
        {"which": "ticked", "record": ["²", "-1", "9" * 30], "set_rights": "on"},
        {"which": "all"},
        {"which": "all", "state": "gone"},
        {"which": "all", "state": "withdrawn"},
        {"which": "all", "embargo": "until"},
        {"which": "all", "collection": "999999"},
    ],
)
def test_a_change_that_says_nothing_or_nonsense_is_refused(
    here: Collection, curator: Client, sent: dict[str, object]
) -> None:
    makers.record(here)
    assert curator.post(reverse("records-preview", args=[here.slug]), sent).status_code == 400
    assert curator.post(reverse("records-change", args=[here.slug]), sent).status_code == 400
    assert not Act.objects.exists()


# --- files put in ---------------------------------------------------------------------------------


def _scan(shade: int) -> io.BytesIO:
    file = io.BytesIO()
    Image.new("L", (60, 80), shade).save(file, "PNG")
    file.seek(0)
    file.name = f"scan-{shade}.png"
    return file


def test_files_are_put_between_two_pages(here: Collection, curator: Client) -> None:
    record = makers.record(here)
    a, b = makers.page(record), makers.page(record)
    sent = {"seal": order.sequence(record).seal, "place": "2", "file": [_scan(10), _scan(20)]}
    curator.post(reverse("pages-insert", args=[record.pk]), sent)
    pages = list(Page.objects.filter(record=record).order_by("order"))
    assert [page.pk for page in (pages[0], pages[3])] == [a.pk, b.pk]
    assert [page.original.name for page in pages[1:3]] == ["scan-10.png", "scan-20.png"]
    assert {page.stage for page in pages[1:3]} == {"received"}


def test_a_stale_or_useless_file_is_refused_with_a_sentence(here: Collection, curator: Client) -> None:
    record = makers.record(here)
    makers.page(record)
    address = reverse("pages-insert", args=[record.pk])
    seal = order.sequence(record).seal
    text = io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    text.name = "../../evil.svg"
    for sent in ({"seal": seal, "file": text}, {"seal": "old", "file": _scan(30)}, {"seal": seal}):
        answer = curator.post(address, sent, follow=True)
        assert list(answer.context["messages"])
        assert record.pages.count() == 1


def test_files_put_in_go_through_the_room_and_leave_nothing_there(
    here: Collection, curator: Client, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = makers.record(here)
    address = reverse("pages-insert", args=[record.pk])
    asked = {"seal": order.sequence(record).seal, "file": [_scan(10), _scan(20)]}
    strict = Client(enforce_csrf_checks=True, headers={"Cookie": f"sessionid={curator.cookies['sessionid'].value}"})
    assert strict.post(address, asked).status_code == 403, "the token is asked for"
    assert not record.pages.exists()
    assert list(room.folder().iterdir()) == []
    settings.MUNIMENT_MAX_FILE_MB = 0
    answer = curator.post(address, {**asked, "file": _scan(30)}, follow=True)
    assert "more than the 0 MB" in str(next(iter(answer.context["messages"])))
    settings.MUNIMENT_MAX_FILE_MB = 10
    curator.post(address, {**asked, "file": _scan(30)})
    assert record.pages.count() == 1
    assert list(room.folder().iterdir()) == []
    monkeypatch.setattr(forms, "_WORDS", 0)
    monkeypatch.setattr(listening, "HANDS", threading.BoundedSemaphore(1))
    with listening.HANDS:
        answer = curator.post(address, {**asked, "file": _scan(40)}, follow=True)
    assert "Others are sending files" in str([*answer.context["messages"]][-1])
    assert list(room.folder().iterdir()) == []


def test_the_first_files_of_a_long_form_are_not_taken_for_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "_SIGN", -1.0)
    handler = forms.RoomHandler()
    for name in ("first.png", "last.png"):
        with pytest.raises(StopFutureHandlers):
            handler.new_file("files", name, "image/png", None)
        handler.receive_data_chunk(b"some", 0)
        if name == "first.png":
            first = room.path(handler.file_complete(4).token)
            os.utime(first, (0, 0))
    assert first.stat().st_mtime > 0
    expiring.expire()
    assert first.exists()
    handler.forget()
    assert not first.exists()


def test_a_page_gets_a_better_scan_and_keeps_its_place_and_versions(here: Collection, curator: Client) -> None:
    record = makers.record(here)
    makers.transcribed("first", of=record)
    page = makers.transcribed("second", of=record)
    sent = {"which": f"{page.pk}-{page.original_id}", "file": _scan(40)}
    curator.post(reverse("pages-replace", args=[record.pk]), sent)
    old, version = page.original_id, page.current_id
    page.refresh_from_db()
    assert page.original.name == "scan-40.png"
    assert (page.number, page.stage, page.current, page.image) == (2, "received", None, "")
    assert page.transcriptions.get().pk == version
    assert record.originals.filter(pk=old).exists()
    curator.post(reverse("pages-replace", args=[record.pk]), {**sent, "file": _scan(50)})
    page.refresh_from_db()
    assert page.original.name == "scan-40.png", "the second person saw the old scan"


@pytest.mark.parametrize("closed", ["deleted", "role taken"])
def test_taking_back_leaves_alone_what_has_no_home_to_go_to(here: Collection, curator: Client, closed: str) -> None:
    there = makers.collection(parent=here)
    mover = get_user_model().objects.get(username="curator")
    moved, named = makers.record(there, source="a.pdf"), makers.record(here, rights="old")
    act = acts.begin(
        Act.Kind.CHANGE, mover, there, many.whole([moved.pk], choosing.Wanted(), 0, {"collection": here.pk})
    )
    assert acts.go_on(act.pk)
    moved.refresh_from_db()
    assert moved.collection == here
    if closed == "deleted":
        there.delete()
    else:
        Collection.objects.filter(pk=there.pk).update(parent=None, path=f"/{there.pk}/")
    back = acts.begin(Act.Kind.UNDO, mover, there if closed != "deleted" else None, {}, undoes=act)
    assert acts.go_on(back.pk, 5)
    back.refresh_from_db()
    assert (back.told["changed"], back.told["refused"]) == (0, 1)
    moved.refresh_from_db()
    assert moved.collection == here
    assert named.rights == "old"


def test_taking_back_a_move_gives_up_a_name_that_was_taken_meanwhile(here: Collection, curator: Client) -> None:
    there = makers.collection(parent=here)
    mover = get_user_model().objects.get(username="curator")
    moved = makers.record(there, source="a.pdf")
    act = acts.begin(
        Act.Kind.CHANGE, mover, there, many.whole([moved.pk], choosing.Wanted(), 0, {"collection": here.pk})
    )
    assert acts.go_on(act.pk)
    makers.record(there, source="a.pdf")
    assert acts.go_on(acts.begin(Act.Kind.UNDO, mover, there, {}, undoes=act).pk, 5)
    moved.refresh_from_db()
    assert (moved.collection, moved.source) == (there, "")
