"""Addresses of the search."""

from __future__ import annotations

from django.urls import path

from search.views import marks, results

urlpatterns = [
    path("search", results, name="search"),
    path("search/marks/<int:page_id>", marks, name="marks"),
]
