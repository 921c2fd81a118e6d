"""An act on many records: how far it is, what became of it, and taking it back."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from archive import rights
from archive.keeping import acts
from archive.models import Act, Collection
from archive.rights import Person

_OURS = (Act.Kind.CHANGE, Act.Kind.UNDO)


def _act_or_404(act_id: int, person: Person) -> Act:
    """One's own; an admin sees all."""
    rows = Act.objects.filter(kind__in=_OURS, pk=act_id).select_related("collection", "person", "undoes")
    act = rows.first()
    if act is None or person is None or not person.is_authenticated:
        raise Http404
    if act.person_id != person.pk and not rights.is_admin(person):
        raise Http404
    return act


@require_safe
def act(request: HttpRequest, act_id: int) -> HttpResponse:
    shown = _act_or_404(act_id, request.user)
    undo = Act.objects.filter(undoes=shown).first()
    collection = Collection.objects.editable_by(request.user).filter(pk=shown.collection_id or 0).first()
    part = request.headers.get("X-Part") == "act" or request.headers.get("HX-Request")
    answer = render(
        request,
        "archivist/_act.html" if part else "archivist/records_act.html",
        {"act": shown, "undo": undo, "collection": collection, "done": shown.finished_at is not None},
    )
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def undo(request: HttpRequest, act_id: int) -> HttpResponse:
    """Takes an act back, once. What was changed again since stays as it is."""
    done = _act_or_404(act_id, request.user)
    if done.kind != Act.Kind.CHANGE or done.finished_at is None or done.person_id != request.user.pk:
        raise Http404
    made, new = Act.objects.get_or_create(
        undoes=done, defaults={"kind": Act.Kind.UNDO, "person_id": request.user.pk, "collection": done.collection}
    )
    if new:
        acts.set_about(made)
    return redirect("act", made.pk)
