"""A script the engine cannot write is said to be so, with what to install, and never kept as Latin noise."""

from __future__ import annotations

from collections.abc import Iterator

from ocr_engine.gate import confidence, filling
from ocr_engine.gate.leaf import Leaf
from ocr_engine.gate.reason import Reason
from ocr_engine.scripts import advice, unwritable

BELIEVED = 0.92  # Latin letters read this surely on such a page are Latin letters


def reasons(leaf: Leaf) -> Iterator[Reason]:
    beyond = unwritable(leaf.languages, leaf.scripts)
    if beyond and len(beyond) == len(leaf.languages):
        noise = bool(leaf.letters) and _noise(leaf)
        yield Reason("script", advice(beyond), "quarantine" if noise else "flag")


def _noise(leaf: Leaf) -> bool:
    sure = leaf.parsed.facts.get("confidence")
    share = filling.filled(leaf.parsed, leaf.aspect)
    unsure = confidence.unsure_share(leaf.parsed, leaf.bounds.sure)
    return (
        sure is None
        or sure < BELIEVED
        or (share is not None and share < leaf.bounds.unfilled)
        or (unsure is not None and unsure > leaf.bounds.doubted)
    )
