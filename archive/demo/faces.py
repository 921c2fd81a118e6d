"""The vendored faces (fonts/README.md tells where they come from) and how a word of each is put to paper.

Drawn with FreeType alone: the complex layout engine is missing on some machines, and pages must
come out the same on all of them. What it would do for Latin script, kerning and ligatures, the
vendored fonts carry in tables that FreeType reads and in code points that `Face.shaped` writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont

from archive.demo.joining import visual

FONTS = Path(__file__).parent / "fonts"
#: Fraktur joins these by rule; the font keeps the joined forms in the private area.
_FRAKTUR = {"ch": "\ue000", "ck": "\ue001", "tz": "\ue002"}
_ROMAN = {"ffi": "ﬃ", "ffl": "ﬄ", "ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ"}
_LIGATURES = {"fraktur": _FRAKTUR, "roman": _ROMAN, "italic": _ROMAN}


_SUFFIXES = {"hand": ".otf"}


@dataclass(frozen=True, slots=True)
class Face:
    """A font at a size in pixels; `tracking` adds pixels between letters, `jitter` lets them dance.

    A `plain` face sets letter beside letter without kerning and ligatures, as a PDF's text does.
    """

    font: str
    size: int
    tracking: float = 0.0
    jitter: float = 0.0
    plain: bool = False

    @property
    def path(self) -> Path:
        return FONTS / f"{self.font}{_SUFFIXES.get(self.font, '.ttf')}"

    @property
    def loaded(self) -> ImageFont.FreeTypeFont:
        return _load(self.font, self.size)

    @property
    def apart(self) -> bool:
        """Whether letters are set one by one."""
        return bool(self.plain or self.tracking or self.jitter)

    @property
    def space(self) -> float:
        """The gap between two words; some fonts' own space is narrower than a compositor would set it."""
        least = 0.58 if self.font == "typewriter" else 0.28
        return max(self.loaded.getlength(" "), least * self.size) + self.tracking

    def shaped(self, text: str) -> str:
        """What is drawn for `text`, from left to right: letters that join are replaced by their joined form."""
        if self.font == "naskh":
            return visual(text)
        if self.apart:
            return text
        for letters, joined in _LIGATURES.get(self.font, {}).items():
            text = text.replace(letters, joined)
        return text

    def length(self, text: str) -> float:
        """How far a word advances, in pixels."""
        shaped = self.shaped(text)
        if not self.apart:
            return _length(self.font, self.size, shaped)
        return sum(self.advance(letter) for letter in shaped) - self.tracking

    def advance(self, letter: str) -> float:
        """How far one letter of shaped text advances when letters are set one by one."""
        return _length(self.font, self.size, letter) + self.tracking


@lru_cache(maxsize=20_000)
def _length(font: str, size: int, text: str) -> float:
    return _load(font, size).getlength(text)


@cache
def _load(font: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(Face(font, size).path), size, layout_engine=ImageFont.Layout.BASIC)
