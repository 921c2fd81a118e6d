"""Somebody who has an account, made a member."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from archive.people import members
from archive.views.archivist.collections.curated import curated_or_404
from archive.views.archivist.people.members import AddForm, people_page


@require_POST
def add(request: HttpRequest, slug: str) -> HttpResponse:
    collection = curated_or_404(slug, request.user)
    form = AddForm(request.POST, auto_id="add_%s")
    if form.is_valid():
        person = User.objects.filter(username=form.cleaned_data["username"], is_active=True).first()
        if person is not None:
            given = members.give(request.user, collection, person, form.cleaned_data["role"])
            said = {"name": person.get_username(), "role": given.get_role_display()}
            messages.success(request, _("%(name)s is %(role)s here now.") % said)
            return redirect("collection-people", slug)
        form.add_error("username", _("Nobody has an account with this name. Invite them by a link."))
    return people_page(request, collection, add=form)
