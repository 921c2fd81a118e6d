"""What can go wrong with one file or page, said so that a person knows what to do."""

from __future__ import annotations

from archive.blocks import storable


class Fault(Exception):
    """`code` is for programs and translations, `message` says why and what to do.

    `retryable` means the same work may succeed later without anybody changing anything."""

    code = "fault"
    retryable = False

    def __init__(self, message: str, *, code: str | None = None, retryable: bool | None = None) -> None:
        # Libraries put bytes of damaged files into what they say; it is kept, shown and printed.
        self.message = storable(message)
        super().__init__(self.message)
        self.code = code or self.code
        self.retryable = self.retryable if retryable is None else retryable


class Refused(Fault):
    """A file that cannot be taken in."""

    code = "refused"


class EngineMissing(Fault):
    """An engine that is not installed; the message says what to install."""

    code = "engine_missing"


class ChildDied(Fault):
    """A child process died while it had this work alone."""

    code = "killed_its_reader"
    retryable = True


class OutOfTime(Fault):
    code = "out_of_time"
    retryable = True


class MachineFailed(Exception):
    """The machine, and not the page, is at fault, so that any page would fail now: a card that died."""


class LeaseLost(Exception):
    """Somebody else has this work now; what was computed is thrown away."""
