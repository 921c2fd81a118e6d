"""What an invitation's link opens: who is signed in accepts it, who is not signs in or makes an account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from archive import events
from archive.models import Invitation
from archive.people import accounts, invitations
from archive.people.invitations import Standing


class NewAccountForm(UserCreationForm):  # type: ignore[type-arg]
    class Meta(UserCreationForm.Meta):
        model = User
        fields = ("username", "first_name")
        labels = {"username": gettext_lazy("User name"), "first_name": gettext_lazy("Name")}
        help_texts = {
            "username": gettext_lazy("What you sign in with: letters, digits and @ . + - _"),
            "first_name": gettext_lazy("As others should read it."),
        }
        widgets = {
            "username": forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "username"}),
            "first_name": forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"}),
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["username"].widget.attrs.pop("autofocus", None)

    def clean_username(self) -> str:
        return accounts.free_name(self.cleaned_data["username"])


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Looking changes nothing: a link that a mail program opens to see what is there stays open."""
    found = invitations.find(secret)
    standing = invitations.standing(found) if found is not None else None
    if found is None or standing is not Standing.OPEN:
        return _closed(request, found, standing)
    person = request.user
    form = NewAccountForm(None if person.is_authenticated else request.POST or None)
    if request.method == "POST":
        try:
            if person.is_authenticated:
                return _accepted(request, found, invitations.accept(found, person))
            if form.is_valid():
                return _joined(request, found, form)
        except invitations.NotOpen as closed:
            return _closed(request, found, closed.standing)
    return _private(render(request, "account/invitation.html", {"invitation": found, "form": form}))


def _accepted(request: HttpRequest, found: Invitation, changed: bool) -> HttpResponse:
    said = {"title": found.collection.title, "role": found.get_role_display()}
    if changed:
        messages.success(request, _("Welcome: you are %(role)s of “%(title)s” now.") % said)
    else:
        messages.info(
            request,
            _("You may do this and more in “%(title)s” already. The link is still good for somebody else.") % said,
        )
    return redirect("collection", found.collection.slug)


def _joined(request: HttpRequest, found: Invitation, form: NewAccountForm) -> HttpResponse:
    """The account and the membership are made together or not at all."""
    try:
        with transaction.atomic():
            person = form.save()
            events.record(person, "account_opened", person, name=person.get_username(), invitation=found.pk)
            invitations.accept(found, person)
    except IntegrityError:  # somebody was faster with the same name
        form.add_error("username", _("Somebody has this name already."))
        return _private(render(request, "account/invitation.html", {"invitation": found, "form": form}))
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    return _accepted(request, found, True)


def _closed(request: HttpRequest, found: Invitation | None, standing: Standing | None) -> HttpResponse:
    """Says kindly why the link does not work; to who used it, that it did."""
    mine = found is not None and request.user.is_authenticated and found.used_by_id == request.user.pk
    if found is not None and mine and standing is Standing.USED and request.method != "POST":
        return redirect("collection", found.collection.slug)
    about = {"standing": standing.value if standing else "unknown"}
    return _private(render(request, "account/invitation_closed.html", about, status=410 if found else 404))


def _private(answer: HttpResponse) -> HttpResponse:
    answer["X-Robots-Tag"] = "noindex"
    return answer
