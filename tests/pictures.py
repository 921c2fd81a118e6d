"""Pictures whose right look is known: four fields of colour, so that a turn or a swapped channel shows."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from PIL import Image

RED, GREEN, BLUE, WHITE = (200, 30, 40), (30, 160, 60), (40, 60, 190), (255, 255, 255)
FIELDS = (RED, GREEN, BLUE, WHITE)  # top left, top right, bottom left, bottom right
LIMITS = {"pixels": 50_000_000, "pages": 500, "dpi": 200, "memory": 1000 << 20}


def fields(width: int = 120, height: int = 80, colours: tuple[Any, ...] = FIELDS, mode: str = "RGB") -> Image.Image:
    image = Image.new(mode, (width, height))
    for place, colour in enumerate(colours):
        x, y = place % 2 * width // 2, place // 2 * height // 2
        image.paste(colour, (x, y, x + width // 2, y + height // 2))
    return image


def middles(image: Image.Image) -> list[Any]:
    """The colours in the middle of the four fields."""
    w, h = image.size
    return [image.getpixel((w * x // 4, h * y // 4)) for y in (1, 3) for x in (1, 3)]


def close(one: Any, other: Any, by: int = 12) -> bool:
    """Whether colours, or lists of them, differ by no more than a lossy format may."""
    if isinstance(one, int) and isinstance(other, int):
        return abs(one - other) <= by
    return len(one) == len(other) and all(close(a, b, by) for a, b in zip(one, other, strict=True))


def inspect(path: Path, password: str = "", **limits: int) -> dict[str, Any]:
    from archive.opening.serving import serve

    return serve({"do": "inspect", "path": str(path), "password": password, "limits": LIMITS | limits})


class Rendered:
    """A page as the child made it."""

    def __init__(self, path: Path, index: int = 0, password: str = "", **limits: int) -> None:
        from archive.opening.serving import serve

        folder = path.parent / f"made-{path.name}-{index}-{len(list(path.parent.iterdir()))}"
        folder.mkdir()
        self.folder = folder
        self.facts = serve(
            {
                "do": "render",
                "path": str(path),
                "password": password,
                "limits": LIMITS | limits,
                "index": index,
                "folder": str(folder),
            }
        )
        self.path = folder / self.facts["image"]

    @property
    def image(self) -> Image.Image:
        with Image.open(self.path) as image:
            image.load()
            return image

    @property
    def layer(self) -> dict[str, Any]:
        return json.loads(gzip.decompress((self.folder / self.facts["layer"]).read_bytes()))
