"""What came of a change of many pages, and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from archive import errands, rights
from archive.models import Errand, Page
from archive.showing import numerals

SCREEN = 100
VERBS = ("replace", "replace_undo")


@require_safe
def replaced(request: HttpRequest, errand_id: int) -> HttpResponse:
    errand = _own(request, errand_id)
    change = errand if errand.verb == "replace" else _own(request, int(errand.scope.get("errand", 0)))
    after = numerals.whole(request.GET.get("after", "")) or 0
    seen = Page.objects.visible_to(request.user).select_related("record").order_by("pk")
    pages = list(seen.filter(transcriptions__errand=errand, pk__gt=after).distinct()[: SCREEN + 1])
    context = {
        "errand": errand,
        "change": change,
        "undo": _undo(change) if errand.verb == "replace" else None,
        "pages": pages[:SCREEN],
        "after": pages[SCREEN - 1].pk if len(pages) > SCREEN else None,
        "skipped": list(seen.filter(pk__in=errand.options.get("skipped", []))),
        "skipped_count": errand.options.get("skipped_count", 0),
    }
    return render(request, "archivist/replaced.html", context)


@require_POST
def undo(request: HttpRequest, errand_id: int) -> HttpResponse:
    change = _own(request, errand_id)
    if change.verb != "replace":
        raise Http404
    if change.finished_at is None:
        messages.error(request, _("The change is still going on; stop it or wait for its end."))
        return redirect("replaced", change.pk)
    made = _undo(change) or errands.begin(request.user, "replace_undo", {"errand": change.pk})
    return redirect("replaced", made.pk)


def _undo(change: Errand) -> Errand | None:
    return Errand.objects.filter(verb="replace_undo", scope__errand=change.pk).first()


def _own(request: HttpRequest, errand_id: int) -> Errand:
    """One's own; administrators see everybody's."""
    errand = Errand.objects.filter(pk=errand_id, verb__in=VERBS).select_related("actor").first()
    if errand is None or not (rights.is_admin(request.user) or errand.actor_id == request.user.pk):
        raise Http404
    return errand
