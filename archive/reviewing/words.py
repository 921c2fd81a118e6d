"""What one filters by, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Codes of the gate's reasons as headings of a list; the sentence beside a text is the gate's own. One that is not
#: here is told by its code.
_REASONS: dict[str, Promise] = {
    "added": _("text that another reading has not"),
    "astray": _("words beside the ink"),
    "bare_paper": _("text over bare paper"),
    "blank_with_text": _("text on a blank page"),
    "bleed_through": _("ink of the other side"),
    "chatter": _("words of the reader itself"),
    "cut_off": _("broken off"),
    "disagreement": _("two readings disagree"),
    "illegible": _("found illegible"),
    "ink_uncovered": _("ink that no text covers"),
    "ink_without_text": _("ink without text"),
    "language": _("another language"),
    "loop": _("going round in circles"),
    "low_confidence": _("read unsurely"),
    "mixed_alphabets": _("mixed alphabets"),
    "no_end": _("text that does not end"),
    "noise": _("noise"),
    "same_text": _("the same text on many pages"),
    "script": _("a script that cannot be written"),
    "speechless": _("words of no language"),
    "strange_script": _("unexpected script"),
    "text_without_ink": _("text without ink"),
    "too_long": _("more text than ink"),
    "too_short": _("less text than ink"),
    "uncovered": _("text that was left out"),
    "unfilled": _("little text for its room"),
    "unheard": _("nothing heard"),
    "unreadable": _("hardly a word read surely"),
}


def reason(code: str) -> Promise | str:
    return _REASONS.get(code, code.replace("_", " "))
