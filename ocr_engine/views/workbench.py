"""The workbench's pages: choose, wait and watch, look, keep."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from archive import pipeline
from archive.faults import Fault, Refused
from archive.intake import zips
from archive.models import Collection
from archive.showing import numerals
from archive.uploading import forms, room
from ocr_engine.choices import engines
from ocr_engine.models import Trial
from ocr_engine.workbench import beginning, keeping, showing, tidying

_PANELS = (
    ("text", gettext_lazy("Text")),
    ("layout", gettext_lazy("Layout")),
    ("image", gettext_lazy("Image")),
    ("parts", gettext_lazy("Parts")),
    ("figures", gettext_lazy("Figures")),
    ("raw", gettext_lazy("Raw")),
)
_CHOSEN = ("engine", "task", "mode", "words", "languages")


# Exempt only so that the file's way can be chosen before the form is read; `_begin` asks for the token.
@csrf_exempt
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def workbench(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(
            request, "workbench/workbench.html", {"engines": engines(), "largest": beginning.LARGEST >> 20}
        )
    try:
        with forms.received(request) as handler:
            return _begin(request, handler.brought)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("workbench")


@csrf_protect
def _begin(request: HttpRequest, brought: list[forms.Brought]) -> HttpResponse:
    person: Any = request.user
    of = request.POST.get("of", "")
    back = redirect("workbench-tries", of) if of and _mine(request, of) else redirect("workbench")
    try:
        ways = _ways(request)
        beginning.may(person, len(ways))
        number = numerals.whole(request.POST.get("page", "1").strip() or "1") or 1
        if of:
            first = _tries(request, of)[0]
            if not first.file.is_file():
                raise Refused(str(keeping.GONE), code="gone")
            token = beginning.begin(
                person, first.file, first.name, first.number, ways, password=first.password, keep=True
            )
        else:
            file = _file(brought)
            password = request.POST.get("password", "")[:200]
            token = beginning.begin(
                person, room.path(file.token), file.name or "file", number, ways, password=password
            )
    except Fault as fault:
        messages.error(request, fault.message)
        return back
    return redirect("workbench-tries", token)


def _ways(request: HttpRequest) -> list[beginning.Chosen]:
    """One, or two to be compared."""
    said = [{name: request.POST.get(name + end, "").replace("\0", "") for name in _CHOSEN} for end in ("", "-2")]
    if not request.POST.get("compare"):
        said = said[:1]
    ways = [beginning.Chosen.of(**each) for each in said]
    for way in ways:
        way.check()
    return ways


def _file(brought: list[forms.Brought]) -> forms.Brought:
    file = next((each for each in brought if each.size), None)
    if file is None:
        raise Refused(_("Choose a file first: an image, or a PDF."), code="files")
    if file.too_large or (file.size or 0) > beginning.LARGEST:
        raise Refused(zips.too_large(file.size or 0), code="too_large")
    return file


def _mine(request: HttpRequest, tried: str) -> list[Trial]:
    """One's own tries alone, whoever one is."""
    return list(Trial.objects.filter(token=tried, person_id=request.user.pk).order_by("place"))


def _tries(request: HttpRequest, tried: str) -> list[Trial]:
    found = _mine(request, tried)
    if not found:
        raise Http404
    return found


@login_required
@require_safe
def tries(request: HttpRequest, tried: str) -> HttpResponse:
    every = _tries(request, tried)
    seen = [showing.shown(trial) for trial in every]
    texts = [trial.result["text"] for trial in every if trial.outcome == Trial.Outcome.DONE]
    shown = {
        "token": tried,
        "first": every[0],
        "tries": list(zip(every, seen, strict=True)),
        "waiting": any(trial.outcome == Trial.Outcome.WANTED and not trial.halted for trial in every),
        "differences": showing.differences(*texts) if len(texts) == 2 else None,
        "engines": engines(),
        "collections": Collection.objects.editable_by(request.user).order_by("title"),
        "some": any(seen),
        "panels": _PANELS,
    }
    return render(request, "workbench/tries.html", shown)


@login_required
@require_safe
def now(request: HttpRequest, tried: str) -> JsonResponse:
    """How far the tries are, and what was written since the letters one has."""
    told = []
    for trial in _tries(request, tried):
        since = numerals.whole(request.GET.get(f"since{trial.place}", "0")) or 0
        waits = trial.outcome == Trial.Outcome.WANTED and not trial.halted
        before = pipeline.due(pipeline.TRIAL).filter(pk__lt=trial.pk).count() if waits and not trial.lease else 0
        piece = trial.said[since:] if len(trial.said) >= since else trial.said
        told.append(
            {
                "waits": waits,
                "begun": bool(trial.lease),
                "before": before,
                "piece": piece,
                "anew": len(trial.said) < since,
                "length": len(trial.said),
            }
        )
    return JsonResponse({"tries": told})


@login_required
@require_safe
def picture(request: HttpRequest, tried: str, place: int) -> FileResponse:
    trial = next((one for one in _tries(request, tried) if one.place == place), None)
    if trial is None or not trial.picture.is_file():
        raise Http404
    answer = FileResponse(trial.picture.open("rb"), content_type="image/jpeg")
    answer.headers["Cache-Control"] = "private, max-age=600"
    return answer


@login_required
@require_POST
def stop(request: HttpRequest, tried: str) -> HttpResponse:
    """What waits is not begun; what runs ends with what it has."""
    _tries(request, tried)
    mine = Trial.objects.filter(token=tried, person_id=request.user.pk, outcome=Trial.Outcome.WANTED)
    mine.filter(lease="").update(outcome=Trial.Outcome.FAILED, why=_("Stopped before it began."))
    mine.update(stopping=True)
    return redirect("workbench-tries", tried)


@login_required
@require_POST
def forget(request: HttpRequest, tried: str) -> HttpResponse:
    _tries(request, tried)
    tidying.forget(tried)
    messages.success(request, _("The file and what was read of it are gone."))
    return redirect("workbench")


@login_required
@require_POST
def keep(request: HttpRequest, tried: str) -> HttpResponse:
    trial = _tries(request, tried)[0]
    slug = request.POST.get("collection", "")
    collection = Collection.objects.editable_by(request.user).filter(slug=slug).first()
    if collection is None:
        raise Http404
    place = numerals.whole(request.POST.get("place", "0")) or 0
    best = next((one for one in _tries(request, tried) if one.place == place), trial)
    try:
        record = keeping.keep(best, collection, request.user, every=bool(request.POST.get("every")))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("workbench-tries", tried)
    said = _("Kept as “%(title)s”; its pages are read next.") % {"title": record.title}
    messages.success(request, said)
    return redirect(record.get_absolute_url())
