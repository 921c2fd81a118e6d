"""The vendored faces (fonts/README.md tells where they come from) and how a word of each is put to paper.

Drawn with FreeType alone: the complex layout engine is missing on some machines, and pages must
come out the same on all of them. What it would do for Latin script, kerning and ligatures, the
vendored fonts carry in tables that FreeType reads and in code points that `Face.shaped` writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import ImageFont

FONTS = Path(__file__).parent / "fonts"
#: Fraktur joins these by rule; the font keeps the joined forms in the private area.
_FRAKTUR = {"ch": "\ue000", "ck": "\ue001", "tz": "\ue002"}
_ROMAN = {"ffi": "ﬃ", "ffl": "ﬄ", "ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ"}
_LIGATURES = {"fraktur": _FRAKTUR, "roman": _ROMAN, "italic": _ROMAN}


@dataclass(frozen=True, slots=True)
class Face:
    """A font at a size in pixels; `tracking` adds pixels between letters, `jitter` lets them dance."""

    font: str
    size: int
    tracking: float = 0.0
    jitter: float = 0.0

    @property
    def loaded(self) -> ImageFont.FreeTypeFont:
        return _load(self.font, self.size)

    @property
    def space(self) -> float:
        """The gap between two words; some fonts' own space is narrower than a compositor would set it."""
        return max(self.loaded.getlength(" "), 0.28 * self.size) + self.tracking

    def shaped(self, text: str) -> str:
        """What is drawn for `text`: letters that this face joins are replaced by their joined form."""
        if self.tracking:
            return text
        for letters, joined in _LIGATURES.get(self.font, {}).items():
            text = text.replace(letters, joined)
        return text

    def length(self, text: str) -> float:
        """How far a word advances, in pixels."""
        return self.loaded.getlength(self.shaped(text)) + self.tracking * max(0, len(text) - 1)


@cache
def _load(font: str, size: int) -> ImageFont.FreeTypeFont:
    path = FONTS / f"{font}.ttf"
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
