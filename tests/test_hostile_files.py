"""Files made to do harm, or broken on their way: each is refused by itself, with a reason, while others go on."""

from __future__ import annotations

import contextlib
import io
import os
import struct
import zlib
from pathlib import Path

import pymupdf
import pytest
from PIL import Image

from archive import rendering
from archive.children import Children
from archive.faults import Refused
from tests.pictures import LIMITS, Rendered, fields, inspect


def _refusal(path: Path, **limits: int) -> Refused:
    with pytest.raises(Refused) as caught:
        inspect(path, **limits)
    message = caught.value.message
    assert len(message) > 20
    assert message.endswith(".")
    assert str(path) not in message, "a path on this machine is nobody's business"
    return caught.value


def _png_claiming(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def _tiff_claiming(
    width: int, height: int, tags: list[tuple[int, int, int]] | None = None, following: int = 0
) -> bytes:
    every = [(256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8), (279, 4, 100)]
    entries = sorted(every + (tags or []))
    body = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + body + struct.pack("<I", following) + b"\0" * 200


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "nothing.pdf").touch()
    assert _refusal(tmp_path / "nothing.pdf").code == "empty"


@pytest.mark.parametrize("width", [100_000, 2**31 - 1])
def test_a_picture_that_claims_to_be_gigantic_is_refused_before_it_is_decoded(tmp_path: Path, width: int) -> None:
    (tmp_path / "bomb.png").write_bytes(_png_claiming(width, width))
    (tmp_path / "bomb.tif").write_bytes(_tiff_claiming(width, width))
    gif = bytearray(_saved(fields(16, 16), "GIF"))
    gif[6:10] = struct.pack("<HH", 65535, 65535)
    (tmp_path / "bomb.gif").write_bytes(gif)
    for name in ("bomb.png", "bomb.tif", "bomb.gif"):
        refusal = _refusal(tmp_path / name)
        assert refusal.code in ("too_many_pixels", "damaged")
        assert refusal.code == "too_many_pixels" or width == 2**31 - 1


def test_a_picture_above_the_limit_is_refused_with_the_setting_that_allows_it(tmp_path: Path) -> None:
    for ending in ("jpg", "png", "webp", "jp2", "heic", "avif", "bmp", "tif", "gif"):
        path = tmp_path / f"large.{ending}"
        fields(300, 200).save(path)
        refusal = _refusal(path, pixels=50_000)
        assert refusal.code == "too_many_pixels"
        assert "MUNIMENT_MAX_PIXELS" in refusal.message


def test_a_file_with_too_many_pages_is_refused(tmp_path: Path) -> None:
    small = fields(20, 20)
    small.save(tmp_path / "volume.tif", save_all=True, append_images=[small] * 9)
    document = pymupdf.open()
    for _ in range(10):
        document.new_page()
    document.save(tmp_path / "volume.pdf")
    for name in ("volume.tif", "volume.pdf"):
        refusal = _refusal(tmp_path / name, pages=9)
        assert refusal.code == "too_many_pages"
        assert inspect(tmp_path / name, pages=10)["pages"] == 10


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "jp2", "heic", "avif", "bmp", "tif", "gif"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_a_picture_that_was_cut_off_is_refused(tmp_path: Path, ending: str, share: float) -> None:
    path = tmp_path / f"cut.{ending}"
    Image.effect_noise((300, 200), 60).convert("RGB").save(path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert _refusal(path).code in ("damaged", "unknown_type")


def test_a_tiff_whose_pages_chase_each_other_has_an_end(tmp_path: Path) -> None:
    path = tmp_path / "loop.tif"
    path.write_bytes(_tiff_claiming(10, 10, following=8))
    assert inspect(path)["pages"] == 1


def test_a_tiff_full_of_thumbnails_is_refused(tmp_path: Path) -> None:
    small = fields(8, 8)
    small.encoderinfo = {"tiffinfo": {254: 1}}
    fields().save(tmp_path / "many.tif", save_all=True, append_images=[small] * 200)
    assert inspect(tmp_path / "many.tif")["pages"] == 1
    assert _refusal(tmp_path / "many.tif", pages=20).code == "too_many_pages"


def test_every_prefix_and_many_flips_of_a_tiff_are_refused_or_read_and_nothing_else(tmp_path: Path) -> None:
    good = _saved(fields(16, 16), "TIFF")
    path = tmp_path / "damaged.tif"
    for at in range(0, len(good), 7):
        for damaged in (good[:at], good[:at] + bytes([good[at] ^ 0xFF]) + good[at + 1 :]):
            path.write_bytes(damaged)
            with contextlib.suppress(Refused):
                assert inspect(path)["pages"] >= 1


def _protected(path: Path, owner: str, user: str) -> Path:
    document = pymupdf.open()
    document.new_page().insert_text((72, 72), "a secret")
    document.save(path, encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw=owner, user_pw=user)
    return path


def test_a_protected_pdf_is_refused_without_its_password_and_read_with_it(tmp_path: Path) -> None:
    path = _protected(tmp_path / "locked.pdf", "owner", "päss")
    assert _refusal(path).code == "password"
    with pytest.raises(Refused, match="does not open"):
        inspect(path, "wrong")
    assert inspect(path, "päss")["pages"] == 1
    assert Rendered(path, password="päss").layer["lines"]
    assert inspect(_protected(tmp_path / "owner.pdf", "owner", ""))["pages"] == 1


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n",
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count -5/Kids[]>>endobj",
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 9/Kids[2 0 R]>>endobj "
        b"trailer<</Root 1 0 R>>",
        b"%PDF-1.7\n" + b"[" * 200_000,
        b"%PDF-1.7\n" + os.urandom(5000),
    ],
    ids=["header alone", "negative count", "a tree that is its own child", "nested brackets", "noise"],
)
def test_a_pdf_of_nonsense_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "nonsense.pdf").write_bytes(data)
    with contextlib.suppress(Refused):
        assert 0 < inspect(tmp_path / "nonsense.pdf")["pages"] < 10


def test_a_pdf_page_of_an_impossible_size_is_a_fault_of_that_page(tmp_path: Path) -> None:
    document = pymupdf.open()
    document.new_page()
    document.xref_set_key(document.new_page().xref, "MediaBox", "[0 0 1e9 1e9]")
    document.save(tmp_path / "sizes.pdf")
    assert inspect(tmp_path / "sizes.pdf")["pages"] == 2
    assert Rendered(tmp_path / "sizes.pdf", 0).facts["width"] > 1000
    try:
        made = Rendered(tmp_path / "sizes.pdf", 1)
    except Refused:
        return
    assert made.facts["width"] * made.facts["height"] <= LIMITS["pixels"]


def test_other_kinds_of_files_are_refused_with_advice(tmp_path: Path) -> None:
    for name, data, advice in (
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "PDF"),
        ("notes.txt", b"just words", "JPEG"),
        ("box.7z", b"7z\xbc\xaf\x27\x1c" + b"\0" * 10, "ZIP"),
        ("page.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image"),
    ):
        (tmp_path / name).write_bytes(data)
        assert advice in _refusal(tmp_path / name).message


def test_a_file_that_kills_the_child_is_refused_and_the_next_one_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadly = Children("tests.deadly_opener.serve", 1, memory=1 << 30)
    monkeypatch.setattr(rendering, "children", lambda: deadly)
    try:
        with pytest.raises(Refused) as caught:
            rendering.inspect(tmp_path / "kills.png")
        assert caught.value.code == "crashes"
        assert rendering.inspect(tmp_path / "fine.png").pages == 1
    finally:
        deadly.close()


def test_a_file_that_swells_the_child_is_refused_and_the_next_one_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swelling = Children("tests.deadly_opener.serve", 1, memory=200 << 20)
    monkeypatch.setattr(rendering, "children", lambda: swelling)
    try:
        with pytest.raises(Refused) as caught:
            rendering.inspect(tmp_path / "swells.png")
        assert caught.value.code == "too_much_memory"
        assert rendering.inspect(tmp_path / "fine.png").pages == 1
    finally:
        swelling.close()


def test_what_takes_more_memory_than_allowed_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    fields(4000, 3000).save(tmp_path / "large.bmp")
    refusal = _refusal(tmp_path / "large.bmp", memory=200 << 20)
    assert refusal.code == "too_much_memory"
    assert "MUNIMENT_CHILD_MEMORY_MB" in refusal.message


def test_a_rare_kind_of_jpeg_is_named(tmp_path: Path) -> None:
    data = bytearray(_saved(fields(), "JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 1] = 0xC3
    (tmp_path / "lossless.jpg").write_bytes(data)
    assert "lossless" in _refusal(tmp_path / "lossless.jpg").message
