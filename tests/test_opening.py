from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import numpy as np
import pillow_heif
import pymupdf
import pytest
import pyvips
from PIL import Image, ImageOps

from archive.faults import Refused
from tests.pictures import BLUE, FIELDS, GREEN, RED, WHITE, Rendered, close, fields, inspect, middles

pillow_heif.register_heif_opener()
GREYS = (20, 90, 170, 250)


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "jp2", "heic", "avif", "bmp", "tif", "gif"])
def test_every_format_keeps_its_colours_and_size(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"page.{ending}"
    fields().save(path, **({"quality": 95} if ending in ("jpg", "webp", "heic", "avif") else {}))
    assert inspect(path)["pages"] == 1
    made = Rendered(path)
    assert (made.facts["width"], made.facts["height"]) == made.image.size == (120, 80)
    assert close(middles(made.image.convert("RGB")), FIELDS)


@pytest.mark.parametrize("ending", ["png", "bmp", "tif", "gif", "jp2"])
def test_a_lossless_source_stays_lossless(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"page.{ending}"
    fields().save(path)
    made = Rendered(path)
    assert made.facts["media_type"] == "image/png"
    with Image.open(path) as before:
        assert made.image.convert("RGB").tobytes() == before.convert("RGB").tobytes()


def test_lossless_webp_stays_lossless_and_lossy_jpeg_2000_does_not_grow_into_png(tmp_path: Path) -> None:
    fields().save(tmp_path / "page.webp", lossless=True)
    fields().save(tmp_path / "page.jp2", irreversible=True, quality_mode="dB", quality_layers=[45])
    assert Rendered(tmp_path / "page.webp").facts["media_type"] == "image/png"
    assert Rendered(tmp_path / "page.jp2").facts["media_type"] == "image/jpeg"


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_plain_upright_jpeg_keeps_its_own_bytes(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "page.jpg"
    fields().convert(mode).save(path, quality=80, dpi=(300, 300))
    made = Rendered(path)
    assert _sha(made.path) == _sha(path)
    assert made.facts["dpi"] == 300


def _with_orientation(image: Image.Image, orientation: int, path: Path) -> None:
    """Saves what a camera held in that way would save for the upright `image`."""
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = image.transpose(Image.Transpose(undo[orientation])) if orientation in undo else image
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(path, exif=exif, **({"quality": 95} if path.suffix in (".jpg", ".webp") else {}))
    with Image.open(path) as written:
        assert close(middles(ImageOps.exif_transpose(written).convert("RGB")), FIELDS)


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif", "avif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright_as_its_file_says(tmp_path: Path, ending: str, orientation: int) -> None:
    path = tmp_path / f"page.{ending}"
    _with_orientation(fields(), orientation, path)
    made = Rendered(path)
    assert made.image.size == (120, 80)
    assert close(middles(made.image.convert("RGB")), FIELDS)
    assert made.image.getexif().get(0x0112, 1) == 1


@pytest.mark.parametrize("ending", ["jpg", "tif"])
@pytest.mark.parametrize("profile", [False, True])
def test_cmyk_comes_out_in_its_colours(tmp_path: Path, ending: str, profile: bool) -> None:
    colours = ((0, 255, 255, 0), (255, 0, 255, 0), (255, 255, 0, 0), (0, 0, 0, 0))
    icc = pyvips.Image.black(1, 1).copy(interpretation="srgb").icc_export(output_profile="cmyk")
    extra = {"icc_profile": icc.get("icc-profile-data")} if profile else {}
    path = tmp_path / f"page.{ending}"
    fields(colours=colours, mode="CMYK").save(path, **({"quality": 95} if ending == "jpg" else {}) | extra)
    red, green, blue, white = middles(Rendered(path).image)
    assert white[:3] >= (250, 250, 250)
    assert red[0] > 180 > 90 > max(red[1:])
    assert green[1] > 120 > 90 > green[0]
    assert blue[2] > 90 > blue[0]


@pytest.mark.parametrize("bits", [10, 12, 16])
@pytest.mark.parametrize("ending", ["png", "tif"])
def test_deep_grey_is_scaled_by_the_bits_that_are_used(tmp_path: Path, ending: str, bits: int) -> None:
    path = tmp_path / f"page.{ending}"
    top = 2**bits - 1
    values = np.array(fields(colours=(0, 80, 160, 255), mode="L"), dtype=np.float64)
    deep = (values / 255 * top).astype(np.uint16)
    Image.fromarray(deep).save(path)
    image = Rendered(path).image
    assert image.mode == "L"
    assert close(middles(image), (0, 80, 160, 255), 1)


def test_deep_colour_comes_out_in_eight_bits(tmp_path: Path) -> None:
    values = np.array(fields()).astype(np.uint16) * 257
    deep = pyvips.Image.new_from_memory(values.tobytes(), 120, 80, 3, "ushort").copy(interpretation="rgb16")
    deep.tiffsave(str(tmp_path / "page.tif"))
    deep.pngsave(str(tmp_path / "page.png"))
    for name in ("page.tif", "page.png"):
        assert close(middles(Rendered(tmp_path / name).image), FIELDS, 1)


def test_palettes_are_resolved(tmp_path: Path) -> None:
    for ending in ("png", "tif", "gif", "bmp"):
        path = tmp_path / f"page.{ending}"
        fields().convert("P", palette=Image.Palette.ADAPTIVE).save(path)
        assert close(middles(Rendered(path).image.convert("RGB")), FIELDS)


@pytest.mark.parametrize("ending", ["png", "tif", "webp", "jp2"])
def test_what_is_transparent_becomes_white(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"page.{ending}"
    image = fields(colours=(*((*c, 255) for c in FIELDS[:3]), (0, 0, 0, 0)), mode="RGBA")
    image.save(path, **({"lossless": True} if ending == "webp" else {}))
    made = Rendered(path).image
    assert made.mode == "RGB"
    assert close(middles(made), FIELDS, 2)


def test_grey_with_alpha_and_a_transparent_palette_become_white_too(tmp_path: Path) -> None:
    grey = fields(colours=((10, 255), (90, 255), (170, 255), (0, 0)), mode="LA")
    grey.save(tmp_path / "grey.png")
    assert close(middles(Rendered(tmp_path / "grey.png").image), (10, 90, 170, 255), 1)
    indexed = fields(colours=(0, 1, 2, 3), mode="P")
    indexed.putpalette([0, 0, 0, 100, 100, 100, 200, 200, 200, 9, 9, 9])
    indexed.save(tmp_path / "palette.png", transparency=3)
    indexed.save(tmp_path / "palette.gif", transparency=3)
    for name in ("palette.png", "palette.gif"):
        assert close([p[0] for p in middles(Rendered(tmp_path / name).image.convert("RGB"))], (0, 100, 200, 255), 1)


@pytest.mark.parametrize("compression", [None, "group4", "tiff_lzw"])
def test_one_bit_pages_stay_black_on_white(tmp_path: Path, compression: str | None) -> None:
    path = tmp_path / "page.tif"
    image = fields(colours=(0, 1, 1, 0), mode="1")
    image.save(path, compression=compression, dpi=(600, 600))
    made = Rendered(path)
    assert middles(made.image.convert("L")) == [0, 255, 255, 0]
    assert made.facts["dpi"] == 600
    image.save(tmp_path / "page.png")
    assert middles(Rendered(tmp_path / "page.png").image.convert("L")) == [0, 255, 255, 0]


def test_a_tiff_gives_its_pages_in_order_whatever_their_size_and_depth(tmp_path: Path) -> None:
    path = tmp_path / "volume.tif"
    pages = [
        fields(120, 80),
        fields(60, 200, (1, 0, 0, 1), "1"),
        fields(40, 40, GREYS, "L"),
        fields(90, 50).convert("CMYK"),
    ]
    pages[0].save(path, save_all=True, append_images=pages[1:], compression="tiff_lzw")
    assert inspect(path) == {"media_type": "image/tiff", "pages": 4}
    made = [Rendered(path, index).image for index in range(4)]
    assert [image.size for image in made] == [(120, 80), (60, 200), (40, 40), (90, 50)]
    assert close(middles(made[0]), FIELDS, 1)
    assert middles(made[2]) == list(GREYS)


def test_a_thumbnail_inside_a_tiff_is_no_page(tmp_path: Path) -> None:
    path = tmp_path / "page.tif"
    small = fields(12, 8)
    small.encoderinfo = {"tiffinfo": {254: 1}}
    fields().save(path, save_all=True, append_images=[small])
    with Image.open(path) as written:
        assert written.n_frames == 2
        written.seek(1)
        assert written.tag_v2[254] == 1
    assert inspect(path)["pages"] == 1
    assert Rendered(path).image.size == (120, 80)


def test_the_first_picture_of_an_animation_is_the_page(tmp_path: Path) -> None:
    other = fields(colours=(WHITE, BLUE, GREEN, RED))
    for ending in ("gif", "webp", "png"):
        path = tmp_path / f"moving.{ending}"
        fields().save(path, save_all=True, append_images=[other])
        assert inspect(path)["pages"] == 1
        assert close(middles(Rendered(path).image.convert("RGB")), FIELDS, 20)


def test_a_file_is_known_by_its_bytes_and_not_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "actually-a-png.pdf"
    fields().save(path, "PNG")
    assert inspect(path)["media_type"] == "image/png"
    (tmp_path / "drawing.png").write_bytes(b'\xef\xbb\xbf<?xml version="1.0"?>\n<svg xmlns="x"><script/></svg>')
    (tmp_path / "page.pdf").write_bytes(b"<!DOCTYPE html><html><body>%PDF-1.4")
    for name, word in (("drawing.png", "SVG"), ("page.pdf", "HTML")):
        with pytest.raises(Refused, match=word):
            inspect(tmp_path / name)


def _scan(width: int = 800, height: int = 1100) -> Image.Image:
    image = fields(width, height)
    image.paste((0, 0, 0), (20, 20, 60, 40))
    return image


def _bytes(image: Image.Image, kind: str, **options: object) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def _pdf(path: Path, picture: bytes, turn: int = 0, size: tuple[int, int] = (192, 264)) -> pymupdf.Page:
    document = pymupdf.open()
    page = document.new_page(width=size[0], height=size[1])
    page.insert_image(page.rect, stream=picture, keep_proportion=False)
    page.set_rotation(turn)
    document.save(path)
    return page


def test_a_scanned_page_keeps_the_scan_itself(tmp_path: Path) -> None:
    path, scan = tmp_path / "scan.pdf", _bytes(_scan(), "JPEG", quality=70)
    _pdf(path, scan)
    made = Rendered(path)
    assert made.path.read_bytes() == scan
    assert (made.facts["width"], made.facts["height"]) == (800, 1100)
    assert made.facts["dpi"] == 300


@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_scan_on_a_turned_pdf_page_is_turned_with_it(tmp_path: Path, turn: int, kind: str) -> None:
    path = tmp_path / "scan.pdf"
    _pdf(path, _bytes(_scan(), kind), turn)
    made = Rendered(path)
    with pymupdf.open(path) as document:
        drawn = document[0].get_pixmap()
    assert made.image.size == ((1100, 800) if turn in (90, 270) else (800, 1100))
    looks = Image.frombytes("RGB", (drawn.width, drawn.height), drawn.samples)
    assert close(middles(made.image.convert("RGB")), middles(looks), 12)


def test_a_one_bit_scan_keeps_its_own_resolution(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    _pdf(path, _bytes(_scan().convert("1"), "PNG"))
    made = Rendered(path)
    assert (made.image.size, made.facts["media_type"]) == ((800, 1100), "image/png")


def test_a_scan_cut_by_its_page_or_covered_in_part_is_drawn(tmp_path: Path) -> None:
    picture = _bytes(_scan(), "PNG")
    cut = _pdf(tmp_path / "cut.pdf", picture)
    cut.set_cropbox(pymupdf.Rect(0, 0, 96, 264))
    cut.parent.save(tmp_path / "cut-by-page.pdf")
    noted = _pdf(tmp_path / "noted.pdf", picture)
    noted.insert_text((20, 100), "stamped over it")
    noted.parent.save(tmp_path / "stamped.pdf")
    assert Rendered(tmp_path / "cut-by-page.pdf").image.size == (400, 1100)
    stamped = Rendered(tmp_path / "stamped.pdf")
    assert stamped.image.size == (800, 1100), "drawn at the resolution of the scan inside"
    assert stamped.facts["layer"]


def test_a_page_of_strips_is_drawn_whole_at_the_resolution_of_the_strips(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page(width=192, height=264)
    scan = _scan()
    for half in (0, 1):
        strip = scan.crop((0, half * 550, 800, half * 550 + 550))
        page.insert_image(
            pymupdf.Rect(0, half * 132, 192, half * 132 + 132), stream=_bytes(strip, "JPEG", quality=95)
        )
    document.save(tmp_path / "strips.pdf")
    made = Rendered(tmp_path / "strips.pdf")
    assert made.image.size == (800, 1100)
    assert close(middles(made.image.convert("RGB")), FIELDS)


def test_an_enormous_pdf_page_is_drawn_smaller(tmp_path: Path) -> None:
    document = pymupdf.open()
    document.new_page(width=14400, height=14400).insert_text((100, 3000), "A", fontsize=2000)
    document.save(tmp_path / "wall.pdf")
    made = Rendered(tmp_path / "wall.pdf", pixels=4_000_000)
    assert 3_900_000 < made.facts["width"] * made.facts["height"] <= 4_010_000
    assert made.facts["dpi"] < 11


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_words_of_a_pdf_stand_where_their_ink_stands(tmp_path: Path, turn: int) -> None:
    document = pymupdf.open()
    page = document.new_page(width=300, height=400)
    page.insert_text((60, 80), "Rot", fontsize=40, color=(1, 0, 0))
    page.insert_text((60, 300), "unseen", render_mode=3)
    page.set_rotation(turn)
    document.save(tmp_path / "page.pdf")
    made = Rendered(tmp_path / "page.pdf")
    lines = made.layer["lines"]
    assert ["".join(c[0] for c in line["chars"]) for line in lines] == ["Rot", "unseen"]
    assert [line["hidden"] for line in lines] == [False, True]
    assert lines[0]["dir"] == {0: [1, 0], 90: [0, 1], 180: [-1, 0], 270: [0, -1]}[turn]
    pixels = np.array(made.image.convert("RGB")).astype(int)
    ys, xs = np.nonzero(pixels[..., 0] - pixels[..., 1] > 100)
    height, width = pixels.shape[:2]
    chars = lines[0]["chars"]
    box = [min(c[1] for c in chars), min(c[2] for c in chars), max(c[3] for c in chars), max(c[4] for c in chars)]
    ink = [xs.min() / width, ys.min() / height, (xs.max() + 1) / width, (ys.max() + 1) / height]
    slack = 0.01
    assert all(edge <= seen + slack for edge, seen in zip(box[:2], ink[:2], strict=True))
    assert all(edge >= seen - slack for edge, seen in zip(box[2:], ink[2:], strict=True))
    assert (box[2] - box[0]) * (box[3] - box[1]) < 6 * (ink[2] - ink[0]) * (ink[3] - ink[1])


def test_a_page_without_words_has_no_layer_and_a_cover_is_measured(tmp_path: Path) -> None:
    _pdf(tmp_path / "scan.pdf", _bytes(_scan(), "PNG"))
    assert Rendered(tmp_path / "scan.pdf").facts["layer"] == ""
    document = pymupdf.open()
    page = document.new_page(width=200, height=200)
    page.insert_image(pymupdf.Rect(0, 0, 100, 200), stream=_bytes(_scan(200, 400), "PNG"), keep_proportion=False)
    page.insert_text((120, 100), "half")
    document.save(tmp_path / "half.pdf")
    assert Rendered(tmp_path / "half.pdf").layer["image_cover"] == pytest.approx(0.5, abs=0.02)


def test_the_same_page_gives_the_same_bytes_twice(tmp_path: Path) -> None:
    document = pymupdf.open()
    document.new_page().insert_text((72, 72), "twice the same")
    document.save(tmp_path / "page.pdf")
    one, two = (Rendered(tmp_path / "page.pdf") for _ in range(2))
    for name in ("image", "layer"):
        assert _sha(one.folder / one.facts[name]) == _sha(two.folder / two.facts[name])


def test_the_pyramid_is_a_stored_zip_and_the_thumbnail_small(tmp_path: Path) -> None:
    fields(1500, 900).save(tmp_path / "page.png")
    made = Rendered(tmp_path / "page.png")
    with zipfile.ZipFile(made.folder / made.facts["pyramid"]) as pyramid:
        assert {entry.compress_type for entry in pyramid.infolist()} == {zipfile.ZIP_STORED}
    with Image.open(made.folder / made.facts["thumb"]) as thumb:
        assert max(thumb.size) == 480
        assert close(middles(thumb), FIELDS)
