"""A collection deleted, when nothing is in it."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from archive import collections
from archive.people import inheritance
from archive.views.archivist.collections.curated import curated_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, slug: str) -> HttpResponse:
    collection = curated_or_404(slug, request.user)
    if request.method == "POST":
        parent = collection.parent
        try:
            collections.delete(collection, request.user)
        except (collections.NotEmpty, ProtectedError):
            messages.error(request, _("It is not empty; nothing was deleted."))
            return redirect("collection-delete", slug)
        messages.success(request, _("“%(title)s” is deleted.") % {"title": collection.title})
        if parent is not None and collections.curated_by(request.user).filter(pk=parent.pk).exists():
            return redirect("collection", parent.slug)
        return redirect("home")
    return render(
        request,
        "archivist/collection_delete.html",
        {
            "collection": collection,
            "curates": True,
            "held": collections.contents(collection),
            "members": len(inheritance.holders(collection).own),
        },
    )
