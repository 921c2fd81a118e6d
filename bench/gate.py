"""How honest the gate is: of pages with known text, which are flagged or quarantined, and which deserve it?

    python bench/gate.py DIR…        each holds gt-json/ and images/, as for `manage.py evaluate ocr`

A page is well read when less than a tenth of its characters are wrong (within the boxes of its true lines where
those are known), badly read when more than a fifth are. Flagging a well read page is a false alarm.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

WELL, BADLY = 0.1, 0.2


def error_of(page: dict[str, Any]) -> float:
    return float(page.get("line_loose", page["loose"]))


def row(name: str, pages: list[dict[str, Any]]) -> str:
    well = [page for page in pages if error_of(page) < WELL]
    badly = [page for page in pages if error_of(page) > BADLY]
    cells = [name, str(len(pages))]
    for some in (well, badly):
        cells += [str(len(some)), str(sum(page["verdict"] != "pass" for page in some))]
    cells.append(str(sum(page["verdict"] == "quarantine" for page in badly)))
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    import django

    django.setup()
    from ocr_engine.evaluations import ocr
    from ocr_engine.reader import reader

    sets = ocr.run({"folders": [Path(given) for given in sys.argv[1:]], "engine": "auto"})["sets"]
    reader().close()
    read = {name: [page for page in found["pages"] if "error" not in page] for name, found in sets.items()}
    sys.stdout.write(
        "| set | pages | well read | of these flagged: false alarms | badly read | of these flagged | kept out |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n"
    )
    for name, pages in read.items():
        sys.stdout.write(row(name, pages) + "\n")
    every = [page for pages in read.values() for page in pages]
    sys.stdout.write(row("all", every) + "\n\n")
    for page in every:
        if (page["verdict"] == "pass") != (error_of(page) < WELL):
            sys.stdout.write(f"{page['page']}: error {error_of(page):.2f}, {page['verdict']}\n")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main()
