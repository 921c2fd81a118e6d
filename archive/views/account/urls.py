"""Addresses of one's own account, and of the door that everybody comes in by."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path

from archive.views.account.invitation import invitation
from archive.views.account.new_password import NewPassword
from archive.views.account.password import password
from archive.views.account.profile import profile
from archive.views.account.sign_in import SignIn, to_administration
from archive.views.account.sign_out_everywhere import sign_out_everywhere

urlpatterns = [
    path("sign-in", SignIn.as_view(), name="sign-in"),
    path("sign-out", LogoutView.as_view(), name="sign-out"),
    # The administration's own door knows no throttle; everybody comes in by this one.
    path("admin/login/", to_administration),
    path("account", profile, name="account"),
    path("account/password", password, name="password"),
    path("account/sign-out-everywhere", sign_out_everywhere, name="sign-out-everywhere"),
    path("account/new-password/<uidb64>/<token>", NewPassword.as_view(), name="new-password"),
    path("invitations/<slug:secret>", invitation, name="invitation"),
]
