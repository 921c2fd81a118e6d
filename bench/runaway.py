"""False alarms and misses of the loop guard, on texts of your own.

    python bench/runaway.py FOLDER     # every *.txt below it; or pages labelled as `evaluate ocr` reads them

Each text is fed a few characters at a time, as a model writes it: an alarm there is a false one. Then each gets a
loop of 1 to 400 characters at a random place: how many are noticed, and after how many characters."""

from __future__ import annotations

import json
import random
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ocr_engine.deepseek.runaway import Watch

_STEP, _LOOPED = 12, 12_000
_PERIODS = (1, 2, 3, 5, 8, 13, 20, 40, 80, 150, 250, 400)


def texts(folder: Path) -> dict[str, str]:
    found = {str(file): file.read_text(errors="replace") for file in sorted(folder.rglob("*.txt"))}
    for file in sorted(folder.rglob("gt-json/*.json")):
        found[str(file)] = json.loads(file.read_text())["text"]
    return {name: text for name, text in found.items() if len(text) > 200}


def noticed(said: str) -> int:
    watch = Watch()
    return next((at for at in range(0, len(said), _STEP) if watch.feed(said[at : at + _STEP])), -1)


def main(folder: str) -> None:
    every = texts(Path(folder))
    if not every:
        sys.exit(f"{folder} holds no texts: *.txt or gt-json/*.json.")
    false = [name for name, text in every.items() if noticed(text) >= 0]
    draw, late, missed = random.Random(1), [], 0
    for _ in range(300):
        text = draw.choice(list(every.values()))
        at, period = draw.randrange(1, len(text)), draw.choice(_PERIODS)
        loop = text[max(0, at - period) : at]
        loop = loop if loop.strip() else "x"
        when = noticed((text[:at] + loop * (_LOOPED // len(loop) + 1))[: at + _LOOPED])
        if when < 0:
            missed += 1
        elif when >= at:
            late.append(when - at)
    letters = sum(map(len, every.values()))
    print(f"{len(every)} texts, {letters:,} characters: {len(false)} false alarms {false[:5]}")
    print(
        f"300 loops: {missed} missed; noticed after {statistics.median(late):.0f} characters, at most {max(late)}"
    )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else ".")
