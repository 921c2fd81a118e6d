"""A link that invites, made and shown once; and one taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from archive.models import Invitation
from archive.people import invitations, present
from archive.views.archivist.collections.curated import curated_or_404
from archive.views.archivist.people.members import InviteForm, people_page


@require_POST
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Answers with the page itself, not with a way to it: the link must not be kept anywhere to be shown."""
    collection = curated_or_404(slug, request.user)
    form = InviteForm(request.POST, auto_id="invite_%s")
    if not form.is_valid():
        return people_page(request, collection, invite=form)
    said = form.cleaned_data
    _made, secret = invitations.invite(
        present.somebody(request), collection, said["role"], said["note"], said["days"]
    )
    return people_page(request, collection, link=request.build_absolute_uri(reverse("invitation", args=[secret])))


@require_POST
def revoke(request: HttpRequest, slug: str, invitation_id: int) -> HttpResponse:
    collection = curated_or_404(slug, request.user)
    found = get_object_or_404(Invitation, pk=invitation_id, collection=collection)
    if invitations.revoke(present.somebody(request), found):
        messages.success(request, _("The link no longer works."))
    else:
        messages.info(request, _("The link was used or taken back before."))
    return redirect("collection-people", slug)
