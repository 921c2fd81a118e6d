"""`manage.py read`: one file, or many over standard input; nothing is stored."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests import pages


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    pages.page_with("The miller opened his door").image.save(tmp_path / "page.png")
    return tmp_path / "page.png"


def read(*arguments: object) -> str:
    out = io.StringIO()
    call_command("read", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_it_prints_the_text(picture: Path) -> None:
    assert read(picture, "--engine", "rapidocr").strip() == "The miller opened his door"


def test_json_tells_regions_lines_and_words_in_the_unit_square(picture: Path) -> None:
    said = json.loads(read(picture, "--json"))
    assert {"engine", "text", "markdown", "seconds", "width", "height", "turn", "regions"} <= set(said)
    (region,) = said["regions"]
    assert {"kind", "level", "markup", "text", "box", "confidence", "lines"} == set(region)
    words = region["lines"][0]["words"]
    assert [word["text"] for word in words] == ["The", "miller", "opened", "his", "door"]
    assert all(0 <= v <= 1 for word in words for v in word["box"])
    assert {word["geometry"] for word in words} == {"detected"}


def test_a_batch_answers_line_for_line_and_goes_on_after_a_bad_file(
    picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nno more")
    files = [picture, tmp_path / "broken.png", tmp_path / "missing.png", picture]
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{file}\n" for file in files)))
    lines = [json.loads(line) for line in read("--batch", "-").splitlines()]
    assert [line["file"] for line in lines] == [str(file) for file in files]
    assert ["error" in line for line in lines] == [False, True, True, False]
    assert lines[0]["text"] == lines[3]["text"]


def test_an_engine_that_is_missing_says_so_with_exit_code_two(picture: Path) -> None:
    with pytest.raises(CommandError) as missing:
        read(picture, "--engine", "crystal-ball")
    assert missing.value.returncode == 2
    assert "rapidocr" in str(missing.value)


def test_a_page_that_is_not_there_is_refused(picture: Path) -> None:
    with pytest.raises(CommandError, match="1 page"):
        read(picture, "--page", "7")


@pytest.mark.parametrize("name", ["os.getcwd", "ocr_engine.engine.Parsed", "ocr_engine.engine", "no.such.thing"])
def test_what_is_not_an_engine_is_said_to_be_none(picture: Path, name: str) -> None:
    with pytest.raises(CommandError, match=r"engine") as caught:
        call_command("read", str(picture), engine=name)
    assert caught.value.returncode == 2
