"""Addresses of the people of a collection, and of everybody with an account."""

from __future__ import annotations

from django.urls import path

from archive.views.archivist.people.acts import act, password_link
from archive.views.archivist.people.add import add
from archive.views.archivist.people.everybody import everybody
from archive.views.archivist.people.invite import invite, revoke
from archive.views.archivist.people.members import people
from archive.views.archivist.people.new import new
from archive.views.archivist.people.role import change, remove

urlpatterns = [
    path("collections/<slug:slug>/people", people, name="collection-people"),
    path("collections/<slug:slug>/people/add", add, name="people-add"),
    path("collections/<slug:slug>/people/<int:membership_id>/role", change, name="role-change"),
    path("collections/<slug:slug>/people/<int:membership_id>/remove", remove, name="role-remove"),
    path("collections/<slug:slug>/invitations", invite, name="invite"),
    path("collections/<slug:slug>/invitations/<int:invitation_id>/revoke", revoke, name="invitation-revoke"),
    path("people", everybody, name="people"),
    path("people/new", new, name="person-new"),
    path("people/<int:person_id>/password-link", password_link, name="password-link"),
    path("people/<int:person_id>/<slug:verb>", act, name="person-act"),
]
