"""Nothing heavy is loaded by what starts often: checks, the web, the first import of tasks."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

HEAVY = {"torch", "transformers", "faiss", "tantivy", "onnxruntime", "openvino", "pymupdf", "rapidocr", "cv2",
         "sentence_transformers", "pyvips", "scipy", "pymilvus"}  # fmt: skip
STARTS = {
    "check": "from django.core.management import execute_from_command_line as run; run(['manage.py', 'check'])",
    "web": "import archive.wsgi; from django.urls import get_resolver; get_resolver().url_patterns",
    "tasks": "import django; django.setup(); from archive.celery import app; app.loader.import_default_modules()",
}


@pytest.mark.parametrize("what", STARTS)
def test_starting_loads_nothing_heavy(what: str) -> None:
    code = f"{STARTS[what]}; import sys, json; print(); print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "archive.settings"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not HEAVY & set(json.loads(done.stdout.splitlines()[-1]))
