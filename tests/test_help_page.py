"""Help teaches by example, and its examples find something in this archive."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from archive.models import Record
from search import examples, follower
from search.finding import find
from tests import leaves

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("home")]
SOMEBODY = AnonymousUser()


def test_every_example_finds_the_page_it_was_made_from(home: Path) -> None:
    where = leaves.collection(visibility="public")
    page = leaves.page(
        "The keeper climbed to the lighthouse every evening\nand lit the lamp", of=leaves.record(where)
    )
    leaves.page("The evening was long and the lighthouse dark", of=leaves.record(where))
    follower.catch_up()
    made = examples.of(SOMEBODY)
    assert len(made) == 4
    said = Client().get("/help").content.decode()
    for example in made:
        found = find(example.query, SOMEBODY).hits
        if "-" not in example.query:
            assert found, example.query
        assert "/search?q=" in said
        assert example.lesson in said.replace("&#x27;", "'")
    assert {hit.page_id for hit in find(made[1].query, SOMEBODY).hits} <= {page.pk, page.pk + 1}


def test_examples_are_made_of_nothing_the_person_may_not_read(home: Path) -> None:
    leaves.page("The keeper climbed to the lighthouse every evening", of=leaves.record(leaves.collection("inner")))
    follower.catch_up()
    assert examples.of(SOMEBODY) == []
    assert "harbour dues" in Client().get("/help").content.decode()
    Record.objects.update(state=Record.State.DRAFT)
    assert examples.of(SOMEBODY) == []


@pytest.mark.parametrize(
    "text", ["", "ab cd ef gh", "1 2 3 4 5 6", "النص العربي هنا في هذه الصفحة الجديدة", "A B C D E F G H"]
)
def test_texts_that_teach_nothing_do_no_harm(home: Path, text: str) -> None:
    leaves.page(text or "x", of=leaves.record(leaves.collection(visibility="public")))
    assert Client().get("/help").status_code == 200
