"""The first step of a page's way: page image, tile pyramid, thumbnail, and the words a PDF carries.

The bytes are opened in a child process (`archive.opening`); here the results get their names and places.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from archive import store
from archive.children import Children
from archive.faults import ChildDied, Fault, OutOfTime, Refused
from archive.models import Page

log = logging.getLogger(__name__)
TARGET = "archive.opening.serving.serve"
_ROOM = 64 << 20  # bytes free; with less a page image and its pyramid may not have fitted
_JOBS = 100  # after so many pages a child is replaced, so that leaks cannot add up


@dataclass(frozen=True, slots=True)
class Rendered:
    image: str  # sha256
    width: int
    height: int
    dpi: float | None
    layer: str  # sha256, or ""


@dataclass(frozen=True, slots=True)
class Inspected:
    media_type: str
    pages: int


@functools.cache
def children() -> Children:
    """Started on first use, as many as are asked for at the same time."""
    memory = settings.MUNIMENT_CHILD_MEMORY_MB << 20
    return Children(TARGET, os.cpu_count() or 1, memory=memory, jobs=_JOBS, rest=memory // 2)


def limits() -> dict[str, int]:
    return {
        "pixels": settings.MUNIMENT_MAX_PIXELS,
        "pages": settings.MUNIMENT_MAX_PAGES,
        "dpi": settings.MUNIMENT_RENDER_DPI,
        "memory": settings.MUNIMENT_CHILD_MEMORY_MB << 20,
    }


def inspect(path: Path, password: str = "") -> Inspected:
    """What a file is. Raises Refused, also when opening the file kills or exhausts the child."""
    request = {"do": "inspect", "path": os.fspath(path), "password": password, "limits": limits()}
    for last in (False, True):
        try:
            return Inspected(**_ask(request))
        except ChildDied as death:
            if last:  # twice, and alone both times: it is the file
                raise Refused(
                    "Opening this file crashes the program that reads it; it is damaged or made to do harm. "
                    "Save it anew with the program that made it.",
                    code="crashes",
                ) from death
        except OutOfTime as error:
            raise Refused(
                f"Opening this file takes longer than {settings.MUNIMENT_RENDER_SECONDS:.0f} seconds. Split it, or "
                "ask the operator to raise MUNIMENT_RENDER_SECONDS.",
                code="out_of_time",
            ) from error
        except Fault as fault:
            raise Refused(fault.message, code=fault.code) from fault
    raise AssertionError("unreachable")


def _ask(request: dict[str, Any]) -> dict[str, Any]:
    """What nobody foresaw inside the child is our mistake, not the end of everybody else's files."""
    try:
        return children().call(request, settings.MUNIMENT_RENDER_SECONDS)
    except RuntimeError as error:
        log.exception("unforeseen in %s", TARGET)
        raise Fault(
            "This file leads to an error in the program, which is in its log. Please report it; saving the file "
            "anew with the program that made it may help.",
            code="unforeseen",
        ) from error


def compute(page: Page) -> Rendered:
    """Makes what the page needs and puts it into the store, where the same bytes twice are one file."""
    with _folder() as folder, _room_in(folder):
        made = _ask(
            {
                "do": "render",
                "path": os.fspath(store.path("originals", page.original.sha256)),
                "password": page.original.password,
                "limits": limits(),
                "index": page.index,
                "folder": os.fspath(folder),
            }
        )
        image = store.hash_of(_inside(folder, made["image"]))
        layer = _inside(folder, made["layer"]) if made["layer"] else None
        layer_hash = store.hash_of(layer) if layer else ""
        # The image comes last: whoever finds it finds everything that belongs to it.
        store.put("pyramids", image, _inside(folder, made["pyramid"]))
        store.put("thumbs", image, _inside(folder, made["thumb"]))
        if layer:
            store.put("layers", layer_hash, layer)
        store.put("images", image, _inside(folder, made["image"]))
    return Rendered(image, made["width"], made["height"], made["dpi"], layer_hash)


def store_page(page: Page, rendered: Rendered) -> dict[str, Any]:
    if not store.path("images", rendered.image).exists():
        # Another page with the same image was being removed for good (archive.keeping.purging).
        raise Fault("The image was removed while it was being made.", code="removed", retryable=True)
    # Where the text speaks of this very image (which was lost, and is made again), it is not read again.
    known = page.current is not None and page.current.image == rendered.image
    stage = Page.Stage.TRANSCRIBED if known else Page.Stage.RENDERED
    return {"stage": stage, **asdict(rendered)}


@contextlib.contextmanager
def _room_in(folder: Path) -> Iterator[None]:
    """On a full disk decoders call every file damaged: then it is the disk that is at fault, not the page."""
    try:
        yield
    except Fault as fault:
        if shutil.disk_usage(folder).free < _ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), os.fspath(folder)) from fault
        raise


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=store.scratch(), prefix="render-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def _inside(folder: Path, name: str) -> Path:
    """A child that hostile bytes took over must not be able to name a file elsewhere."""
    path = folder / Path(name).name
    if path.is_symlink() or not path.is_file():
        raise Fault("The page could not be made: a part of it is missing.", code="incomplete", retryable=True)
    return path
