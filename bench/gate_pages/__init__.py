"""Pages of which it is known whether their reading is to be believed, for measuring the gate of the archive.

    python -m bench.gate_pages DIR --each 60 --seed 1 [--real ../shared/data/pages]

writes for each page an image, `NAME.json` (the reading to be judged: blocks as in archive/blocks.py, boxes in the
unit square), for some `NAME.second.json` (what another engine read of the same page), and `labels.json`:

    {"IMAGE": {"label": "good" or "bad", "kind": "…", "reading": "NAME.json", "second": "NAME.second.json",
               "languages": ["en"], "batch": "pages with the same name lie in one record"}}

`second` and `batch` are missing where there is none. The same seed gives the same files. About 0.2 s a page, eight
minutes for 60 of each kind.

This set is made without regard to what the gate looks at: nothing here knows its checks, and pages that it gets
wrong are not taken out. Every bad page is one that an archivist would not want to find unflagged. Good and bad
readings both come as a detector gives them (words with places and certainties, some without certainties) and as
models give them (blocks, one block for the page, or words that lie in their block); both come with and without
a second reading. File names tell the label, so a gate must not look at them.

The text was written by nobody: sentences are put together from `rules/` by language (writer.py), set on paper
with the faces of the demo (leaves.py, letters.py, sheets.py), and worn (weathering.py, dirt.py). Readings are
values that are changed (readings.py, misreading.py) and written (written.py). One module for each family of
kinds: good.py, odd.py (good, though they look odd), invented.py, filled.py, repeated.py, cut.py, lengths.py,
elsewhere.py, chatter.py, foreign.py; kinds.py lists them.

What it does not have: readings of real engines (their errors are more of one kind than these), vertical or
right-to-left script, formulas, colour plates, and pages turned by quarters. With `--real`, pages whose
transcribers left out a letterhead or a stamp count as good.
"""
