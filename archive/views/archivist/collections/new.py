"""A new collection: at the top for admins, below what they curate for curators."""

from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from archive import collections, rights
from archive.blocks import storable
from archive.views.archivist.collections.curated import curated_or_404
from archive.views.archivist.collections.form import CollectionForm


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    below = storable(request.GET.get("below", ""))
    if not below and not rights.is_admin(request.user):
        raise Http404
    parent = curated_or_404(below, request.user) if below else None
    form = CollectionForm(request.POST or None, parent=parent)
    if request.method == "POST" and form.is_valid():
        said = form.said()
        said["slug"] = said["slug"] or collections.free_slug(said["title"])
        try:
            with transaction.atomic():
                made = collections.create(parent=parent, by=request.user, **said)
        except IntegrityError:  # somebody was faster with the same short name
            form.add_error("slug", _("Another collection has this short name."))
        else:
            messages.success(request, _("“%(title)s” is there.") % {"title": made.title})
            return redirect("collection", made.slug)
    return render(request, "archivist/collection_new.html", {"form": form, "parent": parent})
