"""How often the gate takes a true text for an invented one, and an invented one for true.

    python bench/disagreement.py SET…     # folders with gt-json/ and images/, as `evaluate ocr` reads them

The truth of each page stands for what a model wrote, without places; the small engine reads the page beside it.
A reason `disagreement` or `unheard` is then a false alarm. The truth of another page of the set stands for what a
model invented: without such a reason it is a miss."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django

django.setup()

from ocr_engine.deepseek.reading import Part, Raw, parsed  # noqa: E402  Django first
from ocr_engine.engine import Parsed  # noqa: E402
from ocr_engine.evaluations import truth  # noqa: E402
from ocr_engine.gate import judge  # noqa: E402

_CODES = ("disagreement", "unheard")


def said_of(text: str, beside: Parsed) -> str:
    """The verdict's word on the two together: "", "flag" or "quarantine"."""
    verdict = judge(parsed(Raw("plain", "text", beside.turn, (Part(text),)), beside))
    return next((reason.decision for reason in verdict.reasons if reason.code in _CODES), "")


def main(folders: list[str]) -> None:
    print(
        "| set | pages | true: flagged | true: quarantined | invented: flagged | invented: quarantined | missed |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for folder in folders:
        pages = truth.pages(Path(folder))
        true, invented = Counter[str](), Counter[str]()
        for place, page in enumerate(pages):
            beside = truth.read(page, "rapidocr")[1].parsed
            true[said_of(page.text, beside)] += 1
            other = next((one for one in [*pages[place + 1 :], *pages] if one.text[:80] != page.text[:80]), None)
            if other is not None:
                invented[said_of(other.text, beside)] += 1
        row = [Path(folder).name, len(pages), true["flag"], true["quarantine"]]
        print(
            "|",
            " | ".join(map(str, [*row, invented["flag"], invented["quarantine"], invented[""]])),
            "|",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
