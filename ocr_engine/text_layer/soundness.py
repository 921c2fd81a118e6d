"""Whether the words that a PDF page carries are its text, or rubbish that reading the image would better."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ocr_engine.text_layer.layer import Char, Layer

_CID = re.compile(r"\(cid:\d+\)")
_JUNK = {"Co", "Cn", "Cs"}
_VOWELS = set("aeiouyæœøåäöüáàâãéèêëíìîïóòôõúùûýāēīōūąęıаеёиоуыэюяієїαεηιουωάέήίόύώ")


@dataclass(frozen=True, slots=True)
class Soundness:
    """`code` is for programs: "" when the layer is sound, else what is wrong with it."""

    code: str
    reason: str

    def __bool__(self) -> bool:
        return not self.code


_SOUND = Soundness("", "The page carries its own text.")


def sound(layer: Layer) -> Soundness:
    """Judges by the layer alone; takes milliseconds."""
    everything = [char for run in layer.runs for char in run.chars if not char.c.isspace()]
    shown = [char for run in layer.runs if not run.hidden for char in run.chars if not char.c.isspace()]
    if not everything:
        return Soundness("empty", "The page carries no words.")
    if len(shown) < 0.5 * len(everything):
        return Soundness("hidden", "The words are hidden: another program put them under a scan.")
    text = "".join(char.c for char in shown)
    for found in (_placed(shown), _spelled(text), _covers(layer, shown)):
        if found is not None:
            return found
    return _SOUND


def _spelled(text: str) -> Soundness | None:
    count = len(text)
    junk = sum(c == "\N{REPLACEMENT CHARACTER}" or unicodedata.category(c) in _JUNK for c in text)
    control = sum(unicodedata.category(c) == "Cc" for c in text)
    if (junk + control) > 0.05 * count:
        return Soundness("no_mapping", "The fonts do not say which characters their shapes stand for.")
    if sum(len(m.group()) for m in _CID.finditer(text)) > 0.05 * count:
        return Soundness("no_mapping", "The words are numbers of shapes, not characters.")
    said = sum(unicodedata.category(c)[0] in "LMN" for c in text)
    if count >= 40 and said < 0.45 * count:
        return Soundness("garbled", "Most characters are signs, not letters: the fonts are wrongly mapped.")
    letters = [
        c
        for c in text.casefold()
        if c.isalpha() and unicodedata.name(c, "").startswith(("LATIN", "CYRILLIC", "GREEK"))
    ]
    vowels = sum(c in _VOWELS or unicodedata.normalize("NFD", c)[0] in _VOWELS for c in letters)
    if len(letters) >= 200 and not 0.2 <= vowels / len(letters) <= 0.65:
        return Soundness("garbled", "The letters make no words: the fonts are wrongly mapped.")
    return None


def _placed(chars: list[Char]) -> Soundness | None:
    count = len(chars)
    outside = sum(not (-0.01 <= c.centre <= 1.01 and -0.01 <= (c.y0 + c.y1) / 2 <= 1.01) for c in chars)
    if outside > 0.2 * count:
        return Soundness("outside", "Many words stand outside the page.")
    places = {(round(c.centre, 4), round(c.y0, 4)) for c in chars}
    if count >= 20 and len(places) < 0.3 * count:
        return Soundness("heaped", "The words stand on top of each other.")
    flat = sum(c.x1 - c.x0 <= 0 and c.y1 - c.y0 <= 0 for c in chars)
    if flat > 0.5 * count:
        return Soundness("flat", "The words have no extent, so they could not be shown on the page.")
    return None


def _covers(layer: Layer, shown: list[Char]) -> Soundness | None:
    """A stamp or a running number printed over a scan is text, but not the page's."""
    area = sum((c.x1 - c.x0) * (c.y1 - c.y0) for c in shown)
    if layer.image_cover >= 0.5 and (area < 0.02 or len(shown) < 60):
        return Soundness("sparse", "Most of the page is a picture, and its few words are not the picture's.")
    return None
