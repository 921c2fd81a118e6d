"""A text in a language or a script that nobody expects of this page."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext

from ocr_engine import scripts
from ocr_engine.gate import tongue
from ocr_engine.gate.leaf import Leaf
from ocr_engine.gate.reason import Reason

_TELLING = 30  # words, letters: fewer tell nothing
_SPOKEN = 0.15  # of the words are small words, where a text is in that language
_LETTERS = 25
_CLOSE = 0.6  # of what it says, another reading says too


def reasons(leaf: Leaf) -> Iterator[Reason]:
    found = list(_script(leaf))
    yield from found or _language(leaf)


def _script(leaf: Leaf) -> Iterator[Reason]:
    if not leaf.languages:
        return
    counted = scripts.scripts_in(leaf.text)
    every = sum(counted.values())
    expected = scripts.covered(map(scripts.script_for, leaf.languages))
    strange = {script: count for script, count in counted.items() if script not in expected}
    share = sum(strange.values()) / every if every else 0.0
    if every < _LETTERS or share < leaf.bounds.strange:
        return
    name = scripts.name(max(strange, key=strange.__getitem__))
    sentence = gettext("The text is in %(script)s letters, which nobody expects on this page.")
    heard = scripts.scripts_in(leaf.heard)
    also = sum(count for script, count in heard.items() if script in strange) > _CLOSE * sum(heard.values())
    # Where another reader saw the same, the record's language is wrong rather than the text.
    yield Reason(
        "strange_script",
        sentence % {"script": name},
        "flag" if heard and also else "quarantine",
        figures={"share": share},
    )


def _language(leaf: Leaf) -> Iterator[Reason]:
    expected = [named for named in map(tongue.named, leaf.languages) if named]
    if not expected or len(expected) < len(leaf.languages):
        return  # a language of which nothing is known may look like any
    words, counted = tongue.shares(leaf.text)
    if words < _TELLING:
        return
    language, most = tongue.best(counted)
    own = tongue.best(counted, expected)[1]
    if language in expected or most < _SPOKEN * words or most < leaf.bounds.foreign * max(own, 1):
        return
    heard_words, heard = tongue.shares(leaf.heard)
    if heard_words >= _TELLING and tongue.best(heard)[0] == language:
        return  # another reader saw the same: the page has it
    sentence = gettext("The text is in another language (%(found)s) than the page is said to be (%(expected)s).")
    yield Reason(
        "language",
        sentence % {"found": language, "expected": ", ".join(leaf.languages)},
        "quarantine" if heard_words >= _TELLING else "flag",
        figures={"found": most / words, "expected": own / words},
    )
