"""Pages drawn for this project: the demo collection of a fresh archive and the test pages of the suite.

This module is light: what draws is imported when something is drawn.
"""

from __future__ import annotations

SLUG = "demo"
#: The verb of the event that says the demo was taken in whole.
DONE = "demo_taken_in"


def wanted() -> bool:
    """Whether a fresh archive should get the demo: it never held anything, or filling it was interrupted."""
    from archive.models import Collection, Event

    if Event.objects.filter(verb=DONE).exists():
        return False
    held = Collection.objects.exclude(slug=SLUG).exists()
    begun = Collection.objects.filter(slug=SLUG).exists()
    return not held and (begun or not Event.objects.exists())
