"""A new password for who knows the old one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from archive import events
from archive.people import throttle
from archive.views.account.sign_in import patience


class PasswordForm(PasswordChangeForm):
    """A forgotten session must not be a place to guess the password from: the old one is throttled too."""

    def clean_old_password(self) -> str:
        door = throttle.Door("password", str(self.user.pk), 5)
        if wait := throttle.knock(door):
            raise ValidationError(patience(wait), code="wait")
        old: str = super().clean_old_password()
        throttle.forgive(door)
        return old


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    form = PasswordForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        # Every other session ends with the old password; this one goes on under a new key.
        update_session_auth_hash(request, form.user)
        events.record(person, "password_changed", person)
        messages.success(request, _("Your password is changed. Everywhere else you are signed out."))
        return redirect("account")
    return render(request, "account/password.html", {"form": form})
