"""System checks: what is wrong with the settings, and what to do."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from archive import environment
from archive.showing import numerals


@register()
def environment_is_understood(**_: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = [
        Error(
            f"{problem.name}={problem.given!r} is not {problem.wanted}.",
            hint=f"Set {problem.name} to {problem.wanted}, or unset it.",
            id="muniment.E001",
        )
        for problem in environment.problems
    ]
    known = set(environment.known)
    found += [
        Error(
            f"{name} is not a setting of Muniment.",
            hint="docs/operating.md lists every setting; a misspelt one would silently do nothing.",
            id="muniment.E002",
        )
        for name in os.environ
        if name.startswith("MUNIMENT_") and name not in known
    ]
    return found


@register()
def restore_ended(**_: Any) -> list[CheckMessage]:
    """A data folder that is only half restored must not be mistaken for an archive."""
    if not (Path(settings.MUNIMENT_HOME) / "restoring.json").exists():
        return []
    return [
        Error(
            f"A restore into {settings.MUNIMENT_HOME} did not end.",
            hint="Call the same `manage.py restore` again; it goes on where it was.",
            id="muniment.E004",
        )
    ]


@register()
def servers_have_addresses(**_: Any) -> list[CheckMessage]:
    given = settings.MUNIMENT_OCR_SERVER
    try:
        parts = urlsplit(given)
        if not given or (parts.scheme in ("http", "https") and parts.hostname and parts.port != 0):
            return []
    except ValueError:  # a port that is none
        pass
    return [
        Error(
            f"MUNIMENT_OCR_SERVER={given!r} is not the address of a server.",
            hint="Give it in full, for example http://127.0.0.1:8000/v1.",
            id="muniment.E005",
        )
    ]


@register()
def bind_is_an_address(**_: Any) -> list[CheckMessage]:
    host, _colon, port = settings.MUNIMENT_BIND.rpartition(":")
    number = numerals.whole(port)
    if host and number is not None and number < 65536:
        return []
    return [
        Error(
            f"MUNIMENT_BIND={settings.MUNIMENT_BIND!r} is not an address.",
            hint="Give host:port, for example 127.0.0.1:8000.",
            id="muniment.E003",
        )
    ]
