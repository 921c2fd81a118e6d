"""What one filters by, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Codes of the gate's reasons as headings of a list; the sentence beside a text is the gate's own. One that is not
#: here is told by its code.
_REASONS: dict[str, Promise] = {
    "blank_with_text": _("text on a blank page"),
    "disagreement": _("two readings disagree"),
    "illegible": _("found illegible"),
    "ink_without_text": _("ink without text"),
    "low_confidence": _("read unsurely"),
    "mixed_alphabets": _("mixed alphabets"),
    "no_end": _("text that does not end"),
    "script": _("unexpected script"),
    "text_without_ink": _("text without ink"),
    "uncovered": _("ink that no text covers"),
    "unfilled": _("little text for its room"),
    "unheard": _("nothing heard"),
    "unreadable": _("unreadable answer"),
}


def reason(code: str) -> Promise | str:
    return _REASONS.get(code, code.replace("_", " "))
