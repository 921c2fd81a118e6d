"""Addresses of the search, below /search."""

from __future__ import annotations

from django.urls import path

from search.views import marks, results

urlpatterns = [
    path("", results, name="search"),
    path("/marks/<int:page_id>", marks, name="marks"),
]
