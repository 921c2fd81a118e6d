"""How far a text is to be believed, in words: a machine read it, or a person corrected or reviewed it.

Names of persons are for people with an account: visitors, exports made by them and citations say "a person"."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from archive.models import Transcription
from archive.rights import Person


def plainly(version: Transcription) -> str:
    """ "read by machine, doubtful": for everybody."""
    match version.status:
        case Transcription.Status.REVIEWED:
            said = _("reviewed by a person")
        case Transcription.Status.CORRECTED:
            said = _("corrected by a person")
        case _other:
            said = _("read by machine")
    return f"{said}{_doubt(version)}"


def said(version: Transcription, person: Person) -> str:
    """ "corrected by ada on 3 May 2026": as this person may know it. Costs a query unless the author was loaded."""
    name = author(version, person)
    if not name or version.status == Transcription.Status.MACHINE:
        return plainly(version)
    told = {"name": name, "day": date_format(localtime(version.at), "DATE_FORMAT")}
    if version.status == Transcription.Status.REVIEWED:
        return (_("reviewed by %(name)s on %(day)s") % told) + _doubt(version)
    return (_("corrected by %(name)s on %(day)s") % told) + _doubt(version)


def author(version: Transcription, person: Person) -> str:
    """The name of whoever made the version; "" where nobody did, or where it is not for this person."""
    if version.author_id is None or not knows_names(person):
        return ""
    return version.author.get_username() if version.author else ""


def knows_names(person: Person) -> bool:
    return person is None or person.is_authenticated


def _doubt(version: Transcription) -> str:
    match version.verdict:
        case Transcription.Verdict.FLAG:
            return _(", doubtful")
        case Transcription.Verdict.QUARANTINE:
            return _(", quarantined")
    return ""
