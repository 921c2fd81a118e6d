"""What every test stands on: a data folder of its own, never anybody's archive."""

from __future__ import annotations

import os
import tempfile

# Before Django reads its settings: tests never touch the archive that lives in var/.
if "MUNIMENT_HOME" not in os.environ or not os.environ["MUNIMENT_HOME"].startswith(tempfile.gettempdir()):
    os.environ["MUNIMENT_HOME"] = tempfile.mkdtemp(prefix="muniment-test-")
# Named here and not in pyproject.toml: pytest-django would read the settings before this file is loaded.
os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
# Read by nobody but this file; a variable that settings do not know would be reported as misspelt.
_NO_SKIPS = os.environ.pop("MUNIMENT_TEST_NO_SKIPS", "") == "1"

from collections.abc import Iterator  # noqa: E402
from pathlib import Path  # noqa: E402

import django  # noqa: E402
import pytest  # noqa: E402

django.setup()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--shots", type=Path, help="keep a picture of every page in this folder")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Where nothing may be missing (CI), a skipped test is a failed one."""
    report = yield
    if _NO_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, but nothing may be skipped here: {report.longrepr}"
    return report


@pytest.fixture
def home(tmp_path: Path, settings: pytest.FixtureRequest) -> Path:
    """A data folder for one test."""
    settings.MUNIMENT_HOME = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def _plain_static_files(settings: pytest.FixtureRequest) -> None:
    """Tests run without collectstatic."""
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
