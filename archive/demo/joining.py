"""Arabic letters joined by rule, into the presentation forms that a plain font drawer can set.

For unvocalised text: vowel signs and brackets are not placed.
"""

from __future__ import annotations

import unicodedata

_ALEFS = "اأإآ"
_LAM = "ل"


def joined(word: str) -> str:
    """The forms of a word's letters as they stand beside each other, in reading order."""
    letters = _clusters(word)
    forms = []
    for at, letter in enumerate(letters):
        before = at > 0 and _form(letters[at - 1], "INITIAL") is not None
        after = at + 1 < len(letters) and _form(letters[at + 1], "FINAL") is not None
        wanted = {
            (False, False): "ISOLATED",
            (False, True): "INITIAL",
            (True, False): "FINAL",
            (True, True): "MEDIAL",
        }
        unjoined = "FINAL" if before else "ISOLATED"
        forms.append(_form(letter, wanted[before, after]) or _form(letter, unjoined) or letter)
    return "".join(forms)


def visual(word: str) -> str:
    """A joined word from left to right."""
    forms = joined(word)
    return "".join(forms[at] for at in from_left(forms))


def from_left(forms: str) -> list[int]:
    """Which letter of a right-to-left line's word stands where, from left to right; numbers keep
    their direction, with the sign that ends a sentence on their left.
    """
    every = list(range(len(forms)))
    if is_rtl(forms):
        return every[::-1]
    number = len(forms.rstrip(".,:;،؛؟"))
    return every[number:][::-1] + every[:number]


def is_rtl(word: str) -> bool:
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in word)


def _clusters(word: str) -> list[str]:
    """Letters, with lam and the alef after it taken as one."""
    clusters: list[str] = []
    for letter in word:
        if letter in _ALEFS and clusters and clusters[-1] == _LAM:
            clusters[-1] += letter
        else:
            clusters.append(letter)
    return clusters


def _form(cluster: str, form: str) -> str | None:
    """None where the letter has no such form: alef, dal, reh, waw join only to what stands before them."""
    name = unicodedata.name(cluster[-1], "")
    if len(cluster) == 2:
        name = name.replace("ARABIC LETTER", "ARABIC LIGATURE LAM WITH")
    try:
        return unicodedata.lookup(f"{name} {form} FORM")
    except KeyError:
        return None
