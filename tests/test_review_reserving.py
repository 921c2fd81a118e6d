"""Who has which page before them."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone

from archive.models import Review
from archive.reviewing import reserving
from tests import awaiting, makers


@pytest.mark.django_db
def test_a_page_is_handed_to_one_person_at_a_time() -> None:
    where = makers.collection()
    ada, bert = awaiting.editor(where), awaiting.editor(where)
    first, second = awaiting.flagged(where), awaiting.page(where)
    one, other = reserving.take(ada, awaiting.ALL), reserving.take(bert, awaiting.ALL)
    assert one
    assert other
    assert (one.page, other.page) == (first.pk, second.pk)
    assert reserving.take(awaiting.editor(where), awaiting.ALL) is None
    again = reserving.take(ada, awaiting.ALL)
    assert again == one, "whoever has a page goes on with it"


@pytest.mark.django_db
def test_a_hold_ends_by_itself_and_is_renewed_by_work() -> None:
    where = makers.collection()
    ada, bert = awaiting.editor(where), awaiting.editor(where)
    page = awaiting.page(where)
    until = reserving.hold(page.pk, ada)
    assert until
    assert timedelta(minutes=14) < until - timezone.now() <= timedelta(minutes=15)
    assert reserving.hold(page.pk, bert) is None
    later = reserving.hold(page.pk, ada)
    assert later
    assert later > until
    Review.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    assert reserving.hold(page.pk, bert)
    assert reserving.hold(page.pk, ada) is None, "too late"


@pytest.mark.django_db
def test_leaving_gives_the_page_back_but_a_late_message_does_not() -> None:
    where = makers.collection()
    ada, bert = awaiting.editor(where), awaiting.editor(where)
    page = awaiting.page(where)
    old = reserving.hold(page.pk, ada)
    new = reserving.hold(page.pk, ada)
    assert not reserving.give_back(page.pk, ada, old), "the page was opened again meanwhile"
    assert not reserving.give_back(page.pk, bert, new)
    assert reserving.give_back(page.pk, ada, new)
    assert reserving.hold(page.pk, bert)


@pytest.mark.django_db
def test_a_text_that_was_replaced_is_not_handed_out() -> None:
    where = makers.collection()
    page = awaiting.page(where)
    assert reserving.hold(page.pk, awaiting.editor(where), version=page.current_id + 1) is None


@pytest.mark.django_db
def test_nobody_takes_nothing() -> None:
    awaiting.page()
    assert reserving.take(AnonymousUser(), awaiting.ALL) is None
    assert reserving.take(None, awaiting.ALL) is None


@pytest.mark.django_db(transaction=True)
def test_eight_people_at_once_never_get_the_same_page() -> None:
    where = makers.collection()
    people = [awaiting.editor(where) for _ in range(8)]
    for _ in range(8):
        awaiting.page(where)
    gate, got, lock = threading.Barrier(8), [], threading.Lock()

    def work(person: object) -> None:
        try:
            gate.wait()
            offer = reserving.take(person, awaiting.ALL)  # type: ignore[arg-type]
            with lock:
                got.append(offer.page if offer else None)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert None not in got
    assert len(set(got)) == 8
