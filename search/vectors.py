"""Vectors kept in the database, by the hash of the text and the embedder that made them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from archive.models import Transcription
from search import passages
from search.models import Passage, Vector

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from search.embedder import Embedder

Made = dict[str, "NDArray[np.float32]"]
_HALF = np.dtype("<f2")


def missing(texts: Mapping[str, str], tool: Embedder) -> Made:
    """Vectors of the texts (by hash) that the database does not have yet."""
    known = Vector.objects.filter(embedder=tool.fingerprint, text_hash__in=list(texts))
    wanted = sorted(set(texts) - set(known.values_list("text_hash", flat=True)))
    return dict(zip(wanted, tool.passages([texts[h] for h in wanted]), strict=True)) if wanted else {}


def keep(made: Made, tool: Embedder) -> None:
    Vector.objects.bulk_create(
        (Vector(text_hash=h, embedder=tool.fingerprint, halves=v.astype(_HALF).tobytes()) for h, v in made.items()),
        ignore_conflicts=True,
    )


def of(hashes: Iterable[str], fingerprint: str) -> dict[str, NDArray[np.float16]]:
    rows = Vector.objects.filter(embedder=fingerprint, text_hash__in=list(hashes))
    return {h: np.frombuffer(halves, _HALF) for h, halves in rows.values_list("text_hash", "halves")}


def complete(rows: list[Passage], tool: Embedder) -> dict[str, NDArray[np.float16]]:
    """The vectors of all these passages; what is missing (after a change of embedder, for example) is
    made and kept."""
    known = of({row.text_hash for row in rows}, tool.fingerprint)
    lacking = [row for row in rows if row.text_hash not in known]
    if lacking:
        versions = Transcription.objects.in_bulk({row.transcription_id for row in lacking})
        texts = {pk: version.content().text for pk, version in versions.items()}
        said = {
            row.text_hash: passages.spoken(texts[row.transcription_id][row.start : row.end])
            for row in lacking
            if row.transcription_id in texts
        }
        made = missing(said, tool)
        keep(made, tool)
        known |= of({row.text_hash for row in lacking}, tool.fingerprint)
    return known
