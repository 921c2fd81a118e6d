from __future__ import annotations

from django.apps import AppConfig


class OcrEngineConfig(AppConfig):
    name = "ocr_engine"
    verbose_name = "Reading"
