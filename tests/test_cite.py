"""Citations: what is known stands in each of them, and nothing in a title can break out of its field."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from archive import citing
from archive.citing.source import Source
from tests import makers, scanned

NASTY = 'A {brace} & 50% of $5 #1_x \\ "quote" ~^ <b>\r\nER  - \r\n@misc{evil,'
KNOWN = {
    "key": "record1p3",
    "title": "Log of the Gull",
    "creators": ("Quill, Tobias", "Harbour Board, Havermouth"),
    "written": "winter 1783",
    "begun": date(1783, 1, 1),
    "ended": date(1784, 12, 31),
    "shelfmark": "HM 1/2",
    "collection": "Harbour papers",
    "language": "en",
    "rights": "CC0",
    "page": 3,
    "version": 2,
    "address": "https://archive.example/pages/7",
    "seen": date(2026, 9, 5),
}


def source(**more: object) -> Source:
    return Source(**(KNOWN | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("style", "said"),
    [
        (
            "Chicago",
            "Quill, Tobias, and Harbour Board, Havermouth. “Log of the Gull.” winter 1783. HM 1/2, Harbour papers, "
            "p. 3, text version 2. Accessed September 5, 2026. https://archive.example/pages/7.",
        ),
        (
            "MLA",
            "Quill, Tobias, and Harbour Board, Havermouth. “Log of the Gull.” Harbour papers, winter 1783, p. 3, "
            "text version 2, HM 1/2, https://archive.example/pages/7. Accessed 5 Sept. 2026.",
        ),
        (
            "APA",
            "Quill, Tobias, and Harbour Board, Havermouth. (winter 1783). Log of the Gull. Harbour papers (HM 1/2, "
            "p. 3, text version 2). Retrieved September 5, 2026, from https://archive.example/pages/7",
        ),
        (
            "ISO 690",
            "QUILL, TOBIAS; HARBOUR BOARD, HAVERMOUTH. Log of the Gull [online]. winter 1783. Harbour papers, "
            "HM 1/2, p. 3, text version 2. [viewed 2026-09-05]. Available from: https://archive.example/pages/7.",
        ),
    ],
)
def test_each_style_says_what_is_known(style: str, said: str) -> None:
    assert citing.STYLES[style](source()) == said


def test_what_is_not_known_leaves_no_trace() -> None:
    bare = source(
        creators=(), written="", begun=None, ended=None, shelfmark="", language="", rights="", version=None
    )
    for name, style in citing.STYLES.items():
        said = style(bare)
        assert not re.search(r"\(\)|, ,|\.\.|  |None|“”", said), f"{name}: {said}"
        assert "Log of the Gull" in said
    assert "(n.d.)" in citing.STYLES["APA"](bare)
    assert set(json.loads(citing.FORMATS["csl"].write(bare))[0]).isdisjoint({"author", "issued", "version"})


def test_a_title_that_asks_needs_no_full_stop() -> None:
    assert "“Who goes there?” winter" in citing.STYLES["Chicago"](source(title="Who goes there?"))


def test_quotation_marks_inside_a_title_become_single_ones() -> None:
    assert "“The ‘Gull.’”" in citing.STYLES["MLA"](source(title="The “Gull.”"))


@pytest.mark.django_db
def test_a_title_cannot_break_out_of_a_file() -> None:
    page = scanned.page(of=makers.record(makers.collection(visibility="public"), title=NASTY, creator=NASTY))
    client = Client()
    bibtex = client.get(reverse("cite-page", args=[page.pk, "bibtex"])).content.decode()
    assert bibtex.count("\n@") == 0
    assert len(re.findall(r"(?<!\\)\{", bibtex)) == len(re.findall(r"(?<!\\)\}", bibtex))
    assert r"\{brace\} \& 50\% of \$5 \#1\_x \textbackslash{}" in bibtex
    ris = client.get(reverse("cite-page", args=[page.pk, "ris"])).content.decode()
    assert [row[:5] for row in ris.split("\r\n")[:3]] == ["TY  -", "TI  -", "AU  -"]
    assert len(re.findall(r"^ER  -", ris, re.MULTILINE)) == 1
    told = json.loads(client.get(reverse("cite-page", args=[page.pk, "csl"])).content)
    assert told[0]["title"] == " ".join(NASTY.split())
    shown = client.get(page.get_absolute_url()).content.decode()
    assert "<b>\r\nER" not in shown


@given(st.text(max_size=60), st.text(max_size=60))
def test_bibtex_stays_balanced_whatever_a_record_says(title: str, creator: str) -> None:
    said = citing.FORMATS["bibtex"].write(source(title=" ".join(title.split()), creators=(creator,)))
    depth = 0
    for mark in re.findall(r"\\.|[{}]", said):
        depth += {"{": 1, "}": -1}.get(mark, 0)
        assert depth >= 0
    assert depth == 0


def test_a_span_of_whole_years_is_said_in_years() -> None:
    assert json.loads(citing.FORMATS["csl"].write(source()))[0]["issued"] == {"date-parts": [[1783], [1784]]}
    one = source(begun=date(1783, 11, 9), ended=date(1783, 11, 9))
    assert json.loads(citing.FORMATS["csl"].write(one))[0]["issued"] == {"date-parts": [[1783, 11, 9]]}
    assert "DA  - 1783/11/09/" in citing.FORMATS["ris"].write(one)


@pytest.mark.django_db
def test_files_for_bibliography_programs_name_page_version_and_address() -> None:
    page = scanned.page(of=makers.record(makers.collection(visibility="public"), title="Log", shelfmark="HM 1"))
    for form in citing.FORMATS:
        answer = Client().get(reverse("cite-page", args=[page.pk, form]))
        said = answer.content.decode()
        assert "attachment" in answer["Content-Disposition"]
        assert f"http://testserver/pages/{page.pk}" in said, form
        assert "HM 1" in said, form
    assert Client().get(reverse("cite-record", args=[page.record_id, "ris"])).status_code == 200
    assert Client().get(reverse("cite-page", args=[page.pk, "word"])).status_code == 404


@pytest.mark.django_db
def test_nobody_cites_what_they_may_not_see() -> None:
    page = scanned.page(of=makers.record(makers.collection(visibility="members"), title="Secret"))
    assert Client().get(reverse("cite-page", args=[page.pk, "ris"])).status_code == 404
    assert Client().get(reverse("cite-record", args=[page.record_id, "ris"])).status_code == 404
