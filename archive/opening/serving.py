"""What a child process (`archive.children`) does with uploaded bytes.

`serve` answers two questions: what a file is and how many pages it has ("inspect"), and what one of
its pages looks like ("render": page image, tile pyramid, thumbnail, and the words a PDF carries).
"""

from __future__ import annotations

import resource
from pathlib import Path
from typing import Any, Protocol

from archive.faults import Refused
from archive.opening import images, kinds, pdf, tiff
from archive.opening.limits import Limits
from archive.opening.making import Made, described, finish

# No core dumps of other people's papers; no runaway file (a page image and its pyramid stay far below).
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_FSIZE, (8 << 30, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


class Family(Protocol):
    """A family of formats. Both raise Refused with a sentence that says why and what to do."""

    def count(self, path: Path, media_type: str, password: str, limits: Limits) -> int:
        """Pages in the file, after checking what can be checked without making them all."""

    def page(
        self, path: Path, media_type: str, index: int, password: str, limits: Limits, folder: Path
    ) -> Made: ...


def family(media_type: str) -> Family:
    if media_type == kinds.ZIP:
        raise Refused("This is a ZIP inside a ZIP. Unpack the inner one first.", code="nested_zip")
    special: dict[str, Family] = {kinds.PDF: pdf.FAMILY, kinds.TIFF: tiff.FAMILY}
    return special.get(media_type, images.FAMILY)


def serve(request: dict[str, Any]) -> dict[str, Any]:
    """{"do": "inspect", "path", "password", "limits"} -> {"media_type", "pages"};
    {"do": "render", …, "index", "folder"} -> file names inside `folder` and what is known of the image.
    {"do": "image", …} -> the same without pyramid and thumbnail, for a reading that keeps nothing."""
    path, password, limits = Path(request["path"]), request["password"], Limits(**request["limits"])
    media_type = kinds.identify(path)
    opener = family(media_type)
    if request["do"] == "inspect":
        pages = opener.count(path, media_type, password, limits)
        limits.check_pages(pages)
        return {"media_type": media_type, "pages": pages}
    folder = Path(request["folder"])
    made = opener.page(path, media_type, request["index"], password, limits, folder)
    return finish(made, folder) if request["do"] == "render" else described(made)
