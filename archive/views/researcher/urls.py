"""Addresses of what everybody may look at, as far as their rights go."""

from __future__ import annotations

from django.urls import path

from archive.views.researcher.collection import collection
from archive.views.researcher.crop import crop
from archive.views.researcher.home import home
from archive.views.researcher.image import image
from archive.views.researcher.original import original
from archive.views.researcher.page import page
from archive.views.researcher.record import progress, record
from archive.views.researcher.text import as_json, markdown, plain
from archive.views.researcher.thumb import thumb
from archive.views.researcher.tile import tile

urlpatterns = [
    path("", home, name="home"),
    path("collections/<slug:slug>", collection, name="collection"),
    path("records/<int:record_id>", record, name="record"),
    path("records/<int:record_id>/progress", progress, name="progress"),
    path("pages/<int:page_id>", page, name="page"),
    path("pages/<int:page_id>/tiles/<int:level>/<int:column>_<int:row>.jpg", tile, name="tile"),
    path("pages/<int:page_id>/crop.jpg", crop, name="crop"),
    path("pages/<int:page_id>/thumb.jpg", thumb, name="thumb"),
    path("pages/<int:page_id>/image", image, name="image"),
    path("pages/<int:page_id>/text.txt", plain, name="page-text"),
    path("pages/<int:page_id>/text.md", markdown, name="page-markdown"),
    path("pages/<int:page_id>/page.json", as_json, name="page-json"),
    path("originals/<int:original_id>", original, name="original"),
]
