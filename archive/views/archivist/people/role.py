"""A member's role changed, or taken away."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from archive import collections
from archive.models import Collection, Membership
from archive.people import members
from archive.views.archivist.collections.curated import curated_or_404
from archive.views.archivist.people.members import RoleForm


@require_POST
def change(request: HttpRequest, slug: str, membership_id: int) -> HttpResponse:
    collection = curated_or_404(slug, request.user)
    held = _held(collection, membership_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise Http404
    given = members.give(request.user, collection, held.person, form.cleaned_data["role"])
    said = {"name": held.person.get_username(), "role": given.get_role_display()}
    messages.success(request, _("%(name)s is %(role)s here now.") % said)
    return _back(request, collection)


@require_POST
def remove(request: HttpRequest, slug: str, membership_id: int) -> HttpResponse:
    collection = curated_or_404(slug, request.user)
    held = _held(collection, membership_id)
    members.take(request.user, held)
    messages.success(request, _("%(name)s is no longer a member here.") % {"name": held.person.get_username()})
    return _back(request, collection)


def _held(collection: Collection, membership_id: int) -> Membership:
    return get_object_or_404(
        Membership.objects.select_related("person", "collection"), pk=membership_id, collection=collection
    )


def _back(request: HttpRequest, collection: Collection) -> HttpResponse:
    """To the list, or to the first page for those who just took the list from themselves."""
    if collections.curated_by(request.user).filter(pk=collection.pk).exists():
        return redirect("collection-people", collection.slug)
    return redirect("home")
