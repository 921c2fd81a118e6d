"""`manage.py evaluate gate DIR`: of pages whose readings deserve belief or not, how many the gate tells apart."""

from __future__ import annotations

import argparse
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from archive.blocks import PageText
from archive.faults import EngineMissing, Fault
from ocr_engine import readings
from ocr_engine.engine import PageSource, Parsed, engine
from ocr_engine.evaluations import labelled
from ocr_engine.evaluations.labelled import Labelled
from ocr_engine.gate import Verdict, judge, prints, same
from ocr_engine.gate.bounds import DEFAULT
from ocr_engine.opening import opened

_SURE = 1.96  # deviations: an interval that holds the truth in 95 of 100 cases


@dataclass(frozen=True, slots=True)
class Judged:
    page: Labelled
    verdict: Verdict
    text: str
    second: bool


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="holds labels.json, images and readings")
    parser.add_argument(
        "--engine", default="rapidocr", help="reads the pages that come without a reading; default: %(default)s"
    )
    parser.add_argument(
        "--second", default="", metavar="ENGINE", help="reads every page for which no second reading is given"
    )
    parser.add_argument("--kind", action="append", default=[], help="only this kind of page; repeatable")


def run(options: dict[str, Any]) -> dict[str, Any]:
    """For each kind and for all: pages, and how many were caught (flagged or kept out), as shares with 95 %
    intervals. Each picture is looked at once; some 50 ms a page, besides what the engines take."""
    wanted = options.get("kind") or []
    pages = [page for page in labelled.pages(options["folder"]) if not wanted or page.kind in wanted]
    for name in filter(None, {options.get("second"), *(options["engine"] for p in pages if p.reading is None)}):
        engine(name)  # before the first page: it may not be there at all
    found, failed = [], []
    for page in pages:
        try:
            found.append(_judged(page, options["engine"], options.get("second") or ""))
        except EngineMissing:
            raise
        except Fault as fault:
            failed.append({"page": page.image.name, "error": fault.message})
    found = _together(found)
    good = [one for one in found if one.page.label == "good"]
    bad = [one for one in found if one.page.label == "bad"]
    sets = {
        **{f"bad: {kind}": summary(some, bad=True) for kind, some in _kinds(bad)},
        **{f"good: {kind}": summary(some, bad=False) for kind, some in _kinds(good)},
    }
    total: dict[str, Any] = {"failed": len(failed)}
    for name, some in (("recall", bad), ("false_alarms", good)):
        if some:
            total[name] = share([one.verdict.decision != "pass" for one in some])
    for name, alone in (("recall_with_second", True), ("recall_without_second", False)):
        if some := [one for one in bad if one.second is alone]:
            total[name] = share([one.verdict.decision != "pass" for one in some])
    if good:
        total["good_kept_out"] = share([one.verdict.decision == "quarantine" for one in good])
    return {"sets": sets, "total": total, "pages": [_told(one) for one in found] + failed}


def _judged(page: Labelled, name: str, second: str) -> Judged:
    with opened(page.image, 1, "", page.languages) as source:
        other = labelled.reading(page.second) if page.second else None
        if other is None and second:
            other = readings.read(replace(source, turn=0), second, tries="none").parsed
        if page.reading is None:
            asked = replace(source, second=second if second != name else "")
            done = readings.read(asked, name)
            return Judged(page, done.verdict, PageText(done.parsed.blocks).text, bool(asked.second))
        parsed = labelled.reading(page.reading)
        return Judged(page, _verdict(source, parsed, other), PageText(parsed.blocks).text, other is not None)


def _verdict(source: PageSource, parsed: Parsed, other: Parsed | None) -> Verdict:
    from ocr_engine.rapid.looking import look

    wide, high = (source.width, source.height) if parsed.turn in (0, 180) else (source.height, source.width)
    sight = look(source.image, parsed.turn)
    return judge(parsed, languages=source.languages, aspect=wide / high, sight=sight, second=other)


def _together(found: Sequence[Judged]) -> list[Judged]:
    """Pages of one batch as if in one record: what is nearly the same on many is flagged on all of them."""
    batches = defaultdict(list)
    for at, one in enumerate(found):
        if one.page.batch and (own := prints.print_of(one.text)):
            batches[one.page.batch].append((at, own))
    made = list(found)
    for some in batches.values():
        for at, own in some:
            others = [other for place, other in some if place != at]
            reason = same.reason(own, others, DEFAULT)
            if reason is not None and not made[at].verdict.borne_out:
                made[at] = replace(made[at], verdict=made[at].verdict.also(reason))
    return made


def _kinds(some: Iterable[Judged]) -> list[tuple[str, list[Judged]]]:
    kinds: dict[str, list[Judged]] = defaultdict(list)
    for one in some:
        kinds[one.page.kind].append(one)
    return sorted(kinds.items())


def summary(some: Sequence[Judged], *, bad: bool) -> dict[str, Any]:
    caught = share([one.verdict.decision != "pass" for one in some])
    kept_out = sum(one.verdict.decision == "quarantine" for one in some)
    made: dict[str, Any] = {"pages": len(some), "caught" if bad else "false_alarms": caught, "kept_out": kept_out}
    for name, with_second in (("with_second", True), ("without_second", False)):
        part = [one.verdict.decision != "pass" for one in some if one.second is with_second]
        if part:
            made[name] = f"{sum(part)} of {len(part)}"
    codes = Counter(reason.code for one in some for reason in one.verdict.reasons)
    made["reasons"] = dict(codes.most_common())
    return made


def share(true: Sequence[bool]) -> dict[str, Any]:
    low, high = wilson(sum(true), len(true))
    value = sum(true) / len(true)
    return {
        "of": len(true),
        "count": sum(true),
        "share": round(value, 4),
        "from": round(low, 4),
        "to": round(high, 4),
    }


def wilson(count: int, of: int) -> tuple[float, float]:
    """Between which shares the true one lies, most likely; sound for few pages and for none of them."""
    if not of:
        return 0.0, 1.0
    value, square = count / of, _SURE**2
    middle = (value + square / (2 * of)) / (1 + square / of)
    reach = _SURE * math.sqrt(value * (1 - value) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _told(one: Judged) -> dict[str, Any]:
    return {
        "page": one.page.image.name,
        "label": one.page.label,
        "kind": one.page.kind,
        "second": one.second,
        "verdict": one.verdict.decision,
        "reasons": one.verdict.as_json(),
    }
