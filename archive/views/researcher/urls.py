"""Addresses of what everybody may look at, as far as their rights go."""

from __future__ import annotations

from django.urls import path

from archive.views.researcher import record_text, versions
from archive.views.researcher.cite import cite_page, cite_record
from archive.views.researcher.collection import collection
from archive.views.researcher.crop import crop
from archive.views.researcher.home import home
from archive.views.researcher.image import image
from archive.views.researcher.original import original
from archive.views.researcher.page import on_paper, page
from archive.views.researcher.record import leaves, numbered, progress, record
from archive.views.researcher.text import as_json, markdown, plain
from archive.views.researcher.thumb import thumb
from archive.views.researcher.tile import tile

urlpatterns = [
    path("", home, name="home"),
    path("collections/<slug:slug>", collection, name="collection"),
    path("records/<int:record_id>", record, name="record"),
    path("records/<int:record_id>/progress", progress, name="progress"),
    path("records/<int:record_id>/leaves", leaves, name="leaves"),
    path("records/<int:record_id>/page", numbered, name="page-numbered"),
    path("records/<int:record_id>/text.txt", record_text.plain, name="record-text"),
    path("records/<int:record_id>/text.md", record_text.markdown, name="record-markdown"),
    path("records/<int:record_id>/cite/<slug:form>", cite_record, name="cite-record"),
    path("pages/<int:page_id>", page, name="page"),
    path("pages/<int:page_id>/print", on_paper, name="page-print"),
    path("pages/<int:page_id>/versions", versions.listed, name="page-versions"),
    path("pages/<int:page_id>/versions/compare", versions.beside, name="page-compare"),
    path("pages/<int:page_id>/versions/<int:number>", versions.one, name="page-version"),
    path("pages/<int:page_id>/cite/<slug:form>", cite_page, name="cite-page"),
    path("pages/<int:page_id>/tiles/<int:level>/<int:column>_<int:row>.jpg", tile, name="tile"),
    path("pages/<int:page_id>/crop.jpg", crop, name="crop"),
    path("pages/<int:page_id>/thumb.jpg", thumb, name="thumb"),
    path("pages/<int:page_id>/image", image, name="image"),
    path("pages/<int:page_id>/text.txt", plain, name="page-text"),
    path("pages/<int:page_id>/text.md", markdown, name="page-markdown"),
    path("pages/<int:page_id>/page.json", as_json, name="page-json"),
    path("originals/<int:original_id>", original, name="original"),
]
