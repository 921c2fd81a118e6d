"""ZIPs: honest ones give their files, the others are refused before they can do harm."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from archive.faults import Refused
from archive.intake import zips
from archive.intake.arrivals import found
from archive.intake.taking import Intake, Result
from archive.models import Original, Page, Record
from tests import makers
from tests.pictures import fields


def _png(width: int = 30, height: int = 20) -> bytes:
    written = io.BytesIO()
    fields(width, height).save(written, "PNG")
    return written.getvalue()


def _zip(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def _taken(path: Path, **options: Any) -> list[Result]:
    return list(Intake(makers.collection(), **options).take(found(path)))


def _refusal(path: Path) -> Refused:
    with pytest.raises(Refused) as caught:
        zips.members(path, path.name)
    assert caught.value.message.endswith(".")
    return caught.value


@pytest.fixture
def three(tmp_path: Path, home: Path) -> Path:
    return _zip(tmp_path / "box.zip", {f"page{n}.png": _png(30 + n) for n in (10, 2, 1)})


@pytest.mark.django_db
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_the_files_of_a_zip_are_taken_in_one_by_one(tmp_path: Path, home: Path, method: int) -> None:
    path = _zip(tmp_path / "box.zip", {"a/one.png": _png(31), "b/two.png": _png(32), "a/": b""}, method)
    assert [(r.outcome, r.place) for r in _taken(path)] == [
        ("taken", "box.zip/a/one.png"),
        ("taken", "box.zip/b/two.png"),
    ]
    assert set(Original.objects.values_list("name", flat=True)) == {"one.png", "two.png"}
    assert not list((home / "scratch").iterdir())


@pytest.mark.django_db
def test_a_zip_is_a_folder_where_folders_become_records(three: Path) -> None:
    _taken(three, per="folder")
    record = Record.objects.get()
    assert record.title == "box"
    assert [page.original.name for page in record.pages.all()] == ["page1.png", "page2.png", "page10.png"]


@pytest.mark.django_db
def test_taking_a_zip_in_again_adds_nothing(three: Path) -> None:
    for per in ("file", "folder"):
        intake = Intake(makers.collection(), per=per)  # type: ignore[arg-type]
        assert [r.outcome for r in intake.take(found(three))] == ["taken"] * 3
        assert [r.outcome for r in intake.take(found(three))] == ["already"] * 3
    assert Page.objects.count() == 6


@pytest.mark.django_db
def test_one_bad_file_in_a_zip_does_not_stop_the_others(tmp_path: Path, home: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x.png", _png())
    path = _zip(
        tmp_path / "box.zip",
        {
            "good.png": _png(),
            "empty.png": b"",
            "page.html": b"<html></html>",
            "inner.zip": inner.getvalue(),
            "../../escape.png": _png(33),
            "/etc/absolute.png": _png(34),
            "C:\\windows.png": _png(35),
            "__MACOSX/._good.png": b"litter",
        },
    )
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("link.png")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    results = {r.place.rpartition("/")[2]: r for r in _taken(path)}
    assert {name: r.code for name, r in results.items()} == {
        "good.png": "",
        "empty.png": "empty",
        "page.html": "markup",
        "inner.zip": "nested_zip",
        "escape.png": "zip_path",
        "absolute.png": "zip_path",
        "windows.png": "zip_path",
        "link.png": "zip_link",
    }
    assert results["good.png"].outcome == "taken"
    assert not (tmp_path.parent / "escape.png").exists()


@pytest.mark.django_db
def test_an_encrypted_or_damaged_file_in_a_zip_is_refused_alone(three: Path) -> None:
    data = bytearray(three.read_bytes())
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(signature)
        data[place + at] |= 1
    second = data.index(b"PK\x03\x04", 10)
    data[second + 60] ^= 0xFF
    three.write_bytes(data)
    results = _taken(three)
    assert sorted(r.code for r in results) == ["", "damaged", "password"]


def test_a_zip_of_too_many_files_is_refused_before_its_list_is_read(three: Path, settings: Any) -> None:
    settings.MUNIMENT_MAX_ZIP_FILES = 2
    refusal = _refusal(three)
    assert refusal.code == "too_many_files"
    assert "MUNIMENT_MAX_ZIP_FILES" in refusal.message
    settings.MUNIMENT_MAX_ZIP_FILES = 3
    assert len(zips.members(three, "box.zip")) == 3


def test_a_list_of_files_that_lies_about_its_length_is_refused(three: Path, settings: Any) -> None:
    data = bytearray(three.read_bytes())
    end = data.index(b"PK\x05\x06")
    data[end + 8 : end + 12] = struct.pack("<HH", 1, 1)
    three.write_bytes(data)
    settings.MUNIMENT_MAX_ZIP_FILES = 2
    assert _refusal(three).code in ("too_many_files", "damaged")


def test_a_zip_that_swells_is_refused(tmp_path: Path) -> None:
    bomb = _zip(tmp_path / "bomb.zip", {"white.bmp": b"BM" + b"\0" * (30 << 20)})
    refusal = _refusal(bomb)
    assert refusal.code == "zip_bomb"
    assert "MUNIMENT_MAX_ZIP_RATIO" in refusal.message


def test_files_that_overlap_are_refused(three: Path) -> None:
    data = bytearray(three.read_bytes())
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    three.write_bytes(data)
    assert _refusal(three).code == "zip_overlap"


def test_a_file_that_is_longer_than_it_says_is_stopped(tmp_path: Path, home: Path) -> None:
    path = _zip(tmp_path / "box.zip", {"page.png": _png(200, 200) + b"\0" * 5000})
    data = bytearray(path.read_bytes())
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(signature)
        data[place + at : place + at + 4] = struct.pack("<I", 100)
    path.write_bytes(data)
    (member,) = zips.members(path, "box.zip")
    with pytest.raises(Refused), member.at():
        pass
    assert not list((home / "scratch").iterdir())


@pytest.mark.parametrize("share", [0.3, 0.9, 0.99])
def test_a_zip_that_was_cut_off_is_refused(three: Path, share: float) -> None:
    data = three.read_bytes()
    three.write_bytes(data[: int(len(data) * share)])
    assert _refusal(three).code == "damaged"


def test_an_empty_zip_and_an_office_document_are_refused(tmp_path: Path) -> None:
    assert _refusal(_zip(tmp_path / "nothing.zip", {})).code == "empty"
    document = _zip(tmp_path / "letter.docx", {"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})
    assert "Office" in _refusal(document).message


@pytest.mark.django_db
def test_names_inside_a_zip_are_only_labels(tmp_path: Path, home: Path) -> None:
    names = ["ランダム.png", "ä/ö.png", "with\nbreak.png", "x" * 300 + ".png", "back\\slash\\page.png"]
    path = _zip(tmp_path / "box.zip", {name: _png(40 + n) for n, name in enumerate(names)})
    results = _taken(path)
    assert [r.outcome for r in results] == ["taken"] * 5
    stored = set(Original.objects.values_list("name", flat=True))
    assert {"ランダム.png", "ö.png", "page.png", "x" * 300 + ".png"} <= stored
