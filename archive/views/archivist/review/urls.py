"""Addresses of reviewing."""

from __future__ import annotations

from django.urls import path

from archive.views.archivist.review import keeping, page, rooms

urlpatterns = [
    path("review", rooms.rooms, name="review"),
    path("review/next", page.onward, name="review-next"),
    path("review/undo", page.undo, name="review-undo"),
    path("review/passed-over", rooms.take_up, name="review-take-up"),
    path("review/pages/<int:page_id>", page.page, name="review-page"),
    path("review/pages/<int:page_id>/hold", keeping.hold, name="review-hold"),
    path("review/pages/<int:page_id>/leave", keeping.leave, name="review-leave"),
]
