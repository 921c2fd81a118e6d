"""Collecting static files at start, only when they changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStatic(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it has no type hints
    """The names of files that scripts import carry hashes as well, so that browsers keep every module for good
    and never mix the modules of two releases."""

    support_js_module_import_aggregation = True


def collect() -> None:
    """Copies, hashes and compresses static files into STATIC_ROOT. A second start finds nothing to do."""
    stamp, state = Path(settings.STATIC_ROOT) / ".stamp", _state()
    if stamp.exists() and stamp.read_text(encoding="ascii") == state:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(state, encoding="ascii")


def _state() -> str:
    digest = hashlib.sha256(f"{django.__version__} {settings.STORAGES}".encode())
    for folder in settings.STATICFILES_DIRS:
        for file in sorted(Path(folder).rglob("*")):
            about = file.stat()
            digest.update(f"{file} {about.st_size} {about.st_mtime_ns}\n".encode())
    return digest.hexdigest()
