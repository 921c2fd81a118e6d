"""What an errand could not do, kept with it; and how soon the search hears of what it did."""

from __future__ import annotations

from archive import errands, pipeline
from archive.models import Errand

#: Pages that are named; of all others only the number is kept.
NAMED = 200


def add(errand: Errand, name: str, pages: list[int]) -> None:
    """Inside the transaction that moves the errand on."""
    if not pages:
        return
    options = Errand.objects.values_list("options", flat=True).get(pk=errand.pk)
    options[name] = [*options.get(name, []), *pages][:NAMED]
    options[f"{name}_count"] = options.get(f"{name}_count", 0) + len(pages)
    Errand.objects.filter(pk=errand.pk).update(options=options)


def queue(errand: Errand) -> str:
    """The first pages before the backlog, since somebody looks at them; the many after it, so that nobody who
    writes meanwhile waits for them."""
    return "index-now" if errand.done < errands.FEW else pipeline.INDEX.queue
