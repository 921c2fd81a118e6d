"""The drawn pages are the truth others are measured by, so their truth is measured first."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pymupdf
import pytest
from django.core.management import CommandError, call_command

from archive import collections, demo
from archive.demo import born_digital, documents, writing
from archive.demo.drawing import SOFT_HYPHEN, DrawnPage, Face, Sheet
from archive.demo.faces import FONTS
from archive.demo.joining import joined, visual
from archive.demo.pages import guides
from archive.demo.wear import aged, skewed, speckled, turned
from archive.models import Collection, Original, Record
from tests import pages

FACES = ("roman", "italic", "oldface", "oldface-italic", "typewriter", "fraktur", "hand")


@pytest.fixture(scope="module")
def drawn() -> dict[str, documents.Drawn]:
    return {document.file: document.draw() for document in documents.DOCUMENTS}


def dark(page: DrawnPage) -> np.ndarray:
    """Pixels that are clearly darker than the paper around the middle of the page."""
    grey = np.asarray(page.image.convert("L")).astype(float)
    return grey < 0.62 * np.median(grey)


def specimen() -> DrawnPage:
    sheet = Sheet(1100, 900, seed=7)
    for number, face in enumerate(FACES):
        sheet.line("Glyphs jump quickly, 1784.", Face(face, 56), 120, 130 + 110 * number, 860, align="justify")
    return sheet.page()


WORN = {
    "as drawn": lambda page: page,
    "turned by 90": lambda page: turned(page, 90),
    "turned by 180": lambda page: turned(page, 180),
    "turned by 270": lambda page: turned(page, 270),
    "skewed to the right": lambda page: skewed(page, 3.5),
    "skewed to the left, then turned": lambda page: turned(skewed(page, -4.0), 90),
    "aged": lambda page: aged(page, 3, through=None),
}


@pytest.mark.parametrize("wear", WORN.values(), ids=WORN.keys())
def test_a_word_box_holds_the_words_ink_and_nothing_is_written_outside_the_boxes(wear) -> None:
    page = wear(specimen())
    ink = dark(page)
    outside = ink.copy()
    for word in page.words:
        x0, y0, x1, y1 = (round(value) for value in word.box)
        inside = ink[y0:y1, x0:x1]
        rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
        assert rows.size, word
        # The box is tight: ink comes near to all four sides.
        assert max(rows[0], columns[0], len(inside) - 1 - rows[-1], inside.shape[1] - 1 - columns[-1]) <= 3, word
        outside[max(0, y0 - 3) : y1 + 3, max(0, x0 - 3) : x1 + 3] = False
    assert not outside.any()


def test_every_word_of_the_demo_stands_where_its_box_says(drawn: dict[str, documents.Drawn]) -> None:
    words = 0
    for document in drawn.values():
        for page in document.pages:
            ink = dark(page)
            for word in page.words:
                x0, y0, x1, y1 = (round(value) for value in word.box)
                assert 0 <= x0 < x1 <= page.image.width
                assert 0 <= y0 < y1 <= page.image.height
                assert ink[y0:y1, x0:x1].any(), word
                words += 1
    assert words > 2000


def test_speckling_leaves_the_words_readable_and_their_boxes_alone() -> None:
    page = specimen()
    specked = speckled(page, 1)
    assert specked.words == page.words
    assert 0 < np.count_nonzero(dark(specked) & ~dark(page)) < 2000


def test_a_turned_page_says_how_to_undo_it() -> None:
    page = specimen()
    for by in (90, 180, 270):
        lying = turned(page, by)
        upright = turned(lying, lying.turn)
        assert upright.turn == 0
        assert upright.image.tobytes() == page.image.tobytes()
        assert [word.box for word in upright.words] == [word.box for word in page.words]


@pytest.mark.parametrize(
    "file", ["true-relation-1784.jpg", "letter-1612.webp", "ferry-book-1788.tif", "guide-ar.pdf"]
)
def test_drawing_twice_gives_the_same_bytes(file: str, drawn: dict[str, documents.Drawn]) -> None:
    document = next(one for one in documents.DOCUMENTS if one.file == file)
    assert document.draw().data == drawn[file].data


def test_the_truth_is_written_as_the_evaluation_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = [one for one in documents.DOCUMENTS if one.file.endswith(".tif")]
    monkeypatch.setattr(writing, "DOCUMENTS", film)
    assert [path.name for path in writing.write(tmp_path)] == ["ferry-book-1788.tif"]
    first, blank, _last = (json.loads(path.read_text()) for path in sorted((tmp_path / "gt-json").iterdir()))
    assert (tmp_path / first["image"]).exists()
    assert first["text"].startswith("Dues of the Ferry\n\nas fixed by the Parish")
    assert [line["text"] for line in first["lines"]] == re.split("\n+", first["text"])
    assert {"text", "bbox"} == set(first["lines"][0]["words"][0])
    assert blank["text"] == ""
    assert blank["lines"] == []


def test_the_words_of_a_line_make_its_text(drawn: dict[str, documents.Drawn]) -> None:
    for document in drawn.values():
        for page in document.pages:
            assert SOFT_HYPHEN not in page.text
            for line in page.lines:
                assert line.text.split() == [word.text for word in line.words]


def test_columns_are_told_in_reading_order() -> None:
    page = pages.two_columns()
    heading, *lines = page.lines
    assert heading.text == "News of the Harbour"
    assert len({line.block for line in lines}) == 2
    left = [line for line in lines if line.box[0] < 750]
    assert lines[: len(left)] == left
    for column in (left, lines[len(left) :]):
        assert all(above.box[1] < below.box[1] for above, below in pairwise(column))


def test_a_row_of_a_table_is_one_line_with_tabs_between_its_cells() -> None:
    page = pages.table(("House", "Tax"), ("Widow Oake", "6 d."))
    assert page.text == "House\tTax\nWidow Oake\t6 d."


@pytest.mark.parametrize("sheets", [guides.english, guides.arabic], ids=["English", "Arabic"])
def test_a_born_digital_page_holds_its_text_in_reading_order(sheets) -> None:
    drawn_sheets = sheets()
    with pymupdf.open(stream=born_digital.pdf(drawn_sheets, "A leaflet", guides.DPI)) as document:
        for sheet, page in zip(drawn_sheets, document, strict=True):
            assert "".join(page.get_text().split()) == "".join(sheet.page().text.split())


def test_a_born_digital_word_is_text_where_it_is_drawn() -> None:
    (sheet, *_rest) = guides.english()
    with pymupdf.open(stream=born_digital.pdf([sheet], "A leaflet", guides.DPI)) as document:
        layer = document[0].get_text("words")
    truth = [[value * 72 / guides.DPI for value in word.box] for word in sheet.page().words]
    assert [entry[4] for entry in layer] == [word.text for word in sheet.page().words]
    for (x0, y0, x1, y1), entry in zip(truth, layer, strict=True):
        # A letter may lean out of its advance, an italic f most of all; it never leaves its line.
        assert abs(entry[0] - x0) < 3
        assert abs(entry[2] - x1) < 3
        assert entry[1] - 1 <= y0
        assert y1 <= entry[3] + 1


def test_a_protected_leaflet_opens_with_its_password_only() -> None:
    data = born_digital.pdf(guides.arabic(), "A leaflet", guides.DPI, password="agnes")
    with pymupdf.open(stream=data) as document:
        assert document.needs_pass
        assert not document.authenticate("wrong")
        assert document.authenticate("agnes")


def test_arabic_letters_join_as_their_neighbours_allow() -> None:
    assert joined("بيت") == "\ufe91\ufef4\ufe96"
    assert joined("دار") == "\ufea9\ufe8d\ufead"
    assert joined("سلام") == "\ufeb3\ufefc\ufee1"
    assert visual("1521،") == "،1521"


def test_long_s_is_drawn_as_a_letter_of_its_own() -> None:
    face = Face("fraktur", 60)
    long, short, wrong = (np.asarray(face.loaded.getmask(letter)) for letter in "ſsf")
    assert long.tobytes() != short.tobytes()
    assert long.tobytes() != wrong.tobytes()


def test_a_letter_that_a_face_lacks_is_no_word() -> None:
    with pytest.raises(ValueError, match="has no ink"):
        Sheet(200, 100).word("\N{NO-BREAK SPACE}", Face("roman", 30), 10, 50)


def test_every_font_is_small_and_comes_with_its_licence() -> None:
    fonts = sorted(path for path in FONTS.iterdir() if path.suffix in (".ttf", ".otf"))
    told = (FONTS / "README.md").read_text()
    assert all(f"`{font.name}`" in told for font in fonts)
    assert sum(font.stat().st_size for font in fonts) < 2_500_000
    licences = [path.read_text() for path in (FONTS / "licences").iterdir()]
    assert all("SIL OPEN FONT LICENSE" in text or "Apache License" in text for text in licences)


def test_asking_whether_a_demo_is_wanted_loads_nothing_that_draws() -> None:
    code = "import sys, archive.demo; print({'numpy', 'PIL', 'pymupdf'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"


@pytest.mark.django_db
def test_a_demo_is_wanted_only_by_an_archive_that_never_held_anything() -> None:
    assert demo.wanted()
    collections.create("letters", "Letters")
    assert not demo.wanted()


@pytest.mark.django_db
def test_a_demo_whose_filling_was_interrupted_is_wanted_still() -> None:
    collections.create(demo.SLUG, "Demo")
    assert demo.wanted()


@pytest.mark.django_db
def test_the_demo_is_taken_in_once_described_and_public(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = ("ferry-book-1788.tif", "guide-ar.pdf")
    monkeypatch.setattr(writing, "DOCUMENTS", [one for one in documents.DOCUMENTS if one.file in wanted])
    for _again in range(2):
        call_command("demo")
        assert Original.objects.count() == 2
    assert not demo.wanted()
    assert Collection.objects.get(slug=demo.SLUG).visibility == Collection.Visibility.PUBLIC
    record = Record.objects.get(originals__name="ferry-book-1788.tif")
    assert record.title == "The ferry book: dues and accounts"
    assert record.pages.count() == 3


@pytest.mark.django_db
def test_the_demo_stays_out_of_an_archive_in_use() -> None:
    collections.create("letters", "Letters")
    with pytest.raises(CommandError, match="not empty"):
        call_command("demo")
    assert not Collection.objects.filter(slug=demo.SLUG).exists()
