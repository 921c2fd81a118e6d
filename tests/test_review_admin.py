"""What awaits somebody, in the administration: filters, acts on many rows, image and text side by side."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive import errands
from archive.models import Collection, Errand, Event, Page, Review
from ocr_engine.models import Reading
from tests import awaiting, makers, persons

pytestmark = pytest.mark.django_db
LIST = "admin:archive_review_changelist"


@pytest.fixture
def ada() -> Client:
    return persons.signed_in(persons.admin("ada"))


def staff(where: Collection, role: str = "editor") -> Client:
    person = persons.member(where, role)
    User.objects.filter(pk=person.pk).update(is_staff=True)
    person.user_permissions.set(Permission.objects.all())
    return persons.signed_in(User.objects.get(pk=person.pk))


def act(client: Client, name: str, *pages: Page, query: str = "", across: bool = False, **more: object) -> object:
    rows = Review.objects.filter(page__in=pages).values_list("pk", flat=True)
    said = {"action": name, "_selected_action": list(rows), "select_across": int(across), **more}
    return client.post(reverse(LIST) + query, said)


def listed(client: Client, query: str) -> set[int]:
    return {row.page_id for row in client.get(reverse(LIST) + query).context["cl"].queryset}


def test_rows_are_filtered_by_verdict_reason_and_assignment(ada: Client) -> None:
    where = makers.collection()
    loop, script, plain = awaiting.flagged(where), awaiting.flagged(where, "script"), awaiting.page(where)
    bert = awaiting.editor(where, "bert")
    Review.objects.filter(page=plain).update(assigned=bert, sample=True)
    assert listed(ada, "?verdict__exact=flag") == {loop.pk, script.pk}
    assert listed(ada, "?reason=loop") == {loop.pk}
    assert listed(ada, "?to=nobody") == {loop.pk, script.pk}
    assert (
        listed(ada, f"?to={bert.pk}")
        == listed(ada, "?to=somebody")
        == listed(ada, "?sample__exact=1")
        == {plain.pk}
    )
    assert listed(ada, "?to=nonsense") == set()
    shown = ada.get(reverse("admin:archive_page_changelist") + "?reason=script").context["cl"].queryset
    assert list(shown) == [script]


def test_chosen_texts_are_accepted_and_quarantined_ones_are_not(ada: Client) -> None:
    where = makers.collection()
    good, bad = awaiting.flagged(where), awaiting.flagged(where, verdict="quarantine")
    act(ada, "accept", good, bad)
    assert [row.page for row in Review.objects.all()] == [bad]
    good.refresh_from_db()
    assert (good.current.status, str(good.current.author)) == ("reviewed", "ada")


def test_a_filtered_list_is_read_again_as_a_whole(ada: Client) -> None:
    where = makers.collection()
    first, second, other = awaiting.flagged(where), awaiting.flagged(where), awaiting.page(where)
    act(ada, "read_again", first, query="?verdict__exact=flag", across=True)
    assert set(Reading.objects.values_list("page", flat=True)) == {first.pk, second.pk}
    assert not other.readings.exists()


def test_pages_are_left_to_somebody_who_is_asked_for_first(ada: Client) -> None:
    where = makers.collection()
    bert = awaiting.editor(where, "bert")
    here, elsewhere = awaiting.page(where), awaiting.page()
    asked = act(ada, "assign", here, elsewhere).content.decode()  # type: ignore[attr-defined]
    assert "2 pages are left to one person" in asked
    assert f'<option value="{bert.pk}">bert</option>' in asked
    assert not Review.objects.exclude(assigned=None).exists()
    act(ada, "assign", here, elsewhere, sure="1", to=bert.pk)
    assert awaiting.row(here).assigned == bert
    assert awaiting.row(elsewhere).assigned is None, "where bert may not work, nothing is left to bert"
    assert Event.objects.filter(verb="assign").exists()
    act(ada, "unassign", here)
    assert awaiting.row(here).assigned is None


def test_whoever_edits_nowhere_is_not_among_those_to_choose(ada: Client) -> None:
    where = makers.collection()
    reader = persons.member(where, "reader")
    page = awaiting.page(where)
    again = act(ada, "assign", page, sure="1", to=reader.pk)
    assert again.status_code == 200  # type: ignore[attr-defined]
    assert awaiting.row(page).assigned is None


def test_nobody_is_left_a_second_look_at_their_own_text(ada: Client) -> None:
    where = makers.collection(standards={"two_reviewers": True})
    bert = awaiting.editor(where)
    page = awaiting.page(where, made_by="person", author=bert, status="corrected")
    act(ada, "assign", page, sure="1", to=bert.pk)
    assert awaiting.row(page).assigned is None


def test_many_rows_are_left_to_the_workers(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    where = makers.collection()
    bert = awaiting.editor(where)
    pages = [awaiting.page(where) for _ in range(5)]
    monkeypatch.setattr(errands, "FEW", 3)
    act(ada, "assign", pages[0], across=True, sure="1", to=bert.pk)
    errand = Errand.objects.get(verb="assign")
    assert errand.finished_at is None
    assert not Review.objects.exclude(assigned=None).exists()
    assert errands.take(errand.pk)
    assert Review.objects.filter(assigned=bert).count() == 5


def test_the_cost_of_the_request_does_not_grow_with_the_rows(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    where = makers.collection()
    monkeypatch.setattr(errands, "FEW", 1)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            act(ada, "accept", first, across=True)
        return len(captured)

    first = awaiting.page(where)
    awaiting.page(where)
    few = queries()
    for _ in range(20):
        awaiting.page(where)
    assert queries() <= few


@pytest.mark.parametrize("name", ["accept", "read_again", "unassign"])
def test_staff_act_on_what_they_may_edit_alone(name: str) -> None:
    where = makers.collection(visibility="public")
    mine, theirs = awaiting.page(where), awaiting.page(makers.collection(visibility="public"))
    Review.objects.update(assigned=persons.admin())
    client = staff(where)
    act(client, name, mine, theirs)
    theirs.refresh_from_db()
    assert (theirs.current.status, theirs.readings.count()) == ("machine", 0)
    assert awaiting.row(theirs).assigned
    assert listed(client, "") <= {mine.pk}
    reader = staff(where, "reader")
    assert listed(reader, "") == set()


def test_image_and_text_stand_beside_each_other(ada: Client) -> None:
    page = awaiting.page(None, "The <b>harbour</b> was quiet")
    shown = ada.get(reverse("admin:archive_review_change", args=[awaiting.row(page).pk])).content.decode()
    assert reverse("crop", args=[page.pk]) in shown
    assert "The &lt;b&gt;harbour&lt;/b&gt; was quiet" in shown


def test_the_list_costs_the_same_however_many_rows_there_are(ada: Client) -> None:
    where = makers.collection()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert ada.get(reverse(LIST)).status_code == 200
        return len(captured)

    awaiting.flagged(where)
    few = queries()
    for _ in range(12):
        awaiting.flagged(where)
    assert queries() <= few
