"""The door. Who guesses waits; nobody learns from it which names there are."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from archive import events
from archive.models import Attempt
from archive.people import address, known, throttle


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": gettext_lazy("Name and password do not belong together. Mind capital letters."),
        "inactive": gettext_lazy("Name and password do not belong together. Mind capital letters."),
    }
    stay = forms.BooleanField(
        label=gettext_lazy("Stay signed in on this computer for two weeks"),
        required=False,
    )
    #: Seconds until the next try; 0 while the door is open.
    wait = 0

    def __init__(self, request: Any = None, *args: Any, **more: Any) -> None:
        super().__init__(request, *args, **more)
        self.fields["username"].label = gettext_lazy("User name")
        self.fields["username"].widget.attrs["spellcheck"] = "false"

    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username")
        if not name or not self.cleaned_data.get("password") or self.request is None:
            return self.cleaned_data
        where = address.of(self.request)
        doors = known.door(self.request, name), throttle.of_address(where)
        self.wait = throttle.knock(*doors)
        if self.wait:
            raise ValidationError(patience(self.wait), code="wait")
        try:
            found: dict[str, Any] = super().clean()
        except ValidationError as wrong:
            self.wait = throttle.shut_for(*doors)
            if not self.wait:
                raise
            self._tell(name, where, doors)
            raise ValidationError([wrong, ValidationError(patience(self.wait), code="wait")]) from None
        throttle.forgive(*doors)
        return found

    def _tell(self, name: str, where: str, doors: tuple[throttle.Door, ...]) -> None:
        """Too many failures become history. What was typed is kept only where it is somebody's name: it may
        have been a password in the wrong field."""
        person = get_user_model()._default_manager.filter(username=name).first()
        counted = Attempt.objects.filter(key__in=[door.key for door in doors]).order_by("-failures").first()
        target = person or counted
        if target is not None and counted is not None:
            events.record(None, "sign_in_failed", target, failures=counted.failures, address=where, wait=self.wait)


def patience(seconds: int) -> str:
    """Says how long to wait."""
    if seconds < 120:
        return ngettext(
            "Too many wrong tries. Please wait %(n)s second, then try again.",
            "Too many wrong tries. Please wait %(n)s seconds, then try again.",
            seconds,
        ) % {"n": seconds}
    minutes = -(-seconds // 60)
    return ngettext(
        "Too many wrong tries. Please wait %(n)s minute, then try again.",
        "Too many wrong tries. Please wait %(n)s minutes, then try again.",
        minutes,
    ) % {"n": minutes}


class SignIn(LoginView):
    """`next` leads only to this site: LoginView sees to that."""

    template_name = "account/sign_in.html"
    authentication_form = SignInForm

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        if not form.cleaned_data["stay"]:
            self.request.session.set_expiry(0)  # until the browser is closed
        known.remember(answer, form.get_user().get_username())
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        answer = super().form_invalid(form)
        if form.wait:
            answer.status_code = 429
            answer["Retry-After"] = str(form.wait)
        return answer


@require_safe
def to_administration(request: HttpRequest) -> HttpResponse:
    """Where the administration sends those whom it does not let in."""
    if request.user.is_authenticated and not request.user.is_staff:
        raise PermissionDenied
    wanted = {"next": request.GET.get("next") or reverse("admin:index")}
    return redirect(f"{reverse('sign-in')}?{urlencode(wanted)}")
