"""Characters as PDF fonts name them to characters as people write them."""

from __future__ import annotations

import unicodedata

_DROPPED = {
    "\u200b",
    "\u200e",
    "\u200f",
    "\ufeff",
    "\u2060",
    *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2066, 0x206A)),
}
_SOFT_HYPHEN = "\u00ad"


def spelled(text: str) -> str:
    """Ligatures and presentation forms as letters, soft hyphens gone but for one at the end, composed."""
    ends_soft = text.rstrip().endswith(_SOFT_HYPHEN)
    kept = "".join(_letters(c) for c in text if c not in _DROPPED and c != _SOFT_HYPHEN)
    return unicodedata.normalize("NFC", kept + "-" if ends_soft else kept)


def _letters(c: str) -> str:
    if "\ufb00" <= c <= "\ufdff" or "\ufe70" <= c <= "\ufefe":
        return unicodedata.normalize("NFKC", c).strip() or c
    if c.isspace():
        return " "
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in ("Cc", "Cs") else c
