"""Putting a reading before the gate, with all that is known of its page."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ocr_engine.engine import OcrEngine, PageSource, Parsed
from ocr_engine.gate import Verdict, bounds, judge

if TYPE_CHECKING:
    from archive.geometry import Turn
    from ocr_engine.gate.sight import Sight


def judged(page: PageSource, made: OcrEngine, task: str, parsed: Parsed, second: Parsed | None = None) -> Verdict:
    """`second` is what another engine read of the page. Some 40 ms, most of them to look at the picture."""
    if task in made.answers:  # no text of the page: nobody will find it, or cite it
        return Verdict()
    wide, high = (page.width, page.height) if parsed.turn in (0, 180) else (page.height, page.width)
    return judge(
        parsed,
        languages=page.languages,
        scripts=made.scripts,
        aspect=wide / max(high, 1),
        sight=_sight(page, parsed.turn),
        second=second if second is not None and second.turn == parsed.turn else None,
        bounds=bounds.of(dict(page.bounds)),
    )


def _sight(page: PageSource, turn: Turn) -> Sight | None:
    """None where there is no picture of the page, or nothing installed to look at it with."""
    try:
        stands = Path(page.image).stat() if page.image else None
    except OSError:
        return None
    return _looked(page.image, stands.st_mtime_ns, turn) if stands else None


@lru_cache(maxsize=4)
def _looked(image: str, _written: int, turn: Turn) -> Sight | None:
    """A page that is read in several ways is looked at once."""
    try:
        from ocr_engine.rapid.looking import look
    except ModuleNotFoundError:
        return None
    return look(image, turn)
