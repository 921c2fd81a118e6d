"""The metadata sheet: what finds its record, what updates, what is said about a bad row."""

from __future__ import annotations

import datetime
import shutil
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from archive.faults import Refused
from archive.intake import dates, describing, sheet
from archive.intake.arrivals import found
from archive.intake.describing import Applied
from archive.intake.taking import Intake
from archive.models import Collection, Event, Record
from tests import makers
from tests.pictures import fields
from tests.test_intake import ingest

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, home: Path) -> Path:
    path = tmp_path / "box"
    for number, name in enumerate(("a/scan.png", "b/scan.png", "letter.png", "MS-12.png")):
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        fields(30 + number, 20).save(path / name)
    return path


@pytest.fixture
def collection(folder: Path) -> Collection:
    made = makers.collection()
    assert all(result.arrived for result in Intake(made).take(found(folder)))
    return made


def _read(tmp_path: Path, text: str, encoding: str = "utf-8") -> tuple[list[sheet.Row], list[sheet.Problem]]:
    path = tmp_path / "sheet.csv"
    path.write_bytes(text.encode(encoding))
    return sheet.read(path)


def _apply(tmp_path: Path, collection: Collection, text: str) -> Applied:
    rows, problems = _read(tmp_path, text)
    applied = describing.apply(rows, collection, None)
    applied.problems[:0] = problems
    return applied


def _why(applied: Applied) -> dict[int, str]:
    return {problem.row: problem.why for problem in applied.problems}


def test_a_row_finds_its_record_by_file_name_and_later_by_shelfmark(tmp_path: Path, collection: Collection) -> None:
    first = _apply(tmp_path, collection, "file,shelfmark,title,creator\nletter.png,B 7,A letter,Ada\n")
    assert (first.updated, first.problems) == (1, [])
    record = Record.objects.get(shelfmark="B 7")
    assert (record.title, record.creator) == ("A letter", "Ada")
    second = _apply(tmp_path, collection, "shelfmark,title\nB 7,A better title\n")
    assert second.updated == 1
    record.refresh_from_db()
    assert (record.title, record.creator) == ("A better title", "Ada")


def test_the_same_sheet_again_changes_nothing(tmp_path: Path, collection: Collection) -> None:
    text = "file,shelfmark,title,date\nletter.png,B 7,A letter,1841-03\nMS-12.png,,Another,\n"
    assert _apply(tmp_path, collection, text).updated == 2
    events = Event.objects.count()
    again = _apply(tmp_path, collection, text)
    assert (again.updated, again.unchanged, again.problems) == (0, 2, [])
    assert Event.objects.count() == events


def test_an_empty_cell_leaves_what_is_there(tmp_path: Path, collection: Collection) -> None:
    _apply(tmp_path, collection, "file,title,creator\nletter.png,A letter,Ada\n")
    _apply(tmp_path, collection, "file,title,creator\nletter.png,,Grace\n")
    record = Record.objects.get(originals__name="letter.png")
    assert (record.title, record.creator) == ("A letter", "Grace")


def test_a_file_called_after_its_shelfmark_needs_no_file_column(tmp_path: Path, collection: Collection) -> None:
    assert _apply(tmp_path, collection, "shelfmark,title\nMS-12,Manuscript\n").updated == 1
    record = Record.objects.get(shelfmark="MS-12")
    assert (record.title, record.originals.get().name) == ("Manuscript", "MS-12.png")


def test_files_of_one_name_are_told_apart_by_their_folder(tmp_path: Path, collection: Collection) -> None:
    applied = _apply(tmp_path, collection, "file,title\nscan.png,Which?\na/scan.png,First\nbox/b/scan.png,Second\n")
    assert applied.updated == 2
    assert list(_why(applied)) == [2]
    assert "folder" in _why(applied)[2]
    titles = {r.source.rpartition("#")[0]: r.title for r in Record.objects.filter(originals__name="scan.png")}
    assert titles == {"box/a/scan.png": "First", "box/b/scan.png": "Second"}


def test_a_folder_that_is_a_record_is_found_by_its_name(tmp_path: Path, folder: Path) -> None:
    made = makers.collection()
    list(Intake(made, per="folder").take(found(folder)))
    assert _apply(tmp_path, made, "folder,title\nb,The second box\n").updated == 1
    assert Record.objects.get(title="The second box").source.startswith("box/b#")


def test_each_bad_row_is_said_and_the_good_ones_are_applied(tmp_path: Path, collection: Collection) -> None:
    applied = _apply(
        tmp_path,
        collection,
        "file,shelfmark,title,date_from,date_to\n"
        "letter.png,,Good,,\n"
        "missing.png,,No such file,,\n"
        ",Z 99,No such shelfmark,,\n"
        ",,Nameless,,\n"
        "MS-12.png,,Bad date,31.12.1841,\n"
        "MS-12.png,,Wrong way round,1900,1800\n"
        "letter.png,,Twice,,\n"
        f"MS-12.png,,{'x' * 501},,\n"
        "MS-12.png,,Too many,,,more\n",
    )
    why = _why(applied)
    assert sorted(why) == [3, 4, 5, 6, 7, 8, 9, 10]
    assert "missing.png" in why[3]
    assert "Z 99" in why[4]
    assert "neither" in why[5]
    assert "31.12.1841" in why[6]
    assert "first date" in why[7]
    assert "Row 2" in why[8]
    assert "500" in why[9]
    assert "more cells" in why[10]
    assert applied.updated == 1
    assert Record.objects.get(originals__name="letter.png").title == "Good"
    assert Record.objects.get(originals__name="MS-12.png").title == "MS-12"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_sheets_come_as_spreadsheets_write_them(tmp_path: Path, encoding: str, mark: str) -> None:
    rows, problems = _read(
        tmp_path, f'File Name{mark}Title\r\n"ä, b.png"{mark}"Zwei\r\nZeilen; und, mehr"\r\n\r\n', encoding
    )
    assert problems == []
    assert [row.cells for row in rows] == [{"file": "ä, b.png", "title": "Zwei\r\nZeilen; und, mehr"}]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"title,creator\nx,y\n", "shelfmark"),
        (b"file,file\na,b\n", "two columns"),
        (b"file,title\n\xe4.png,x\n", "UTF-8"),
        (b"PK\x03\x04rest of a spreadsheet", "CSV"),
        (b'file,title\n"never closed,x\n', "CSV"),
    ],
)
def test_what_is_no_sheet_is_refused_as_a_whole(tmp_path: Path, data: bytes, word: str) -> None:
    (tmp_path / "sheet.csv").write_bytes(data)
    with pytest.raises(Refused, match=word):
        sheet.read(tmp_path / "sheet.csv")


def test_an_unknown_column_is_said_and_left_out(tmp_path: Path, collection: Collection) -> None:
    applied = _apply(tmp_path, collection, "file,titel\nletter.png,x\n")
    assert "titel" in _why(applied)[1]


def test_names_match_however_a_system_writes_its_accents(tmp_path: Path, home: Path) -> None:
    path = tmp_path / unicodedata.normalize("NFD", "Büchlein.png")
    fields().save(path)
    made = makers.collection()
    list(Intake(made).take(found(path)))
    assert _apply(tmp_path, made, "file,title\nBüchlein.png,Found\n").updated == 1


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1841", (1841, 1, 1), (1841, 12, 31)),
        ("1841-02", (1841, 2, 1), (1841, 2, 28)),
        ("1840-02-29", (1840, 2, 29), (1840, 2, 29)),
        ("1841-1843", (1841, 1, 1), (1843, 12, 31)),
        ("1841–1843", (1841, 1, 1), (1843, 12, 31)),
        ("1841-02/1843-03-05", (1841, 2, 1), (1843, 3, 5)),
    ],
)
def test_plain_dates_are_understood(text: str, first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    assert dates.span(text) == (datetime.date(*first), datetime.date(*last))


@pytest.mark.parametrize(
    "text", ["c. 1841", "spring 1841", "1841?", "18th century", "1843-1841", "0000", "1841-13"]
)
def test_dates_that_are_not_plain_stay_words(text: str) -> None:
    assert dates.span(text) is None


def test_a_date_as_written_is_kept_as_written(tmp_path: Path, collection: Collection) -> None:
    _apply(tmp_path, collection, "file,date\nletter.png,c. 1841\nMS-12.png,1841-1843\n")
    letter = Record.objects.get(originals__name="letter.png")
    assert (letter.date_text, letter.date_from) == ("c. 1841", None)
    manuscript = Record.objects.get(originals__name="MS-12.png")
    assert (manuscript.date_from, manuscript.date_to) == (datetime.date(1841, 1, 1), datetime.date(1843, 12, 31))


def test_ingest_describes_what_it_takes_in_and_updates_it_the_next_time(folder: Path, tmp_path: Path) -> None:
    path = folder / "sheet.csv"
    path.write_text("file,shelfmark,title\nletter.png,B 7,A letter\n", encoding="utf-8")
    report = ingest(folder, metadata=str(path))
    assert (report["taken"], report["refused"], report["metadata"]["updated"]) == (4, 0, 1)
    path.write_text("shelfmark,title\nB 7,Renamed\n", encoding="utf-8")
    report = ingest(folder, metadata=str(path))
    assert (report["already"], report["metadata"]["updated"]) == (4, 1)
    assert Record.objects.get(shelfmark="B 7").title == "Renamed"


def test_ingest_with_a_bad_row_takes_the_files_in_and_ends_with_an_error(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("file,title\nnowhere.png,x\n", encoding="utf-8")
    report = ingest(folder, code=1, metadata=str(path))
    assert report["taken"] == 4
    assert report["metadata"]["problems"][0]["row"] == 2


def test_a_sheet_that_cannot_be_read_stops_ingest_before_anything_is_taken_in(folder: Path, tmp_path: Path) -> None:
    for name in ("missing.csv", "letter.png"):
        shutil.copy(folder / "letter.png", tmp_path / "letter.png")
        with pytest.raises(CommandError) as caught:
            ingest(folder, metadata=str(tmp_path / name))
        assert caught.value.returncode == 2
    assert not Record.objects.exists()


def test_a_dry_run_checks_the_sheet_against_the_files_that_would_come(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("file,title\nletter.png,x\nnowhere.png,y\n", encoding="utf-8")
    report: dict[str, Any] = ingest(folder, code=1, metadata=str(path), dry_run=True)
    assert [problem["row"] for problem in report["metadata"]["problems"]] == [3]
    assert not Record.objects.exists()
