"""Which scripts a text is in, which a language needs, and what to do when an engine cannot write one.

Scripts go by their ISO 15924 codes, languages by ISO 639-1 or 639-3 (with or without a region: "zh-TW")."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable

from django.utils.translation import gettext

from ocr_engine import script_tables as tables


def _pairs(table: str) -> dict[str, str]:
    """ "a b c, d e" as {a: "b c", d: "e"}."""
    entries = (entry.strip() for entry in table.replace("\n", " ").split(","))
    return {key: value for key, _white, value in (entry.partition(" ") for entry in entries)}


def _groups(table: str) -> dict[str, list[str]]:
    """Lines like "a: b c" as {a: [b, c]}; a line without a colon goes on with the one above."""
    found: dict[str, list[str]] = {}
    for line in table.strip().split("\n"):
        head, colon, rest = line.partition(":")
        if colon:
            found[head] = rest.split()
        else:
            found[list(found)[-1]] += line.split()
    return found


_SPANS = sorted(
    (int(span.split("-")[0], 16), int(span.split("-")[-1], 16), script)
    for span, script in _pairs(tables.RANGES).items()
)
_STARTS = [span[0] for span in _SPANS]
_OF_LANGUAGE = {code: script for script, codes in _groups(tables.LANGUAGES).items() for code in codes}
_COVERS = _groups(tables.COVERS)
_NAMES = _pairs(tables.NAMES)
_PACKS = _pairs(tables.PACKS)


def script_of(character: str) -> str:
    """The script of a letter, "" for what all scripts share: digits, signs, white."""
    at = bisect_right(_STARTS, ord(character)) - 1
    return _SPANS[at][2] if at >= 0 and ord(character) <= _SPANS[at][1] else ""


def scripts_in(text: str) -> Counter[str]:
    """How many letters of each script the text holds."""
    counted = Counter(map(script_of, text))
    del counted[""]
    return counted


def script_for(language: str) -> str:
    """The script a language is mostly printed in; Latin where nothing else is known."""
    tag = language.strip().casefold().replace("_", "-")
    parts = tag.split("-")
    named = next((p.title() for p in parts[1:] if len(p) == 4 and p.isalpha()), "")
    return named or _OF_LANGUAGE.get(parts[0], "Latn")


def covered(scripts: Iterable[str]) -> frozenset[str]:
    """Codes of mixtures and manners of writing resolved to the scripts of single letters."""
    return frozenset(one for script in scripts for one in _COVERS.get(script, [script]))


def unwritable(languages: Iterable[str], engine_scripts: Collection[str]) -> tuple[str, ...]:
    """The languages whose script an engine cannot write; an engine that names no script writes all."""
    if not engine_scripts:
        return ()
    able = covered(engine_scripts)
    return tuple(language for language in languages if not covered([script_for(language)]) <= able)


def name(script: str) -> str:
    """The script's English name, for sentences."""
    return _NAMES.get(script, script)


def pack(language: str) -> str:
    """What Tesseract calls the data it needs for a language."""
    tag = language.strip().casefold().replace("_", "-")
    if tag.startswith(("zh", "chi", "zho")) and any(part in tag for part in ("tw", "hk", "hant")):
        return "chi_tra"
    code = tag.partition("-")[0]
    return _PACKS.get(code) or (code if len(code) == 3 else _PACKS.get(script_for(language), "eng"))


def advice(languages: Iterable[str]) -> str:
    """What to install so that pages in these languages can be read; "" when there are none."""
    wanted = list(languages)
    if not wanted:
        return ""
    scripts = ", ".join(dict.fromkeys(name(script_for(language)) for language in wanted))
    packs = list(dict.fromkeys(pack(language) for language in wanted))
    system = " ".join("tesseract-ocr-" + each.replace("_", "-") for each in packs)
    return gettext(
        "This engine cannot write %(scripts)s. Install Tesseract with the language data %(packs)s "
        "(on Debian and Ubuntu: apt install tesseract-ocr %(system)s) and read the page again with it."
    ) % {"scripts": scripts, "packs": "+".join(packs), "system": system}
