"""What the gate costs a page: the look at its picture, and all checks together, in milliseconds of the processor.

python bench/gate_cost.py DIR [PAGES]      DIR holds labels.json, as for `manage.py evaluate gate`
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")


def main(folder: Path, most: int) -> None:
    import cv2
    import django

    django.setup()
    cv2.setNumThreads(1)
    from ocr_engine.evaluations import labelled
    from ocr_engine.gate import judge
    from ocr_engine.rapid import looking

    pages = labelled.pages(folder)
    spent: dict[str, list[float]] = {"open": [], "look": [], "judge": []}

    def timed(name: str, act: Callable[[], Any]) -> Any:
        begun = time.process_time()
        made = act()
        spent[name].append((time.process_time() - begun) * 1000)
        return made

    for page in pages[:: max(1, len(pages) // most)]:
        if page.reading is None:
            continue
        image = str(page.image)
        grey = timed("open", partial(cv2.imread, image, cv2.IMREAD_GRAYSCALE))
        sight = timed("look", partial(looking.seen, grey))
        parsed = labelled.reading(page.reading)
        second = labelled.reading(page.second) if page.second else None
        timed("judge", partial(judge, parsed, sight=sight, second=second))
    for name, values in spent.items():
        values.sort()
        said = (
            f"{name}: median {statistics.median(values):.1f} ms, 90 % below {values[int(0.9 * len(values))]:.1f} ms"
        )
        sys.stdout.write(f"{said}, {len(values)} pages\n")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 120)
