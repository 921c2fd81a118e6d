"""How far a text is to be believed, as one small number that the index keeps: who vouches for it, and the gate's
verdict. Quarantined text is in no index."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from archive.faults import Fault
from archive.models import Transcription

_STATUSES: tuple[str, ...] = tuple(Transcription.Status.values)
#: What the gate may have said of a text that can be found.
FINDABLE = (Transcription.Verdict.PASS, Transcription.Verdict.FLAG)
_VERDICTS: tuple[str, ...] = FINDABLE


def number(status: str, verdict: str) -> int:
    """Raises ValueError for what no index may hold."""
    return _STATUSES.index(status) + len(_STATUSES) * _VERDICTS.index(verdict)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is asked for; an empty part asks for nothing."""

    status: str = ""
    verdict: str = ""

    def numbers(self) -> frozenset[int] | None:
        """Those that are asked for; None is all. Raises a Fault for words that nobody uses."""
        for said, known in ((self.status, _STATUSES), (self.verdict, _VERDICTS)):
            if said and said not in known:
                told = {"said": said, "known": ", ".join(known)}
                raise Fault(_("“%(said)s” is none of: %(known)s.") % told, code="no_such_standing")
        if not (self.status or self.verdict):
            return None
        return frozenset(
            number(status, verdict)
            for status in _STATUSES
            for verdict in _VERDICTS
            if self.status in {"", status} and self.verdict in {"", verdict}
        )

    def of_pages(self) -> Q:
        """The same of pages, for the database, which has the last word."""
        wanted = {"current__status": self.status, "current__verdict": self.verdict}
        return Q(**{name: value for name, value in wanted.items() if value})


ANY = Standing()
