"""Collections are made, described, moved and deleted; their rights come down with the path."""

from __future__ import annotations

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from archive import collections, rights
from archive.models import Collection, Event, Membership, Record
from archive.people import inheritance
from search.models import IndexChange
from tests import makers, persons


def titled(title: str, parent: Collection | None = None, **fields: object) -> Collection:
    return collections.create(collections.free_slug(title), title, parent, **fields)


@pytest.mark.django_db
def test_a_short_name_is_made_of_the_title_and_is_never_taken_twice() -> None:
    assert collections.free_slug("Harbour Papers") == "harbour-papers"
    titled("Harbour Papers")
    assert collections.free_slug("Harbour papers!") == "harbour-papers-2"
    assert collections.free_slug("أرشيف") == "collection"
    titled("أرشيف")
    assert titled("档案").slug == "collection-2"
    with pytest.raises(ValidationError):
        collections.create("not a name", "x")


@pytest.mark.django_db
def test_everything_below_moves_along_and_history_says_from_where() -> None:
    old, new = titled("Old"), titled("New")
    moved = titled("Moved", old)
    deep = titled("Deep", titled("Within", moved))
    admin = persons.admin()
    collections.move(moved, new, admin)
    deep.refresh_from_db()
    assert deep.path.startswith(f"{new.path}{moved.pk}/")
    event = Event.objects.get(verb="moved")
    assert (event.actor, event.before, event.after) == (admin, {"parent": old.pk}, {"parent": new.pk})
    for impossible in (moved, deep):
        with pytest.raises(ValueError, match="part of itself"):
            collections.move(moved, impossible)


@pytest.mark.django_db
def test_a_collection_is_moved_from_where_it_is_and_not_from_where_it_was_seen() -> None:
    first, second = titled("First"), titled("Second")
    seen_before = Collection.objects.get(pk=first.pk)
    collections.move(second, first)
    stale = Collection.objects.get(pk=second.pk)
    stale.path = f"/{second.pk}/"
    with pytest.raises(ValueError, match="part of itself"):
        collections.move(seen_before, stale)
    below = collections.create("below-second", "Below", stale)
    assert below.path == f"{first.path}{second.pk}/{below.pk}/"


@pytest.mark.django_db(transaction=True)
def test_two_collections_moved_below_each_other_at_once_do_not_form_a_ring() -> None:
    one, other = titled("One"), titled("Other")
    start, refused = threading.Barrier(2), []

    def move(what: Collection, to: Collection) -> None:
        # Each looks before the other moves, as two people before two forms do.
        seen = Collection.objects.get(pk=what.pk), Collection.objects.get(pk=to.pk)
        start.wait()
        try:
            collections.move(*seen)
        except ValueError:
            refused.append(what.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=move, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    paths = sorted(Collection.objects.values_list("path", flat=True), key=len)
    assert paths[1].startswith(paths[0])


@pytest.mark.django_db
def test_only_what_is_different_is_saved_and_told() -> None:
    collection, admin = titled("Harbour"), persons.admin()
    assert collections.describe(collection, admin, title="Harbour", description="Letters") == ["description"]
    event = Event.objects.get(verb="described")
    assert event.before == {"description": ""}
    assert event.after == {"description": "Letters"}
    assert collections.describe(collection, admin, description="Letters") == []
    assert Event.objects.filter(verb="described").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("held", ["record", "trash", "collection"])
def test_a_collection_is_deleted_only_when_nothing_is_in_it(held: str) -> None:
    from django.utils import timezone

    collection = titled("Harbour")
    if held == "collection":
        titled("Series", collection)
    else:
        makers.record(collection, trashed_at=timezone.now() if held == "trash" else None)
    with pytest.raises(collections.NotEmpty):
        collections.delete(collection, None)
    assert Collection.objects.filter(pk=collection.pk).exists()
    assert not Event.objects.filter(verb="deleted").exists()


@pytest.mark.django_db
def test_a_deleted_collection_takes_its_memberships_along_and_leaves_its_name_in_history() -> None:
    collection = titled("Harbour")
    persons.member(collection, "curator")
    collections.delete(collection, None)
    assert not Membership.objects.exists()
    assert Event.objects.get(verb="deleted").before["title"] == "Harbour"


@pytest.mark.django_db
def test_what_a_move_would_change_is_what_it_then_changes() -> None:
    old = titled("Old", visibility="public")
    new = titled("New", titled("Above new"))
    moved = titled("Moved", old)
    record = Record.objects.create(collection=titled("Within", moved), title="A letter")
    loses = persons.member(old, "curator", "loses")
    gains = persons.member(new.parent, "editor", "gains")  # type: ignore[arg-type]
    keeps = persons.member(moved, "curator", "keeps")
    Membership.objects.create(collection=old, person=keeps, role="editor")
    said = inheritance.if_moved(moved, new)
    assert [(change.person, change.before, change.after) for change in said.people] == [
        (gains, "", "editor"),
        (loses, "curator", ""),
    ]
    assert (said.was_open, said.will_be_open) == (True, False)

    def edits(person: object) -> bool:
        return Record.objects.editable_by(person).filter(pk=record.pk).exists()  # type: ignore[arg-type]

    assert (edits(loses), edits(gains), edits(keeps)) == (True, False, True)
    collections.move(moved, new)
    assert (edits(loses), edits(gains), edits(keeps)) == (False, True, True)
    assert not Record.objects.visible_to(persons.somebody()).exists()


@pytest.mark.django_db
def test_staff_is_counted_once_and_its_source_named_only_to_who_may_see_it() -> None:
    top = titled("Top")
    middle = titled("Middle", top)
    low = titled("Low", middle)
    both = persons.member(top, "reader")
    Membership.objects.create(collection=low, person=both, role="editor")
    persons.member(top, "curator")
    curator = persons.member(low, "curator")
    told = inheritance.staff([low], curator)[low.pk]
    assert (told.own, told.inherited, told.sources) == (2, 1, ())
    assert inheritance.staff([low], None)[low.pk].sources == ("Top",)


@pytest.mark.django_db
def test_who_may_move_a_collection_curates_what_it_is_taken_from() -> None:
    top = titled("Top")
    series = titled("Series", top)
    only_here, above = persons.member(series, "curator"), persons.member(top, "curator")
    assert not collections.movable_by(only_here).filter(pk=series.pk).exists()
    assert collections.movable_by(above).filter(pk=series.pk).exists()
    assert not collections.movable_by(above).filter(pk=top.pk).exists()
    assert rights.is_admin(persons.admin())


@pytest.mark.django_db
def test_pages_are_told_when_their_collection_is_written_in_another_language() -> None:
    page, other = makers.transcribed("houses"), makers.transcribed("houses")
    collections.describe(page.record.collection, persons.admin(), title="Renamed")
    told = set(IndexChange.objects.values_list("page", flat=True))
    collections.describe(page.record.collection, persons.admin("second"), languages=["de"])
    assert set(IndexChange.objects.values_list("page", flat=True)) - told == {page.pk}
    assert other.pk not in told
