"""Reading the body of an upload without letting slow or silent senders take the site."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from django.http import HttpRequest

#: Half of the web server's threads: pages are still shown while others upload.
HANDS = threading.BoundedSemaphore(4)
#: Seconds without a byte after which the connection is taken for broken.
_PATIENCE = 20.0


class Full(Exception):
    """As many uploads as may be are being received; the sender tries again in a moment."""


@contextlib.contextmanager
def listening(request: HttpRequest) -> Iterator[None]:
    """Raises Full. Inside, a read of the body that waits too long raises OSError."""
    if not HANDS.acquire(timeout=0.5):
        raise Full
    wire = request.META.get("gunicorn.socket")
    before = wire.gettimeout() if wire is not None else None
    try:
        if wire is not None:
            wire.settimeout(_PATIENCE)
        yield
    finally:
        if wire is not None:
            with contextlib.suppress(OSError):  # closed meanwhile
                wire.settimeout(before)
        HANDS.release()
