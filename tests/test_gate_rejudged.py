"""A text that is not believed any longer is not to be found any longer."""

from __future__ import annotations

import pytest

from archive.models import Page
from ocr_engine import reparsing
from search import tasks as searching
from search.models import Passage
from tests.test_reparse import read

pytestmark = pytest.mark.django_db(transaction=True)
NOISE = " ".join(["harbour"] * 40)


@pytest.fixture
def page() -> Page:
    """Read before there was a check for loops, and found since."""
    made = read(NOISE)
    searching.index_page(made.pk)
    assert Passage.objects.filter(page=made).exists()
    return made


def rejudged(page: Page) -> None:
    new = reparsing.remade(page.pk)
    assert new is not None
    assert new.verdict.decision == "quarantine"
    assert reparsing.store(page.pk, new)
    page.refresh_from_db()


def test_the_index_loses_a_page_whose_text_is_judged_anew_and_kept_out(page: Page) -> None:
    rejudged(page)
    assert page.current is not None
    assert (page.current.verdict, page.condition) == ("quarantine", Page.Condition.ILLEGIBLE)
    assert page.indexed_id != page.current_id
    searching.index_page(page.pk)
    page.refresh_from_db()
    assert page.indexed_id == page.current_id
    assert not Passage.objects.filter(page=page).exists()


def test_judging_it_once_more_writes_nothing(page: Page) -> None:
    rejudged(page)
    assert reparsing.remade(page.pk) is None
    assert page.transcriptions.count() == 2
