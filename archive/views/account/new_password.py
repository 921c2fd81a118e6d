"""A password chosen by a link that an admin made: once, and not for long."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from archive import events


class NewPassword(PasswordResetConfirmView):
    """The secret leaves the address bar at once: it moves into the session."""

    template_name = "account/new_password.html"
    success_url = reverse_lazy("sign-in")

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        events.record(form.user, "password_chosen", form.user)
        messages.success(self.request, _("Your password is set. Sign in with it."))
        return answer
