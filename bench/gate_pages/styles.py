"""How a page is set: paper size, face, size, measure. Pages of one book share a style."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from archive.demo.drawing import Sheet
from archive.demo.faces import Face
from bench.gate_pages.writer import Writer, long_s

#: Faces by language, the likelier ones named more often.
_FACES = {
    "en": ("roman", "roman", "oldface", "italic", "typewriter"),
    "de": ("fraktur", "fraktur", "roman", "typewriter"),
    "fr": ("roman", "oldface", "italic", "typewriter"),
    "la": ("oldface", "oldface", "roman", "italic"),
}


@dataclass(frozen=True, slots=True)
class Style:
    """Lengths in pixels; `old` asks for the long s."""

    language: str
    font: str
    width: int
    height: int
    size: int
    leading: float
    margin: int
    indent: int
    old: bool

    @property
    def face(self) -> Face:
        return Face(self.font, self.size, jitter=0.6 if self.font == "typewriter" else 0.0)

    @property
    def pitch(self) -> float:
        return self.size * self.leading

    @property
    def measure(self) -> int:
        return self.width - 2 * self.margin

    def of_size(self, factor: float) -> Face:
        """The face for headings and notes."""
        return Face(self.font, max(16, round(self.size * factor)))

    def sheet(self, seed: int) -> Sheet:
        ink = (20 + seed % 40, 18 + seed % 35, 16 + seed % 30)
        return Sheet(self.width, self.height, ink=ink, seed=seed, language=self.language)

    def spelt(self, text: str) -> str:
        return long_s(text) if self.old else text

    def writer(self, dice: Random) -> Writer:
        return Writer(self.language, dice)


def style(dice: Random, language: str | None = None, font: str | None = None) -> Style:
    """A style by lot; what is named is kept."""
    language = language or dice.choice(("en", "en", "de", "fr", "la"))
    font = font or dice.choice(_FACES[language])
    height = dice.choice((1200, 1250, 1300, 1350, 1400, 1400, 1500, 1600, 1800, 2000))
    width = round(height * dice.uniform(0.64, 0.76))
    # Some pages are set as small as newspapers and notes are.
    dense = height >= 1400 and dice.random() < 0.3
    size = round(height * (dice.uniform(0.0125, 0.016) if dense else dice.uniform(0.017, 0.026)))
    if font == "typewriter":
        size = round(size * 0.9)
    leading = dice.uniform(1.5, 1.9) if font == "typewriter" else dice.uniform(1.2, 1.45)
    old = font == "fraktur" or (font == "oldface" and dice.random() < 0.7)
    margin = round(width * dice.uniform(0.07, 0.13))
    return Style(language, font, width, height, size, leading, margin, dice.choice((0, size, 2 * size)), old)
