"""An account opened by an admin, for somebody who is to work everywhere or nowhere in particular yet."""

from __future__ import annotations

from django import forms
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from archive import rights
from archive.people import accounts, present
from archive.views.archivist.people.everybody import everybody_page


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    first_name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("As others should read it."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )

    class Meta:
        model = User
        fields = ["username", "first_name"]
        labels = {"username": gettext_lazy("User name")}
        help_texts = {"username": gettext_lazy("What they sign in with: letters, digits and @ . + - _")}
        widgets = {
            "username": forms.TextInput(
                attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
            )
        }

    def clean_username(self) -> str:
        return accounts.free_name(self.cleaned_data["username"])


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    if not rights.is_admin(request.user):
        raise Http404
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                person = accounts.open_account(
                    present.somebody(request), form.cleaned_data["username"], form.cleaned_data["first_name"]
                )
        except IntegrityError:
            form.add_error("username", _("Somebody has this name already."))
        else:
            link = request.build_absolute_uri(accounts.password_link(present.somebody(request), person))
            return everybody_page(request, link, person)
    return render(request, "archivist/people_new.html", {"form": form})
