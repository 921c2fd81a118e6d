"""Writing the demo to a folder: files to take in, the sheet that describes them, and the truth about them.

Costs a few seconds; writing twice gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from archive.demo.documents import DOCUMENTS, Document, Drawn
from archive.demo.drawing import DrawnLine, DrawnPage

SHEET = "sheet.csv"
_COLUMNS = ("file", "shelfmark", "title", "date", "language", "description")


def write(folder: Path, *, truth: bool = True) -> list[Path]:
    """`folder/files/…` and `folder/sheet.csv`; with `truth` also `gt-json/` and `images/`, which
    `evaluate ocr` scores by. Returns the files to take in, in order.
    """
    files = folder / "files"
    files.mkdir(parents=True, exist_ok=True)
    written = []
    for document in DOCUMENTS:
        drawn = document.draw()
        path = files / document.file
        path.write_bytes(drawn.data)
        written.append(path)
        if truth:
            _write_truth(folder, document, drawn)
    (folder / SHEET).write_bytes(_sheet().encode())
    return written


def truth_of(page: DrawnPage, name: str, image: str) -> dict[str, Any]:
    """What stands on a page, in pixels of the image as it lies."""
    return {
        "id": name,
        "image": image,
        "width": page.image.width,
        "height": page.image.height,
        "lang": page.language,
        "turn": page.turn,
        "text": page.text,
        "lines": [_line(line) for line in page.lines],
    }


def _line(line: DrawnLine) -> dict[str, Any]:
    words = [{"text": word.text, "bbox": _rounded(word.box)} for word in line.words]
    return {"text": line.text, "bbox": _rounded(line.box), "kind": line.kind.value, "words": words}


def _rounded(box: tuple[float, float, float, float]) -> list[float]:
    return [round(value, 2) for value in box]


def _write_truth(folder: Path, document: Document, drawn: Drawn) -> None:
    """One image and one JSON file for each page."""
    for place in ("gt-json", "images"):
        (folder / place).mkdir(exist_ok=True)
    for number, page in enumerate(drawn.pages, 1):
        name = Path(document.file).stem + (f"-{number}" if len(drawn.pages) > 1 else "")
        image = f"images/{name}.jpg"
        page.image.save(folder / image, quality=92)
        truth = truth_of(page, name, image) | {"file": document.file, "page": number}
        text = json.dumps(truth, ensure_ascii=False, indent=1)
        (folder / "gt-json" / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def _sheet() -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([getattr(document, column) for column in _COLUMNS] for document in DOCUMENTS)
    return out.getvalue()
