"""From tokens to text, with the place where each token ends: tokens are bytes, and may end within a letter."""

from __future__ import annotations

import codecs
import functools
from typing import Any


@functools.cache
def _bytes_of_letters() -> dict[str, int]:
    """Tokenizers of this kind write every byte as a letter: those that can be printed as themselves, the others as
    the letters after them."""
    printed = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printed]
    return {chr(byte): byte for byte in printed} | {chr(256 + place): byte for place, byte in enumerate(others)}


def spelled(tokenizer: Any, tokens: list[int]) -> tuple[str, list[int]]:
    """The text, and for each token how long the text is once it was said. Half a letter counts to the token that
    ends it; bytes that are no letter become �."""
    letters, added = _bytes_of_letters(), tokenizer.added_tokens_decoder
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    parts: list[str] = []
    ends: list[int] = []
    length = 0
    for token, name in zip(tokens, tokenizer.convert_ids_to_tokens(tokens), strict=True):
        if token in added:
            said = decoder.decode(b"", final=True) + added[token].content
        else:
            said = decoder.decode(bytes(letters[letter] for letter in name or "" if letter in letters))
        parts.append(said)
        length += len(said)
        ends.append(length)
    rest = decoder.decode(b"", final=True)
    if rest and ends:
        ends[-1] += len(rest)
    return "".join([*parts, rest]), ends
