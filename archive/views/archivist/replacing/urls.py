"""Addresses of finding and replacing."""

from __future__ import annotations

from django.urls import path

from archive.views.archivist.replacing.ask import ask
from archive.views.archivist.replacing.replaced import replaced, undo

urlpatterns = [
    path("replace", ask, name="replace"),
    path("replace/<int:errand_id>", replaced, name="replaced"),
    path("replace/<int:errand_id>/undo", undo, name="replace-undo"),
]
