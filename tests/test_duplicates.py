"""The same bytes twice: found among what the person may see, and the person chooses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from archive.intake.arrivals import found
from archive.intake.duplicates import Choice
from archive.intake.taking import Intake, Result
from archive.models import Collection, Membership, Original, Page, Record
from tests import makers
from tests.pictures import fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def twins(tmp_path: Path, home: Path) -> tuple[Path, Path]:
    """Two files of the same bytes under different names."""
    one, two = tmp_path / "one.png", tmp_path / "two.png"
    fields().save(one)
    two.write_bytes(one.read_bytes())
    return one, two


def _take(path: Path, collection: Collection, **options: Any) -> Result:
    (result,) = Intake(collection, **options).take(found(path))
    return result


def test_a_duplicate_is_kept_and_linked_unless_the_person_chooses_otherwise(twins: tuple[Path, Path]) -> None:
    collection = makers.collection()
    _take(twins[0], collection)
    result = _take(twins[1], collection)
    assert result.outcome == "taken"
    assert "one.png" in result.same_as
    first, second = Original.objects.order_by("pk")
    assert second.duplicate_of == first
    assert first.sha256 == second.sha256
    assert Page.objects.count() == 2


def test_a_duplicate_can_be_skipped_or_refused(twins: tuple[Path, Path]) -> None:
    collection = makers.collection()
    _take(twins[0], collection)
    skipped = _take(twins[1], collection, duplicates=Choice.SKIP)
    assert (skipped.outcome, skipped.arrived) == ("skipped", True)
    refused = _take(twins[1], collection, duplicates=Choice.REFUSE)
    assert (refused.outcome, refused.code, refused.arrived) == ("refused", "duplicate", False)
    assert "one.png" in refused.why
    assert Original.objects.count() == 1


def test_the_same_file_again_is_no_duplicate(twins: tuple[Path, Path]) -> None:
    collection = makers.collection()
    for choice in Choice:
        result = _take(twins[0], collection, duplicates=choice)
        assert result.same_as == ""
    assert Original.objects.get().duplicate_of is None


def test_nobody_learns_of_what_they_may_not_see(twins: tuple[Path, Path]) -> None:
    hidden, own = makers.collection(), makers.collection()
    person = get_user_model().objects.create_user("editor")
    Membership.objects.create(collection=own, person=person, role=Membership.Role.EDITOR)
    _take(twins[0], hidden)
    result = _take(twins[1], own, person=person, duplicates=Choice.REFUSE)
    assert (result.outcome, result.same_as) == ("taken", "")
    assert Original.objects.get(name="two.png").duplicate_of is None


@pytest.mark.parametrize("change", [{"state": "draft"}, {"trashed_at": "2020-01-01T00:00Z"}, {}])
def test_what_is_published_for_everybody_is_told_and_drafts_and_trash_are_not(
    twins: tuple[Path, Path], change: dict[str, str]
) -> None:
    public, own = makers.collection(visibility=Collection.Visibility.PUBLIC), makers.collection()
    person = get_user_model().objects.create_user("editor")
    Membership.objects.create(collection=own, person=person, role=Membership.Role.EDITOR)
    _take(twins[0], public)
    Record.objects.filter(collection=public).update(**change)
    assert bool(_take(twins[1], own, person=person).same_as) == (not change)


def test_the_bytes_are_stored_once(twins: tuple[Path, Path], home: Path) -> None:
    collection = makers.collection()
    for path in twins:
        _take(path, collection)
    assert len([path for path in (home / "originals").rglob("*") if path.is_file()]) == 1
