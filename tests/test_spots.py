"""A link to a spot of a page: a place, not a word; it survives turning, and nonsense does no harm."""

from __future__ import annotations

import pytest
from django.test import Client

from archive.geometry import Box
from archive.models import Page
from archive.showing import spots
from tests import makers, scanned


def test_a_spot_is_read_as_it_was_written() -> None:
    assert spots.read("0.1,0.2,0.3,0.4,0", 0) == Box(0.1, 0.2, 0.3, 0.4)
    assert spots.read("0.1,0.2,0.3,0.4", 0) == Box(0.1, 0.2, 0.3, 0.4)


def test_a_spot_turns_with_its_page() -> None:
    box = Box(0.1, 0.2, 0.3, 0.4)
    for then in (0, 90, 180, 270):
        for now in (0, 90, 180, 270):
            found = spots.read(f"0.1,0.2,0.3,0.4,{then}", now)
            assert found is not None
            back = found.turned(then - now)
            assert back.as_list() == box.as_list()


@pytest.mark.parametrize(
    "given",
    [
        "",
        "1",
        "a,b,c,d",
        "0,0,0,0",
        "0,0,2,1",
        "nan,0,1,1",
        "0,0,1,1,45",
        "0,0,1,1,²",
        "0,0,1,1,0,0",
        "1e999,0,1,1",
    ],
)
@pytest.mark.django_db
def test_a_mangled_spot_still_opens_the_page(given: str) -> None:
    page = scanned.page(of=makers.record(makers.collection(visibility="public")))
    answer = Client().get(page.get_absolute_url(), {"spot": given})
    assert answer.status_code == 200
    assert 'class="spot"' not in answer.content.decode()


@pytest.mark.django_db
def test_a_spot_is_framed_without_javascript_too() -> None:
    page = scanned.page(of=makers.record(makers.collection(visibility="public")))
    Page.objects.filter(pk=page.pk).update(turn=90)
    said = Client().get(page.get_absolute_url(), {"spot": "0.1,0.2,0.3,0.4,0"}).content.decode()
    (before, _after) = said.split("</noscript>", 1)
    assert 'class="spot" x="0.600000" y="0.100000" width="0.200000" height="0.200000"' in before
