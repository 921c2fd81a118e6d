"""The addresses of the resumable upload protocol (tus 1.0): begin, ask how far, go on, end."""

from __future__ import annotations

import errno
import functools
from collections.abc import Callable
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from archive.faults import Refused
from archive.models import Accession, Upload
from archive.uploading import beginning, listening, protocol, receiving, room, sending
from archive.uploading.protocol import Problem, answer

View = Callable[..., HttpResponse]
#: What the protocol says of what went wrong.
_STATUS: dict[type[Exception], int] = {
    room.Busy: HTTPStatus.LOCKED,
    receiving.Gone: HTTPStatus.GONE,
    receiving.TooMuch: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    receiving.Spoilt: protocol.SPOILT,
    Http404: HTTPStatus.NOT_FOUND,
}


def _speaks_tus(view: View) -> View:
    @functools.wraps(view)
    def answered(request: HttpRequest, *given: object, **named: object) -> HttpResponse:
        try:
            if request.method == "OPTIONS":
                return protocol.options()
            protocol.check_version(request)
            return view(request, *given, **named)
        except Problem as problem:
            return answer(problem.status, problem.why, **problem.headers)
        except receiving.Elsewhere as elsewhere:
            return answer(HTTPStatus.CONFLICT, **{"Upload-Offset": str(elsewhere.offset)})
        except listening.Full:
            return answer(HTTPStatus.SERVICE_UNAVAILABLE, **{"Retry-After": "1"})
        except Refused as refused:
            large = refused.code == "too_large"
            status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if large else HTTPStatus.INSUFFICIENT_STORAGE
            return answer(status, refused.message)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            return answer(HTTPStatus.INSUFFICIENT_STORAGE, _("The disk of the archive is full. Try again later."))
        except tuple(_STATUS) as error:
            return answer(next(status for kind, status in _STATUS.items() if isinstance(error, kind)))

    return answered


def _method(request: HttpRequest) -> str:
    return str(request.headers.get("X-HTTP-Method-Override", request.method)).upper()


@_speaks_tus
def creation(request: HttpRequest, accession_id: int) -> HttpResponse:
    """POST: names a file; its address comes back. Bytes may come along."""
    accession = Accession.objects.visible_to(request.user).filter(pk=accession_id, undone_at=None).first()
    if accession is None or accession.person_id != request.user.pk:
        raise Http404
    if _method(request) != "POST":
        return answer(HTTPStatus.METHOD_NOT_ALLOWED, Allow="POST, OPTIONS")
    size = protocol.number(request, "Upload-Length")
    if size is None:
        raise Problem(HTTPStatus.BAD_REQUEST, _("Upload-Length is missing; files of unknown size are not taken."))
    length = protocol.content_length(request) if protocol.is_bytes(request) else 0
    if length > size:
        raise receiving.TooMuch
    room.check_size(size)
    upload = _named(accession, protocol.metadata(request), size)
    if length:
        _receive(request, upload, 0, length)
    where = request.build_absolute_uri(reverse("upload-bytes", args=[upload.token]))
    return answer(HTTPStatus.CREATED, **{"Location": where, **protocol.standing(upload)})


def _named(accession: Accession, said: dict[str, str], size: int) -> Upload:
    name = said.get("relativePath") or said.get("filename") or said.get("name") or ""
    modified = said.get("modified", "")
    try:
        named = beginning.Named(name, size, int(modified) if modified.isascii() and modified.isdigit() else 0)
    except ValueError:
        raise Problem(HTTPStatus.BAD_REQUEST, _("No file has such a size or time.")) from None
    (upload,) = beginning.name(accession, [named])
    if upload.outcome == Upload.Outcome.REFUSED:
        sending.send(accession)  # the rest of its folder need not wait for it
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, upload.why)
    if upload.outcome != Upload.Outcome.COMING or upload.size != size:
        raise Problem(HTTPStatus.CONFLICT, _("A file of this name has come with this accession already."))
    return upload


@_speaks_tus
def one(request: HttpRequest, token: str) -> HttpResponse:
    """HEAD: how far; PATCH: more bytes; DELETE: forget it. For the one who began it, while they may edit."""
    upload = (
        Upload.objects.filter(
            token=token,
            accession__in=Accession.objects.visible_to(request.user).filter(undone_at=None).values("pk"),
            accession__person=request.user.pk,
        )
        .select_related("accession")
        .first()
    )
    if upload is None:
        raise Http404
    method = _method(request)
    if method == "HEAD":
        if upload.outcome == Upload.Outcome.REFUSED:
            return answer(HTTPStatus.GONE)
        return answer(HTTPStatus.OK, **protocol.standing(upload))
    if method == "PATCH":
        return _more(request, upload)
    if method == "DELETE":
        if upload.outcome != Upload.Outcome.COMING or upload.received == upload.size:
            raise Problem(HTTPStatus.FORBIDDEN, _("The file has come already; undo its accession instead."))
        receiving.end(upload)
        sending.send(upload.accession)  # the rest of its folder may have waited for it
        return answer(HTTPStatus.NO_CONTENT)
    return answer(HTTPStatus.METHOD_NOT_ALLOWED, Allow="HEAD, PATCH, DELETE, OPTIONS")


def _more(request: HttpRequest, upload: Upload) -> HttpResponse:
    if not protocol.is_bytes(request):
        why = _("Content-Type must be %(type)s.") % {"type": protocol.BYTES}
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, why)
    at = protocol.number(request, "Upload-Offset")
    if at is None:
        raise Problem(HTTPStatus.BAD_REQUEST, _("Upload-Offset is missing."))
    _receive(request, upload, at, protocol.content_length(request))
    return answer(HTTPStatus.NO_CONTENT, **protocol.standing(upload))


def _receive(request: HttpRequest, upload: Upload, at: int, length: int) -> None:
    with listening.listening(request):
        receiving.append(upload, request.read, at, length, protocol.checksum(request))
    if upload.received == upload.size:
        sending.send(upload.accession)
