"""Addresses of the editor."""

from __future__ import annotations

from django.urls import path

from archive.views.editor.draft import draft
from archive.views.editor.page import edit
from archive.views.editor.save import merged, save

urlpatterns = [
    path("pages/<int:page_id>/edit", edit, name="page-edit"),
    path("pages/<int:page_id>/edit/save", save, name="page-save"),
    path("pages/<int:page_id>/edit/merge", merged, name="page-merge"),
    path("pages/<int:page_id>/edit/draft", draft, name="page-draft"),
]
