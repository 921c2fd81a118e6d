"""Who one is here, and where one works."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from archive.models import Membership
from archive.people import present


class NameForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("As others should read it. Left empty, they read your user name."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"}),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    person = present.somebody(request)
    form = NameForm(request.POST or None, initial={"name": person.get_full_name()})
    if request.method == "POST" and form.is_valid():
        # One field for a name: not everybody has a first and a last one, in that order.
        person.first_name, person.last_name = form.cleaned_data["name"], ""
        person.save(update_fields=["first_name", "last_name"])
        messages.success(request, _("Saved."))
        return redirect("account")
    roles = Membership.objects.filter(person=person).select_related("collection").order_by("collection__title")
    return render(request, "account/profile.html", {"form": form, "roles": roles})
