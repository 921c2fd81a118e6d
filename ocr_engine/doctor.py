"""What can read pages here: engines, Tesseract's languages, what the large models need."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator

from django.conf import settings

from archive.doctor.finding import Finding, broken, note, warning, well
from archive.models import Collection, Record
from ocr_engine.deepseek import health
from ocr_engine.rapid.engine import RapidOcr
from ocr_engine.scripts import pack, unwritable
from ocr_engine.tesseract.engine import installed, program, version

_OPENVINO = "import openvino; c = openvino.Core(); print(openvino.__version__, ', '.join(c.available_devices))"
_ONNX = "import onnxruntime as o; print(o.__version__, ', '.join(o.get_available_providers()))"


def look(deep: bool) -> Iterator[Finding]:
    yield from _runtimes(deep)
    yield from _tesseract()
    yield from health.look(deep, _output)


def _runtimes(deep: bool) -> Iterator[Finding]:
    there = {name: importlib.util.find_spec(name) is not None for name in ("rapidocr", "openvino", "onnxruntime")}
    if not there["rapidocr"] or not (there["openvino"] or there["onnxruntime"]):
        lacking = ", ".join(name for name, found in there.items() if not found)
        made = warning if program() else broken
        yield made(
            "reading.engine",
            f"Print is not read with PP-OCR: {lacking} missing.",
            "pip install -r requirements.txt",
        )
        return
    if not there["openvino"]:
        yield warning(
            "reading.openvino",
            "OpenVINO is missing: pages are read on onnxruntime, several times slower.",
            "pip install -r requirements.txt",
        )
    yield well("reading.engine", f"PP-OCR on {'OpenVINO' if there['openvino'] else 'onnxruntime'}")
    if deep:
        for name, code in (("openvino", _OPENVINO), ("onnxruntime", _ONNX)):
            if there[name]:
                yield _tried(f"reading.{name}.runs", name, code)


def _tried(id_: str, name: str, code: str) -> Finding:
    """In a process of its own: a library built for another processor takes its process down."""
    said, fine = _output(code)
    if fine:
        return well(id_, f"{name} {said}".strip())
    return broken(
        id_, f"{name} is installed but does not run: {said}", "pip install --force-reinstall -r requirements.txt"
    )


def _output(code: str) -> tuple[str, bool]:
    import archive  # noqa: F401  the same precautions against telemetry as everywhere

    program_ = f"import sys; sys.path.insert(0, {str(settings.BASE_DIR)!r}); import archive; {code}"
    try:
        ran = subprocess.run(
            [sys.executable, "-c", program_], capture_output=True, text=True, timeout=180, check=False
        )
    except subprocess.TimeoutExpired:
        return "no answer within three minutes", False
    if ran.returncode:
        last = ran.stderr.strip().splitlines()[-1:] or [f"exit code {ran.returncode}"]
        return last[0][:200], False
    return " ".join(ran.stdout.split()), True


def _tesseract() -> Iterator[Finding]:
    wanted: set[str] = set()
    for languages in Collection.objects.order_by().values_list("languages", flat=True):
        wanted.update(str(language) for language in languages)
    for written in Record.objects.exclude(language="").order_by().values_list("language", flat=True).distinct():
        wanted.update(written.replace(",", " ").split())
    beyond = sorted({language.lower() for language in unwritable(sorted(wanted), RapidOcr.scripts)})
    packs = {pack(language) for language in beyond}
    lacking = sorted(packs - installed())
    if lacking:
        names = " ".join("tesseract-ocr-" + name.replace("_", "-") for name in lacking)
        before = "" if program() else "tesseract-ocr "
        yield warning(
            "reading.languages",
            f"Collections hold {', '.join(beyond)}: only Tesseract writes that, and it lacks {', '.join(lacking)}.",
            f"apt install {before}{names} (Debian, Ubuntu)",
        )
    if program():
        yield well(
            "reading.tesseract", f"{version()}: {', '.join(sorted(installed() - {'osd'})) or 'no languages'}"
        )
    elif not lacking:
        yield note(
            "reading.tesseract",
            "Tesseract is not installed; no collection names a language that needs it.",
            "apt install tesseract-ocr",
        )
