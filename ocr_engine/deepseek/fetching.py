"""Fetching weights from the hub, when somebody says so: one revision, and no file that could carry code."""

from __future__ import annotations

from pathlib import Path

from huggingface_hub import HfApi, snapshot_download

from archive.faults import Fault
from ocr_engine.deepseek.family import REVISION, Checkpoint

_WANTED = ["*.safetensors", "*.safetensors.index.json", "config.json", "tokenizer.json", "tokenizer_config.json"]


def fetch(checkpoint: Checkpoint) -> Path:
    """Goes on where it was broken off. The note of the revision comes last: where it lies, everything does."""
    folder = checkpoint.folder
    try:
        commit = str(HfApi().model_info(checkpoint.hub, revision=checkpoint.revision).sha)
        snapshot_download(checkpoint.hub, revision=commit, allow_patterns=_WANTED, local_dir=folder)
    except (OSError, ValueError) as error:
        said = f"{checkpoint.hub} could not be fetched: {error}. Call this again; it goes on where it was."
        raise Fault(said, code="not_fetched") from error
    if checkpoint.lacking:
        said = f"{checkpoint.hub} lacks {', '.join(checkpoint.lacking)}; nothing can be read with it."
        raise Fault(said, code="not_fetched")
    (folder / REVISION).write_text(commit + "\n", encoding="ascii")
    return folder
