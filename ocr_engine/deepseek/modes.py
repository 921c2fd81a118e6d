"""In what sizes a page is shown to the model: one view of the whole page and, in some modes, tiles of it.

A view or tile of `side` pixels is seen through a grid of side/64 places each way. Every row of places ends with a
token of its own, and one more closes the view: that is why Base costs 273 tokens and not 256."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mode:
    name: str
    view: int
    tile: int = 0  # 0: none
    most: int = 0  # tiles
    squeezed: bool = False  # the page is pressed into the square, its proportions lost; otherwise it is padded
    rows_end: bool = True  # each row of places ends with a token; DeepSeek-OCR-2 has none
    patch: int = 16  # pixels; a place is four patches each way

    def tokens(self, grid: tuple[int, int] | None) -> int:
        """What a page costs; `grid` is how many tiles stand across and down, None without tiles."""
        return self._of(self.view, 1, 1) + 1 + (self._of(self.tile, *grid) if grid else 0)

    def _of(self, side: int, across: int, down: int) -> int:
        places = -(-(side // self.patch) // 4)
        return places * down * (places * across + self.rows_end)


MODES = {
    mode.name: mode
    for mode in (
        Mode("tiny", 512, squeezed=True),
        Mode("small", 640, squeezed=True),
        Mode("base", 1024),
        Mode("large", 1280),
        Mode("gundam", 1024, 640, 9),
    )
}
#: Of the other two models; each has the one it was trained for.
UNLIMITED = Mode("gundam", 1024, 640, 32)
SECOND = Mode("tiles", 1024, 768, 6, rows_end=False)
_FEWEST = 2


def grid_of(width: int, height: int, mode: Mode) -> tuple[int, int] | None:
    """How many tiles stand across and down: the grid whose shape is nearest to the page's. Of grids equally near,
    the larger one as long as the page fills half of it. A page no larger than one tile has none."""
    if not mode.tile or max(width, height) <= mode.tile:
        return None
    grids = [(c, r) for c in range(1, mode.most + 1) for r in range(1, mode.most // c + 1) if c * r >= _FEWEST]
    best, least = grids[0], float("inf")
    for across, down in sorted(grids, key=lambda grid: grid[0] * grid[1]):
        far = abs(width / height - across / down)
        fills = width * height > 0.5 * mode.tile * mode.tile * across * down
        if far < least or (far == least and fills):
            best, least = (across, down), far
    return best
