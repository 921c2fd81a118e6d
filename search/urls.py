"""Addresses of the search."""

from __future__ import annotations

from django.urls import path

from search.views.guide import guide
from search.views.marks import marks
from search.views.results import results
from search.views.step import step

urlpatterns = [
    path("search", results, name="search"),
    path("search/step", step, name="search-step"),
    path("search/marks/<int:page_id>", marks, name="marks"),
    path("help", guide, name="help"),
]
