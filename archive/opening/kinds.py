"""What a file is, by its bytes; its name says nothing."""

from __future__ import annotations

import re
from pathlib import Path

from archive.faults import Refused

PDF = "application/pdf"
TIFF = "image/tiff"
ZIP = "application/zip"
_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"II+\0\x08\0", TIFF),
    (b"MM\0+\0\x08", TIFF),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "image/jp2"),
    (b"\xff\x4f\xff\x51", "image/jp2"),
    (b"BM", "image/bmp"),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
)
_HEIF = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+(?P<doctype>\w+)|(?P<tag>svg|html|head|body|script))", re.IGNORECASE)
ACCEPTED = "PDF, TIFF, JPEG, PNG, WebP, JPEG 2000, HEIC, AVIF, GIF, BMP, or a ZIP of those"
#: Known files that people try, and what to do with them instead.
_ADVICE = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document", "Save it as PDF first."),
    (b"{\\rtf", "an RTF document", "Save it as PDF first."),
    (b"%!PS", "a PostScript file", "Convert it to PDF first."),
    (b"AT&TFORM", "a DjVu file", "Convert it to PDF or TIFF first."),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "Unpack it, or pack it as ZIP."),
    (b"Rar!\x1a\x07", "a RAR archive", "Unpack it, or pack it as ZIP."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it, or pack it as ZIP."),
)


def identify(path: Path) -> str:
    """The media type. Raises Refused for what the archive does not take, with what to do."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        raise Refused("The file is empty (0 bytes). Copy it again from its source.", code="empty")
    for start, media_type in _STARTS:
        if head.startswith(start):
            return media_type
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        brands = {head[8:12], *(head[at : at + 4] for at in range(16, min(int.from_bytes(head[:4]), 128), 4))}
        if brands & {b"avif", b"avis"}:
            return "image/avif"
        if brands & _HEIF:
            return "image/heic"
    if b"%PDF-" in head[:1024] and not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return PDF
    raise _refusal(head)


def _refusal(head: bytes) -> Refused:
    found = _MARKUP.search(head)
    if found:
        name = (found["doctype"] or found["tag"]).decode().upper()
        return Refused(
            f"This is {name}, which can carry programs and is not a page. Save it as PDF or as an image first.",
            code="markup",
        )
    for start, what, advice in _ADVICE:
        if head.startswith(start):
            return Refused(f"This is {what}, which the archive does not take. {advice}", code="unknown_type")
    return Refused(
        f"The bytes of this file are none of the types the archive takes ({ACCEPTED}). "
        "It may be damaged at its start, or named wrongly.",
        code="unknown_type",
    )
