"""What is quarantined is for editors: at no address does anybody else see a word of it."""

from __future__ import annotations

import json

import pytest

from archive import transcriptions
from archive.blocks import PageText
from archive.models import Page, Transcription
from search import finding, tasks
from search.models import Passage
from tests import makers, persons
from tests.world import World, addresses

pytestmark = pytest.mark.django_db
WORD = "zebracrocodile"


def quarantined(page: Page) -> None:
    text = PageText((makers.block(f"The {WORD} was invented"),))
    version = transcriptions.add(
        page,
        text,
        turn=page.turn,
        made_by="machine",
        engine="test",
        verdict=Transcription.Verdict.QUARANTINE,
        reasons=[["loop", f"“{WORD}” goes round in circles", {"boxes": [], "figures": {}}]],
    )
    Page.objects.filter(pk=page.pk).update(**transcriptions.counts(page, version, text))


def _body(answer: object) -> str:
    streamed = getattr(answer, "streaming", False)
    content = b"".join(answer.streaming_content) if streamed else answer.content  # type: ignore[attr-defined]
    return content.decode("utf-8", "replace")


@pytest.mark.parametrize("kind", ["visitor", "reader", "curator elsewhere", "editor"])
def test_at_no_address_does_a_reader_see_a_word_of_it(kind: str) -> None:
    world = World(kind)
    world.collection.visibility = "public"
    world.collection.save()
    quarantined(world.page)
    client = persons.signed_in(world.person)
    shown, seen = [], 0
    for pattern in addresses():
        answer = client.get(world.path(pattern))
        seen += answer.status_code == 200
        if answer.status_code == 200 and WORD in _body(answer):
            shown.append(pattern.name)
    assert seen > 10
    assert bool(shown) == (kind == "editor"), shown


def test_it_is_neither_embedded_nor_marked_nor_found() -> None:
    page = makers.transcribed("the true words")
    tasks.index_page(page.pk)
    assert Passage.objects.filter(page=page).exists()
    quarantined(page)
    tasks.index_page(page.pk)
    assert not Passage.objects.filter(page=page).exists()
    assert finding.marks_on_page(WORD, page.pk, None) == []
    answer = persons.signed_in(None).get(f"/pages/{page.pk}/marks", {"q": WORD})
    assert answer.status_code == 404 or not json.loads(answer.content)["marks"]
