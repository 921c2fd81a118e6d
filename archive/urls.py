"""The site's addresses. Other apps are named only by string."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from archive.views.collection import collection
from archive.views.crop import crop
from archive.views.health import health
from archive.views.home import home
from archive.views.image import image
from archive.views.original import original
from archive.views.page import page
from archive.views.record import progress, record
from archive.views.text import as_json, markdown, plain
from archive.views.thumb import thumb
from archive.views.tile import tile

handler400 = "archive.views.errors.bad_request"

urlpatterns = [
    path("", home, name="home"),
    path("", include("search.urls")),
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
    path("sign-in", LoginView.as_view(template_name="archive/sign_in.html"), name="sign-in"),
    path("sign-out", LogoutView.as_view(), name="sign-out"),
    path("health", health, name="health"),
    path("admin/", admin.site.urls),
]
