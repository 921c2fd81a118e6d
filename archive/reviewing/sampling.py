"""What looking at a drawn page found, written down when somebody accepts or corrects it."""

from __future__ import annotations

from archive.correcting.comparing import counted
from archive.models import Page, Review, Sample, Transcription
from archive.rights import Person


def note(page: Page, machine: Transcription, version: Transcription, text: str, person: Person) -> None:
    """The person left this text where the machine had left that; counts where the page was drawn. Call it in the
    transaction that makes the version count, before it does."""
    if machine.made_by != Transcription.MadeBy.MACHINE:
        return
    if not Review.objects.filter(page=page, transcription=machine, sample=True).exists():
        return
    found = counted(machine.content().text, text)
    if not found.letters:
        return
    Sample.objects.get_or_create(
        page=page,
        machine=machine.number,
        defaults={
            "collection": page.record.collection,
            "engine": machine.engine,
            "person_version": version.number,
            "letters": found.letters,
            "wrong_letters": found.wrong_letters,
            "words": found.words,
            "wrong_words": found.wrong_words,
            "person_id": person.pk if person is not None else None,
        },
    )
