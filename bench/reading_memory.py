"""How much memory reading takes over many pages of mixed sizes.

    python bench/reading_memory.py [--pages 1000] [--every 25] [--seed 1]

Pages are drawn for the purpose: print of several sizes in one to three columns, from a postcard of 600 × 400
pixels to a newspaper sheet of 24 megapixels, some on their side, some blank. They go through the reader as in
the archive: one child process, which is replaced when it rests above its limit. Printed is what the child holds
and the most it held.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

FONTS = ("roman.ttf", "oldface.ttf", "typewriter.ttf", "fraktur.ttf")
TEXT = (
    "harbour keeper lantern tide ledger barrel rope mast quay winter letter clerk salt net oar bell fog ferry "
    "parish tollgate widow miller flour storm river church tower meadow charter register baptism witness surveyor"
)
WORDS = TEXT.split()
SIZES = (
    (600, 400),
    (900, 1200),
    (1300, 1800),
    (1700, 2200),
    (2400, 3300),
    (3300, 2500),
    (3500, 4900),
    (4200, 5800),
)
WEIGHTS = (1, 3, 4, 4, 3, 2, 2, 1)


def drawn(dice: random.Random) -> Image.Image:
    wide, high = dice.choices(SIZES, WEIGHTS)[0]
    wide, high = round(wide * dice.uniform(0.8, 1.1)), round(high * dice.uniform(0.8, 1.1))
    page = Image.new("L", (wide, high), dice.randint(200, 250))
    if dice.random() < 0.04:
        return page
    draw = ImageDraw.Draw(page)
    size = max(18, round(wide * dice.uniform(0.014, 0.03)))
    font = ImageFont.truetype(ROOT / "archive" / "demo" / "fonts" / dice.choice(FONTS), size)
    columns, margin = dice.randint(1, 3), wide // 12
    across = (wide - 2 * margin) // columns
    for column in range(columns):
        y = margin
        while y < high - margin - size:
            text = ""
            while draw.textlength(text, font=font) < across - 5 * size:
                text += dice.choice(WORDS) + " "
            draw.text((margin + column * across, y), text, font=font, fill=dice.randint(10, 60))
            y += round(size * 1.4)
    return page.rotate(90, expand=True) if dice.random() < 0.08 else page


def megabytes(pid: int) -> tuple[float, float]:
    """What a process holds now, and the most it ever held."""
    said = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line)
    return tuple(int(said[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))


def children() -> list[int]:
    me = os.getpid()
    return [
        int(pid) for task in Path(f"/proc/{me}/task").iterdir() for pid in (task / "children").read_text().split()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--every", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", default="rapidocr")
    given = parser.parse_args()
    import django

    django.setup()
    from ocr_engine import readings
    from ocr_engine.engine import PageSource
    from ocr_engine.reader import reader

    dice, seen, most, begun = random.Random(given.seed), set(), 0.0, time.monotonic()
    print("| pages | megapixels | holds (MB) | most so far (MB) | processes so far | seconds a page |")
    print("| --- | --- | --- | --- | --- | --- |", flush=True)
    pixels = reading = 0.0
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "page.png")
        for number in range(1, given.pages + 1):
            page = drawn(dice)
            page.save(file, compress_level=1)
            pixels += page.width * page.height / 1e6
            reading += readings.read(PageSource(file, page.width, page.height), given.engine).seconds
            holds = 0.0
            for pid in children():
                holds, high = megabytes(pid)
                seen.add(pid)
                most = max(most, high)
            if number % given.every == 0 or number == given.pages:
                memory = f"{holds:.0f} | {most:.0f} | {len(seen)}"
                print(f"| {number} | {pixels:.0f} | {memory} | {reading / number:.2f} |", flush=True)
    reader().close()
    print(f"\n{time.monotonic() - begun:.0f} seconds with drawing.", flush=True)


if __name__ == "__main__":
    main()
