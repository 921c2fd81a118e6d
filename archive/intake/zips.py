"""ZIPs: their files are taken in one by one, under names that are only ever labels.

The directory is checked before anything is unpacked: how many files, whether they overlap, how far they
swell. Members are unpacked one at a time into scratch, never under a name from the ZIP.
"""

from __future__ import annotations

import contextlib
import lzma
import stat
import struct
import uuid
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.conf import settings

from archive import store
from archive.faults import Refused
from archive.intake.arrivals import by_folder, is_litter, readable

_END = struct.Struct("<4sHHHHIIH")
_END64 = struct.Struct("<4sQHHIIQQQQ")
_LOCAL_HEADER = 30
_DIRECTORY_ENTRY = 46
_PER_ENTRY = 2048  # bytes of the directory that one file may take on average
_SMALL = 1 << 20  # below this a high ratio is no danger
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
_ENCRYPTED = 0x1
_OTHER_PACKAGES = {"[Content_Types].xml": "an Office document", "META-INF/MANIFEST.MF": "a Java program"}
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    struct.error,
    ValueError,
    OSError,
    RuntimeError,
)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a ZIP; see `archive.intake.arrivals.Arrival`."""

    archive: Path
    number: int
    name: str  # as the ZIP gives it
    place: str
    size: int  # bytes it takes inside the ZIP, so that progress adds up to the ZIP
    unpacked: int
    problem: str = ""
    code: str = ""

    @contextlib.contextmanager
    def at(self) -> Iterator[Path]:
        if self.problem:
            raise Refused(self.problem, code=self.code)
        path = store.scratch() / f"member-{uuid.uuid4().hex}"
        try:
            self._unpack(path)
            yield path
        finally:
            path.unlink(missing_ok=True)

    def _unpack(self, path: Path) -> None:
        left = self.unpacked
        try:
            with zipfile.ZipFile(self.archive) as archive:
                entry = archive.infolist()[self.number]
                with archive.open(entry) as packed, path.open("wb") as target:
                    while chunk := packed.read(min(1 << 20, left + 1)):
                        left -= len(chunk)
                        if left < 0:
                            raise Refused(_LIES, code="zip_lies")
                        target.write(chunk)
        except _BROKEN as error:
            raise Refused(
                f"This file is damaged inside the ZIP and cannot be unpacked ({error}). Pack it again.",
                code="damaged",
            ) from error


_LIES = "This file unpacks to more than the ZIP says, as a ZIP made to do harm does. Unpack it and look at it."


def is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")


def members(path: Path, place: str) -> list[Member]:
    """The files of the ZIP, in natural order. Raises Refused when the ZIP as a whole is not acceptable;
    a member that is not is listed with its problem, so that the others go on."""
    counted = _check_end(path)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            directory = archive.start_dir
    except _BROKEN as error:
        raise Refused(f"The ZIP is damaged or cut off ({error}). Pack it again.", code="damaged") from error
    if len(entries) != counted:
        raise Refused(
            f"The ZIP says it holds {counted} files, but lists {len(entries)}. Pack it again.", code="damaged"
        )
    for entry in entries:
        if entry.filename in _OTHER_PACKAGES:
            what = _OTHER_PACKAGES[entry.filename]
            raise Refused(f"This is {what}, not a ZIP of pages. Save it as PDF first.", code="unknown_type")
    _check_overlap(entries, directory)
    _check_ratio(entries)
    found = [
        _member(path, number, entry, place)
        for number, entry in enumerate(entries)
        if not entry.is_dir() and not any(is_litter(part) for part in entry.filename.split("/"))
    ]
    if not found:
        raise Refused("The ZIP holds no files.", code="empty")
    return sorted(found, key=lambda member: by_folder(member.place))


def _check_end(path: Path) -> int:
    """The counts at the end of the file, before zipfile reads the whole directory into memory."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 65536 - _END.size))
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) - at < _END.size:
            raise Refused("The ZIP is cut off: its list of files is missing. Copy it again.", code="damaged")
        fields = _END.unpack_from(tail, at)
        count, length = fields[4], fields[5]
        if 0xFFFF in fields[1:5] or 0xFFFFFFFF in fields[5:7]:
            at = tail.rfind(b"PK\x06\x06", 0, at)
            if at >= 0 and len(tail) - at >= _END64.size:
                fields = _END64.unpack_from(tail, at)
                count, length = fields[7], fields[8]
    most = settings.MUNIMENT_MAX_ZIP_FILES
    if count > most or length > most * _PER_ENTRY:
        raise Refused(
            f"The ZIP holds {count} files, more than the {most} that are allowed. Split it, take the unpacked "
            "folder in, or ask the operator to raise MUNIMENT_MAX_ZIP_FILES.",
            code="too_many_files",
        )
    return int(count)


def _check_overlap(entries: list[zipfile.ZipInfo], directory: int) -> None:
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise Refused(
                "Files inside the ZIP overlap, as in a ZIP made to do harm. Pack the files again.",
                code="zip_overlap",
            )
        end = entry.header_offset + _LOCAL_HEADER + entry.compress_size
    if end > directory:
        raise Refused(
            "A file inside the ZIP runs into its list of files. Pack the files again.", code="zip_overlap"
        )


def _check_ratio(entries: list[zipfile.ZipInfo]) -> None:
    most = settings.MUNIMENT_MAX_ZIP_RATIO
    packed, unpacked = sum(entry.compress_size for entry in entries), sum(entry.file_size for entry in entries)
    if unpacked > _SMALL and unpacked > most * max(packed, 1):
        raise Refused(
            f"The ZIP would unpack to {unpacked >> 20} MB, more than {most} times its size. If this is meant, "
            "unpack it and take the folder in, or ask the operator to raise MUNIMENT_MAX_ZIP_RATIO.",
            code="zip_bomb",
        )


def _member(path: Path, number: int, entry: zipfile.ZipInfo, place: str) -> Member:
    name = entry.filename.replace("\\", "/")
    parts = [part for part in PurePosixPath(name).parts if part not in ("/", "..", ".")]
    problem, code = _problem(entry, name)
    return Member(
        path,
        number,
        entry.filename,
        readable("/".join([place, *(parts or ["unnamed"])])),
        entry.compress_size,
        entry.file_size,
        problem,
        code,
    )


def _problem(entry: zipfile.ZipInfo, name: str) -> tuple[str, str]:
    mode = entry.external_attr >> 16
    if entry.flag_bits & _ENCRYPTED:
        return (
            "This file is encrypted inside the ZIP. Unpack the ZIP with its password and take the files in.",
            "password",
        )
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "This is a link or a device inside the ZIP, not a file. Put the file itself in.", "zip_link"
    if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":":
        return "The name of this file points outside the ZIP. Pack the files again from their folder.", "zip_path"
    if entry.compress_type not in _METHODS:
        return (
            "This file is packed in a way that cannot be unpacked here. Pack it as an ordinary ZIP.",
            "zip_method",
        )
    if entry.file_size > settings.MUNIMENT_MAX_FILE_MB << 20:
        return too_large(entry.file_size), "too_large"
    if entry.file_size > _SMALL and entry.file_size > 10 * settings.MUNIMENT_MAX_ZIP_RATIO * max(
        entry.compress_size, 1
    ):
        return (
            "This file swells to thousands of times its size, as in a ZIP made to do harm. Unpack it first.",
            "zip_bomb",
        )
    return "", ""


def too_large(size: int) -> str:
    return (
        f"The file has {size >> 20} MB, more than the {settings.MUNIMENT_MAX_FILE_MB} MB that are allowed. "
        "Split it, or ask the operator to raise MUNIMENT_MAX_FILE_MB."
    )
