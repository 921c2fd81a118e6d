"""Names and packings made to do harm: each file is refused or cleaned on its own, the others go on."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from archive.intake.arrivals import found, natural
from archive.intake.taking import Intake, Result
from tests import makers
from tests.pictures import fields

pytestmark = pytest.mark.django_db


def _png() -> bytes:
    written = io.BytesIO()
    fields(30, 20).save(written, "PNG")
    return written.getvalue()


def _taken(path: Path) -> list[Result]:
    return list(Intake(makers.collection()).take(found(path)))


def test_a_name_of_thousands_of_digits_in_a_zip_is_only_a_name(tmp_path: Path, home: Path) -> None:
    with zipfile.ZipFile(tmp_path / "box.zip", "w") as archive:
        archive.writestr("9" * 5000 + ".png", _png())
    assert [result.outcome for result in _taken(tmp_path / "box.zip")] == ["taken"]


def test_numbers_in_names_are_ordered_by_their_size() -> None:
    names = ["p10", "p9", "p009", "p0", "p1000000000000000000000", "p999"]
    assert sorted(names, key=natural) == ["p0", "p009", "p9", "p10", "p999", "p1000000000000000000000"]


def test_a_damaged_lzma_member_of_a_zip_is_refused_and_the_next_one_taken(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "box.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.png", os.urandom(500))
        archive.writestr("b.png", _png())
    data = bytearray(path.read_bytes())
    start = data.index(b"a.png") + len(b"a.png")
    data[start + 9 : start + 60] = bytes(byte ^ 0x5A for byte in data[start + 9 : start + 60])
    path.write_bytes(data)
    assert [(result.outcome, result.code) for result in _taken(path)] == [("refused", "damaged"), ("taken", "")]


def test_a_file_name_cannot_forge_lines_of_the_report(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "one\r\ntaken: two\u2028\x85.png"
    path.write_bytes(_png())
    (result,) = _taken(path)
    assert (result.outcome, result.place.isprintable()) == ("taken", True)


def test_a_folder_that_cannot_be_looked_into_is_refused_and_the_others_go_on(tmp_path: Path, home: Path) -> None:
    """A path longer than the system takes stands for any folder that cannot be opened."""
    top = tmp_path / "top"
    (top / "z").mkdir(parents=True)
    (top / "z" / "scan.png").write_bytes(_png())
    before = Path.cwd()
    try:
        os.chdir(top)
        for _ in range(25):
            os.mkdir("d" * 200)  # noqa: PTH102  relative on purpose
            os.chdir("d" * 200)
    finally:
        os.chdir(before)
    assert [result.outcome for result in _taken(top)] == ["refused", "taken"]
