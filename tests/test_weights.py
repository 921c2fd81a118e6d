"""Weights are fetched at one commit, without any file that could carry code, and are noted when they are whole."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from huggingface_hub.utils import filter_repo_objects

from ocr_engine.deepseek import fetching
from ocr_engine.deepseek.family import CHECKPOINTS, REVISION

WHOLE = ["model-00001-of-000001.safetensors", "model.safetensors.index.json", "config.json", "tokenizer.json"]
OTHER = ["modeling_deepseekocr.py", "pytorch_model.bin", "README.md", "assets/fig1.png"]


class Hub:
    """Has the files it is told, at the commits of this family."""

    def __init__(self, files: list[str]) -> None:
        self.files, self.asked = files, [""]

    def model_info(self, name: str, *, revision: str) -> SimpleNamespace:
        if revision not in {each.revision for each in CHECKPOINTS.values() if each.hub == name}:
            raise OSError(f"404: {name} has no revision {revision}")
        return SimpleNamespace(sha=revision)

    def download(self, name: str, *, revision: str, allow_patterns: list[str], local_dir: Path) -> None:
        self.asked.append(f"{name}@{revision}")
        local_dir.mkdir(parents=True, exist_ok=True)
        for file in filter_repo_objects(self.files, allow_patterns=allow_patterns):
            (local_dir / file).write_text("{}")


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Hub:
    made = Hub([*WHOLE, *OTHER])
    settings.MUNIMENT_WEIGHTS = tmp_path
    monkeypatch.setattr(fetching, "HfApi", lambda: made)
    monkeypatch.setattr(fetching, "snapshot_download", made.download)
    return made


@pytest.mark.parametrize("name", list(CHECKPOINTS))
def test_the_commit_is_fetched_and_nothing_that_could_run(name: str, hub: Hub, tmp_path: Path) -> None:
    call_command("weights", name, stdout=StringIO())
    one = CHECKPOINTS[name]
    assert hub.asked[-1] == f"{one.hub}@{one.revision}"
    assert {file.name for file in (tmp_path / name).iterdir()} == {*WHOLE, REVISION}
    assert (one.lacking, one.fetched) == ([], one.revision)
    out = StringIO()
    call_command("weights", stdout=out)
    assert f"here, revision {one.revision}" in out.getvalue()


def test_what_is_not_whole_is_not_noted(hub: Hub, tmp_path: Path) -> None:
    hub.files.remove("tokenizer.json")
    with pytest.raises(CommandError, match=r"lacks tokenizer\.json"):
        call_command("weights", "deepseek", stdout=StringIO())
    assert not (tmp_path / "deepseek" / REVISION).exists()


def test_a_hub_that_fails_is_said_with_what_to_do(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "model_info", lambda *_a, **_k: (_ for _ in ()).throw(OSError("no way there")))
    with pytest.raises(CommandError, match=r"no way there.*goes on where it was"):
        call_command("weights", "deepseek", stdout=StringIO())
