"""Opening a file for one reading that keeps nothing: the page image in a folder that goes away."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from archive import rendering, store
from archive.faults import Refused
from ocr_engine.engine import PageSource


@contextlib.contextmanager
def opened(file: Path, number: int, password: str = "", languages: tuple[str, ...] = ()) -> Iterator[PageSource]:
    """Page `number` (from 1) of the file. Raises Refused with the reason and what to do."""
    if not file.is_file():
        raise Refused(f"There is no file {file}.", code="no_such_file")
    with tempfile.TemporaryDirectory(dir=store.scratch(), prefix="read-", ignore_cleanup_errors=True) as folder:
        request = {
            "path": os.fspath(file.resolve()),
            "password": password,
            "limits": rendering.limits(),
            "index": number - 1,
            "folder": folder,
        }
        pages = rendering.inspect(file.resolve(), password).pages if number != 1 else 1
        if not 1 <= number <= pages:
            many = f"{pages} pages" if pages > 1 else "1 page"
            raise Refused(f"{file.name} has {many}; there is no page {number}.", code="no_such_page")
        made = rendering.children().call(request | {"do": "image"}, settings.MUNIMENT_RENDER_SECONDS)
        yield PageSource(
            image=_inside(folder, made["image"]),
            width=made["width"],
            height=made["height"],
            dpi=made["dpi"],
            languages=languages,
            layer=_inside(folder, made["layer"]) if made["layer"] else "",
        )


def _inside(folder: str, name: str) -> str:
    """A child that hostile bytes took over must not be able to name a file elsewhere."""
    return str(Path(folder) / Path(name).name)
