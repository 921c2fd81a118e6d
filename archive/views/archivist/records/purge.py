"""Removing a record for good: what will go, a word typed by hand, and what went."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from archive import rights
from archive.keeping import acts, purging
from archive.models import Act, Record

#: What counts are called; the apps name theirs by these words.
NAMES = {
    "records": gettext_lazy("records"),
    "pages": gettext_lazy("pages"),
    "versions": gettext_lazy("versions of text"),
    "readings": gettext_lazy("readings with what the engine said"),
    "passages": gettext_lazy("passages in the search"),
    "vectors": gettext_lazy("vectors in the search"),
    "originals": gettext_lazy("entries of original files"),
    "files": gettext_lazy("original files removed from the disk"),
    "shared": gettext_lazy("original files kept, since other records use the same bytes"),
    "images": gettext_lazy("page images, with tiles and thumbnails"),
    "bodies": gettext_lazy("stored paragraphs"),
    "events": gettext_lazy("entries of history emptied"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def purge(request: HttpRequest, record_id: int) -> HttpResponse:
    if not rights.is_admin(request.user):
        raise Http404
    record = Record.objects.select_related("collection").filter(pk=record_id).first()
    if record is None:
        raise Http404
    word = _("purge %(number)s") % {"number": record.pk}
    wrong = ""
    if request.method == "POST":
        if request.POST.get("word", "").strip().casefold() == word.casefold():
            act = purging.begin(record, request.user)
            acts.set_about(act)
            return redirect("purged", act.pk)
        wrong = _("Nothing was removed: type the words exactly as they stand here.")
    return render(
        request,
        "archivist/record_purge.html",
        {
            "record": record,
            "extent": purging.extent(record),
            "names": NAMES,
            "word": word,
            "wrong": wrong,
            "begun": record.pk in purging.under_way(),
        },
        status=400 if wrong else 200,
    )


@require_safe
def purged(request: HttpRequest, act_id: int) -> HttpResponse:
    """What went. Says so of the search's files only when it is so."""
    if not rights.is_admin(request.user):
        raise Http404
    act = Act.objects.filter(pk=act_id, kind=Act.Kind.PURGE).select_related("person").first()
    if act is None:
        raise Http404
    counts = [(NAMES.get(name, name), act.told[name]) for name in NAMES if act.told.get(name)]
    done = act.finished_at is not None
    return render(
        request,
        "archivist/record_purged.html",
        {"act": act, "counts": counts, "done": done, "clean": done and purging.clean()},
    )
