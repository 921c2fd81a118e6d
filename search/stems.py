"""Stems of folded words, for ranking: "ships" and "shipping" are about the same thing.

A stem carries its language ("en|ship"), since one spelling means different things in two."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

_SNOWBALL = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "fi": "finnish", "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
_THREE = {
    "ara": "ar", "dan": "da", "deu": "de", "ger": "de", "ell": "el", "gre": "el", "eng": "en", "spa": "es",
    "fin": "fi", "fra": "fr", "fre": "fr", "hun": "hu", "ita": "it", "nld": "nl", "dut": "nl", "nor": "no",
    "nob": "no", "nb": "no", "por": "pt", "ron": "ro", "rum": "ro", "rus": "ru", "swe": "sv", "tam": "ta",
    "tur": "tr",
}  # fmt: skip


def language(*codes: str) -> str:
    """The first of the codes ("de", "deu", "de-AT", …) that has a stemmer; "" if another language is
    named; English if none is named at all."""
    named = [code.strip().lower().split("-")[0].split("_")[0] for code in codes if code and code.strip()]
    for code in named:
        short = _THREE.get(code, code)
        if short in _SNOWBALL:
            return short
    return "" if named else "en"


@cache
def _stemmer(code: str) -> Any:
    import tantivy

    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.stemmer(_SNOWBALL[code])).build()
    )


@lru_cache(maxsize=200_000)
def stem(word: str, code: str) -> str:
    if not code:
        return f"|{word}"
    return f"{code}|{''.join(_stemmer(code).analyze(word)) or word}"
