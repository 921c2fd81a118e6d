"""Who works in a collection: members, those who come down from above, open invitations."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from archive.models import Collection, Membership
from archive.people import inheritance, invitations
from archive.views.archivist.collections.curated import curated_or_404


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices)


class AddForm(RoleForm):
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("Of somebody who has an account here."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ["username", "role"]


class InviteForm(RoleForm):
    note = forms.CharField(
        label=_("For whom"),
        max_length=200,
        required=False,
        help_text=_("For you and the other curators, so that you know the link again."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    days = forms.IntegerField(
        label=_("Valid for how many days"), min_value=1, max_value=invitations.LONGEST_DAYS, initial=14
    )
    field_order = ["note", "role", "days"]


@require_safe
def people(request: HttpRequest, slug: str) -> HttpResponse:
    return people_page(request, curated_or_404(slug, request.user))


def people_page(
    request: HttpRequest,
    collection: Collection,
    add: AddForm | None = None,
    invite: InviteForm | None = None,
    link: str = "",
) -> HttpResponse:
    """The page, with a form as it was sent where it was refused, or the link that is shown this once."""
    held = inheritance.holders(collection)
    strongest: dict[int, str] = {}
    for row in held.inherited:
        strongest[row.person_id] = max(strongest.get(row.person_id, ""), row.role, key=inheritance.rank)
    seen = Collection.objects.visible_to(request.user).filter(pk__in=inheritance.line(collection.path))
    answer = render(
        request,
        "archivist/people.html",
        {
            "collection": collection,
            "curates": True,
            "roles": Membership.Role.choices,
            # What a person has from above already makes a lesser role here idle.
            "own": [
                (row, inheritance.rank(strongest.get(row.person_id, "")) >= inheritance.rank(row.role))
                for row in held.own
            ],
            "inherited": held.inherited,
            "seen": set(seen.values_list("pk", flat=True)),
            "invitations": invitations.open_ones(collection),
            "add": add or AddForm(auto_id="add_%s"),
            "invite": invite or InviteForm(auto_id="invite_%s"),
            "link": link,
        },
    )
    answer["Cache-Control"] = "no-store"
    return answer
