"""axe-core on a page: accessibility faults that a machine can find. The library (MPL-2.0, pinned in package.json)
is used by tests alone and comes from node_modules: `npm ci --ignore-scripts`."""

from __future__ import annotations

import functools
from typing import Any

import pytest
from playwright.sync_api import Page as Window

from tests.running import ROOT

LIBRARY = ROOT / "node_modules" / "axe-core" / "axe.min.js"


@functools.cache
def _library() -> str:
    if not LIBRARY.is_file():
        pytest.skip("axe-core is not there: run `npm ci --ignore-scripts`.")
    return LIBRARY.read_text(encoding="utf-8")


def faults(window: Window, within: str = "html") -> list[str]:
    """One line for each element at fault: rule, selector, why. Looks at the page as it is now."""
    if not window.evaluate("typeof window.axe === 'object'"):
        # Evaluated by the debugger, which the page's content security policy does not bind.
        window.evaluate(_library())
    found: dict[str, Any] = window.evaluate(
        "(within) => axe.run(within, {resultTypes: ['violations'], preload: false})", within
    )
    return [
        f"{rule['id']} at {' '.join(map(str, node['target']))}: {node.get('failureSummary', rule['help'])}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def settle(window: Window) -> None:
    """Colours may fade from one to the other; some things never stand still."""
    for _ in range(10):
        if not window.evaluate("document.getAnimations().length"):
            return
        window.wait_for_timeout(50)


def assert_clean(window: Window, step: str = "") -> None:
    """No faults in light, and none in dark; leaves the page in the scheme it came in."""
    before = "dark" if window.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"
    for scheme in ("light", "dark"):
        window.emulate_media(color_scheme=scheme)
        settle(window)
        said = faults(window)
        assert not said, f"{step or window.url}, {scheme}:\n" + "\n".join(said)
    window.emulate_media(color_scheme=before)
