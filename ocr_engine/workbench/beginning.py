"""Beginning a try: what was chosen, whether this person may try more just now, and the file in its place."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import BigIntegerField, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.faults import Refused
from ocr_engine.again import Way, languages_checked
from ocr_engine.choices import check_named
from ocr_engine.engine import Ask, checked, engine
from ocr_engine.models import Trial

AT_ONCE = 4  # tries of one person that wait or run
AN_HOUR = 60
TOKENS = 200_000  # that models wrote for one person within an hour
LARGEST = 64 << 20  # bytes of a file: a page, not a volume


@dataclass(frozen=True, slots=True)
class Chosen:
    engine: str
    ask: Ask
    languages: tuple[str, ...]

    @classmethod
    def of(cls, engine: str, task: str, mode: str, words: str, languages: str) -> Chosen:
        way = Way.of(engine or "auto", task, languages, mode)
        return cls(way.engine, Ask(way.task, way.mode, words.strip()[:2000]), way.languages)

    def check(self) -> None:
        """Raises a Fault that says what cannot be asked."""
        check_named(self.engine)
        languages_checked(self.languages)
        if self.engine == "auto":
            Way(self.engine, self.ask.task, (), self.ask.mode).check()
        else:
            checked(engine(self.engine), self.ask)


def may(person: AbstractBaseUser, more: int) -> None:
    """Raises Refused where this person has to wait."""
    lately = Trial.objects.filter(person_id=person.pk, at__gt=timezone.now() - timedelta(hours=1))
    if lately.filter(outcome=Trial.Outcome.WANTED, halted="").count() + more > AT_ONCE:
        raise Refused(_("You have tries that are not done yet; wait for them, or stop them."), code="busy")
    said = lately.aggregate(said=Sum(Cast(KT("result__tokens"), BigIntegerField())))["said"] or 0
    if lately.count() + more > AN_HOUR or said > TOKENS:
        raise Refused(_("You have tried much within an hour. Try again later."), code="enough")


@transaction.atomic
def begin(
    person: AbstractBaseUser,
    file: Path,
    name: str,
    number: int,
    ways: Sequence[Chosen],
    *,
    password: str = "",
    keep: bool = False,
) -> str:
    """Takes the file over, or with `keep` gives it a second name; returns the token under which the tries stand."""
    token = secrets.token_hex(16)
    rows = [
        Trial(
            token=token,
            place=place,
            person_id=person.pk,
            name=name[-200:],
            number=number,
            engine=way.engine,
            task=way.ask.task,
            mode=way.ask.mode,
            words=way.ask.words,
            languages=list(way.languages),
        )
        for place, way in enumerate(ways)
    ]
    folder = rows[0].folder
    folder.mkdir(mode=0o700, parents=True)
    if password:
        rows[0].secret.touch(mode=0o600)
        rows[0].secret.write_text(password, encoding="utf-8")
    if keep:
        os.link(file, folder / "file")
    else:
        file.rename(folder / "file")  # whoever brought it looks for it no more
    Trial.objects.bulk_create(rows)
    return token
