"""Addresses of a collection's own pages."""

from __future__ import annotations

from django.urls import path

from archive.views.archivist.collections.delete import delete
from archive.views.archivist.collections.describe import describe
from archive.views.archivist.collections.move import move
from archive.views.archivist.collections.new import new

urlpatterns = [
    path("desk/collections/new", new, name="collection-new"),
    path("collections/<slug:slug>/describe", describe, name="collection-describe"),
    path("collections/<slug:slug>/move", move, name="collection-move"),
    path("collections/<slug:slug>/delete", delete, name="collection-delete"),
]
