"""The web application, as gunicorn loads it."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
application = get_wsgi_application()
# All views are there before the first visitor, and what is there now stays: the collector need not look through
# it again and again (some 60 ms, in the middle of somebody's page).
get_resolver().url_patterns  # noqa: B018
gc.collect()
gc.freeze()
