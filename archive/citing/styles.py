"""Citations as sentences, for a bibliography. Archival things have no publisher: collection and shelfmark stand
where books have one, and the version of the text is told, because it may be corrected later."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from archive.citing.source import Source

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_SHORT = ["Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."]


def chicago(source: Source) -> str:
    """Chicago Manual of Style, 17th edition, bibliography."""
    seen = f"{_MONTHS[source.seen.month - 1]} {source.seen.day}, {source.seen.year}"
    return _sentences(
        _names(source),
        _quoted(source.title),
        source.dated,
        ", ".join(_known(source.shelfmark, source.collection, *_place(source))),
        _("Accessed %(day)s") % {"day": seen},
        source.address,
    )


def mla(source: Source) -> str:
    """MLA Handbook, 9th edition."""
    seen = f"{source.seen.day} {_SHORT[source.seen.month - 1]} {source.seen.year}"
    held = _known(source.collection, source.dated, *_place(source), source.shelfmark, source.address)
    return _sentences(_names(source), _quoted(source.title), ", ".join(held), _("Accessed %(day)s") % {"day": seen})


def apa(source: Source) -> str:
    """APA, 7th edition. Without a creator the title comes first."""
    dated = f"({source.dated or _('n.d.')})"
    seen = f"{_MONTHS[source.seen.month - 1]} {source.seen.day}, {source.seen.year}"
    named = _sentences(_names(source)) or _sentences(source.title)
    title = source.title if source.creators else ""
    where = ", ".join(_known(source.shelfmark, *_place(source)))
    held = f"{source.collection} ({where})" if where else source.collection
    link = _("Retrieved %(day)s, from %(address)s") % {"day": seen, "address": source.address}
    return " ".join(_known(named, _sentences(dated, title, held), link))


def iso690(source: Source) -> str:
    """ISO 690:2021, name and title."""
    return _sentences(
        "; ".join(name.upper() for name in source.creators),
        f"{source.title} [{_('online')}]",
        source.dated,
        ", ".join(_known(source.collection, source.shelfmark, *_place(source))),
        f"[{_('viewed %(day)s') % {'day': source.seen.isoformat()}}]",
        _("Available from: %(address)s") % {"address": source.address},
    )


#: name for people -> how
STYLES: dict[str, Callable[[Source], str]] = {"Chicago": chicago, "MLA": mla, "APA": apa, "ISO 690": iso690}


def _place(source: Source) -> list[str]:
    place = []
    if source.page is not None:
        place.append(_("p. %(n)s") % {"n": source.page})
    if source.version is not None:
        place.append(source.text)
    return place


def _names(source: Source) -> str:
    *others, last = source.creators or ("",)
    return _("%(some)s, and %(last)s") % {"some": ", ".join(others), "last": last} if others else last


def _quoted(title: str) -> str:
    """The full stop stands inside the quotation marks; what has one of its own gets none."""
    return f"“{_stopped(title).replace('“', '‘').replace('”', '’')}”"


def _known(*parts: str) -> list[str]:
    return [part for part in parts if part]


def _stopped(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!", "…", ".”", "?”", "!”")) else f"{sentence}."


def _sentences(*parts: str) -> str:
    return " ".join(_stopped(part) for part in parts if part)
