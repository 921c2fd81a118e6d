"""What is said of a collection, changed."""

from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from archive import collections
from archive.models import Collection
from archive.views.archivist.collections.curated import curated_or_404
from archive.views.archivist.collections.form import CollectionForm
from archive.views.archivist.collections.standards import StandardsForm


@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: HttpRequest, slug: str) -> HttpResponse:
    collection = curated_or_404(slug, request.user)
    form = CollectionForm(request.POST or None, parent=collection.parent, collection=collection)
    judged = StandardsForm(request.POST or None, collection=collection)
    if request.method == "POST" and all([form.is_valid(), judged.is_valid()]):
        # A form that was made without the part on standards leaves them as they are.
        said = {"standards": judged.said()} if "standards-priority" in request.POST else {}
        try:
            with transaction.atomic():
                changed = collections.describe(collection, request.user, **form.said(), **said)
        except IntegrityError:
            form.add_error("slug", _("Another collection has this short name."))
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing was different, nothing was saved."))
            return redirect("collection-describe", collection.slug)
    return render(
        request,
        "archivist/collection_describe.html",
        {
            "form": form,
            "judged": judged,
            # The address it still has: the form may hold another short name that was refused.
            "collection": collection,
            "curates": True,
            "above": Collection.objects.visible_to(request.user).filter(pk=collection.parent_id or 0).first(),
            "may_move": collections.movable_by(request.user).filter(pk=collection.pk).exists(),
            "held": collections.contents(collection),
        },
    )
