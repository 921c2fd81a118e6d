"""Deeds of the editor in any order, as its own script does them: nothing is lost on the way back, words that keep
their place are the words that stood there, and the server takes what comes out."""

from __future__ import annotations

from typing import Any

import pytest

from archive.correcting.editing import edited
from archive.correcting.wanted import Wanted
from archive.views.editor import laid_out
from tests import makers
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("home")]
RUNS, DEEDS = 60, 40
PLAY = """async ({ base, seed, deeds }) => {
    const { ofBase, ofWanted, wanted, rowsOf, find } = await import("/static/js/editor/text.js");
    const changes = await import("/static/js/editor/changes.js");
    const { History } = await import("/static/js/editor/history.js");
    let state = seed * 7919 + 1;
    const pick = (n) => { state = (state * 48271) % 2147483647; return state % n; };
    const stood = new Map(base.regions.flatMap((one) => one.rows.flatMap(
        (row) => row.words.map(([start, end, , box]) => [`${box}`, row.text.slice(start, end)]))));
    const history = new History(ofBase(base));
    const wrong = [];
    const write = (text, [r, i]) => {
        const row = text.regions[r].rows[i], at = pick(row.text.length + 1);
        const to = Math.min(row.text.length, at + pick(6));
        const said = ["", "x", " new ", "ſ", "the"][pick(5)];
        return changes.tell(text, [r, i], row.text.slice(0, at) + said + row.text.slice(to));
    };
    const every = [
        write, write, write, changes.join, changes.add, changes.splitRegion, changes.remove,
        (text, at) => changes.split(text, at, pick(text.regions[at[0]].rows[at[1]].text.length + 1)),
        (text, at) => changes.move(text, at, pick(2) * 2 - 1),
        (text, at) => changes.moveRegion(text, at, pick(2) * 2 - 1),
        (text, at) => changes.joinRegions(text, at, []),
        (text, at) => changes.describe(text, at, { kind: ["text", "list", "table"][pick(3)] }),
        (text, at) => changes.paste(text, at, 0, 0, "one\\ntwo\\nthree"),
        (text, at) => changes.addRegion(text, at, [0.1, 0.8, 0.5, 0.9]),
    ];
    for (let n = 0; n < deeds; n++) {
        const { text } = history.now, rows = rowsOf(text), at = find(text, rows[pick(rows.length)].id);
        const done = every[pick(every.length)](text, at);
        if (!done) continue;
        history.push(done);
        if (!find(done.text, done.row)) wrong.push("there is no row to go on with");
        for (const row of rowsOf(done.text)) {
            for (const [start, end, , box] of row.words) {
                const there = stood.get(`${box}`);
                if (row.text.slice(start, end) !== there) wrong.push(`${row.text}: ${start} ${end} ${there}`);
            }
        }
    }
    const last = JSON.stringify(wanted(history.now.text));
    const again = JSON.stringify(wanted(ofWanted(base, JSON.parse(last))));
    if (again !== last) wrong.push("what was kept does not come back");
    while (history.undo());
    const first = JSON.stringify(wanted(ofBase(base)));
    if (JSON.stringify(wanted(history.now.text)) !== first) wrong.push("not all was undone");
    while (history.redo());
    if (JSON.stringify(wanted(history.now.text)) !== last) wrong.push("not all was done again");
    return { wanted: JSON.parse(last), wrong };
}"""


def test_any_deeds_can_be_undone_and_saved(visit: Visit) -> None:
    page = makers.transcribed(
        "The harbour was quiet that evening\nand the bell rang\nat noon",
        "Nobody came",
        "Salt and oil\nfor the keeper",
    )
    assert page.current
    base = laid_out.begun_from(page, page.current)
    window = visit.to("/sign-in")
    for seed in range(RUNS):
        played: dict[str, Any] = window.evaluate(PLAY, {"base": base, "seed": seed, "deeds": DEEDS})
        assert not played["wrong"], (seed, played["wrong"])
        wanted = Wanted.of_json(played["wanted"])
        told = ["\n".join(row.text for row in region.rows) for region in wanted.regions]
        saved = edited(page.current.content(), wanted)
        assert [block.text for block in saved.blocks] == [each for each in told if each.strip()], seed
