"""tus 1.0, the resumable upload protocol: what its headers say, and what is wrong with a request.

https://tus.io/protocols/resumable-upload. Extensions: creation, creation-with-upload, termination,
expiration, checksum.
"""

from __future__ import annotations

import base64
import binascii
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.utils.translation import gettext as _

from archive.models import Upload
from archive.showing import numerals
from archive.uploading import expiring, receiving
from archive.uploading.receiving import Checksum

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,expiration,checksum"
BYTES = "application/offset+octet-stream"
SPOILT = 460  # "Checksum Mismatch", the protocol's own


class Problem(Exception):
    """A request that cannot be met; answered with the status and the sentence."""

    def __init__(self, status: int, why: str = "", **headers: str) -> None:
        super().__init__(why)
        self.status, self.why, self.headers = status, why, headers


def check_version(request: HttpRequest) -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        why = _("This address speaks tus %(version)s.") % {"version": VERSION}
        raise Problem(HTTPStatus.PRECONDITION_FAILED, why, **{"Tus-Version": VERSION})


def number(request: HttpRequest, header: str) -> int | None:
    """None where the header is missing; raises Problem where it is no number."""
    given = request.headers.get(header)
    if given is None:
        return None
    value = numerals.whole(given)
    if value is None:
        raise Problem(HTTPStatus.BAD_REQUEST, _("%(header)s must be a whole number.") % {"header": header})
    return value


def content_length(request: HttpRequest) -> int:
    given = numerals.whole(request.META.get("CONTENT_LENGTH") or "")
    if given is None:
        raise Problem(HTTPStatus.LENGTH_REQUIRED, _("Content-Length is missing."))
    return given


def is_bytes(request: HttpRequest) -> bool:
    return (request.content_type or "") == BYTES


def metadata(request: HttpRequest) -> dict[str, str]:
    """Upload-Metadata: names, and values in base64. Raises Problem."""
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in request.headers.get("Upload-Metadata", "").split(","))):
        name, _blank, value = pair.partition(" ")
        try:
            found[name] = base64.b64decode(value.strip(), validate=True).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            raise Problem(HTTPStatus.BAD_REQUEST, _("Upload-Metadata is not base64.")) from None
    return found


def checksum(request: HttpRequest) -> Checksum | None:
    given = request.headers.get("Upload-Checksum")
    if given is None:
        return None
    algorithm, _blank, digest = given.strip().partition(" ")
    if algorithm not in Checksum.ALGORITHMS:
        known = ", ".join(Checksum.ALGORITHMS)
        why = _("Upload-Checksum must be one of: %(known)s.") % {"known": known}
        raise Problem(HTTPStatus.BAD_REQUEST, why)
    try:
        return Checksum(algorithm, base64.b64decode(digest, validate=True))
    except (binascii.Error, ValueError):
        raise Problem(HTTPStatus.BAD_REQUEST, _("Upload-Checksum is not base64.")) from None


def answer(status: int, why: str = "", /, **headers: str) -> HttpResponse:
    """An answer of the protocol; sentences are plain text."""
    made = HttpResponse(why, status=status, content_type="text/plain; charset=utf-8" if why else None)
    if status == SPOILT:
        made.reason_phrase = "Checksum Mismatch"
    if not why:
        del made["Content-Type"]
    made["Tus-Resumable"] = VERSION
    made["Cache-Control"] = "no-store"
    for name, value in headers.items():
        made[name] = value
    return made


def standing(upload: Upload) -> dict[str, str]:
    """The headers that say how far an upload is, and until when it may be gone on with."""
    said = {"Upload-Offset": str(receiving.offset(upload)), "Upload-Length": str(upload.size)}
    if upload.outcome == Upload.Outcome.COMING and upload.received < upload.size:
        said["Upload-Expires"] = http_date(expiring.expires_at(upload).timestamp())
    return said


def options() -> HttpResponse:
    return answer(
        HTTPStatus.NO_CONTENT,
        **{
            "Tus-Version": VERSION,
            "Tus-Extension": EXTENSIONS,
            "Tus-Max-Size": str(settings.MUNIMENT_MAX_FILE_MB << 20),
            "Tus-Checksum-Algorithm": ",".join(Checksum.ALGORITHMS),
        },
    )
