"""Addresses of the workbench. Tries stand under a name that cannot be guessed, and are shown to who made them."""

from __future__ import annotations

from django.urls import path

from ocr_engine.views import workbench

urlpatterns = [
    path("workbench", workbench.workbench, name="workbench"),
    path("workbench/<slug:tried>", workbench.tries, name="workbench-tries"),
    path("workbench/<slug:tried>/now", workbench.now, name="workbench-now"),
    path("workbench/<slug:tried>/stop", workbench.stop, name="workbench-stop"),
    path("workbench/<slug:tried>/forget", workbench.forget, name="workbench-forget"),
    path("workbench/<slug:tried>/keep", workbench.keep, name="workbench-keep"),
    path("workbench/<slug:tried>/page/<int:place>", workbench.picture, name="workbench-picture"),
]
