"""Readings in which a model speaks for itself: excuses, descriptions, its prompt, fences of JSON and markdown."""

from __future__ import annotations

import json
from random import Random

from bench.gate_pages.cases import Case, Made, Maker, flavour, judged
from bench.gate_pages.honest import leaf, read_well, seen_again
from bench.gate_pages.readings import Part, Reading, around, laid, unplaced
from bench.gate_pages.writer import Writer

_LOCAL = ("refusal_de", "refusal_fr", "refusal_es", "refusal_zh")


def _chatter(case: Case) -> Made:
    dice = case.dice
    found = leaf(dice)
    reading = chattered(read_well(found.truth, dice), dice)
    way = flavour(dice)
    way = way if way != "detected" or dice.random() < 0.4 else "blocks"
    return judged(found.page, reading, case, found.languages, way=way, second=seen_again(found.truth, dice))


def chattered(truth: Reading, dice: Random) -> Reading:
    """Alone in place of the text, before it, after it, in the middle of it, or fenced in."""
    writer, way = Writer("chatter", dice), dice.random()
    local = dice.choice(_LOCAL)
    if way < 0.35:
        said = dice.choice(
            (
                writer.say("refusal"),
                writer.say("description"),
                f"{writer.say('description')} {writer.say('description')} {writer.say('ending')}",
                writer.say(local),
                writer.say("prompt"),
                " ".join([writer.say("prompt")] * dice.randint(2, 4)),
                f"{writer.say('opening')}\n{writer.say('refusal')}",
            )
        )
        whole = around([part.place for part in truth])
        return (unplaced(said, whole) if dice.random() < 0.5 else _spoken(said, truth, dice),)
    if way < 0.5:
        return _fenced(truth, writer, dice)
    before = dice.choice(
        (writer.say("opening"), writer.say("prompt"), writer.say(local), writer.say("description"))
    )
    after = dice.choice((writer.say("ending"), writer.say("refusal"), writer.say("prompt"), writer.say(local)))
    if way < 0.68:
        return (_spoken(before, truth[:1], dice), *truth)
    if way < 0.82:
        return (*truth, _spoken(after, truth[-1:], dice))
    if way < 0.9:
        middle = dice.randint(1, len(truth))
        return (*truth[:middle], _spoken(after, truth[middle - 1 : middle], dice), *truth[middle:])
    return (_spoken(before, truth[:1], dice), *truth, _spoken(after, truth[-1:], dice))


def _spoken(text: str, near: Reading, dice: Random) -> Part:
    """What was said, over the region of the parts it replaces or stands next to."""
    where = around([part.place for part in near])
    if any(not row.places for part in near for row in part.rows):
        return unplaced(text, where)
    x0, y0, x1, _ = where
    top = min(y0, 0.8)
    part = laid(text, (x0, top, max(x1, min(1.0, x0 + 0.4)), 1.0), 0.022, dice)
    return part if len(part.rows) else unplaced(text, where)


def _fenced(truth: Reading, writer: Writer, dice: Random) -> Reading:
    """The page as a value in JSON or between markdown's fences, as one block without places of words."""
    text = "\n\n".join(part.text for part in truth)
    where = around([part.place for part in truth])
    way = dice.randrange(5)
    if way == 0:
        said = "```json\n" + json.dumps({"text": text}, ensure_ascii=False) + "\n```"
    elif way == 1:
        said = f"```markdown\n{text}\n```"
    elif way == 2:
        items = [{"bbox": _thousandths(p), "category": "Text", "text": p.text} for p in truth]
        said = json.dumps(items, ensure_ascii=False)
    elif way == 3:
        said = f"{writer.say('opening')}\n```\n{text}\n```\n{writer.say('ending')}"
    else:
        said = "".join(f"<|ref|>text<|/ref|><|det|>{_thousandths(p)}<|/det|>\n{p.text}\n" for p in truth)
    return (unplaced(said, where),)


def _thousandths(part: Part) -> list[int]:
    return [round(value * 999) for value in part.place]


KINDS: dict[str, Maker] = {"chatter": _chatter}
