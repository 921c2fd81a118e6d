"""The checkpoints of this family: where they come from, in what sizes they look at a page, where they lie here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from ocr_engine.deepseek.modes import MODES, SECOND, UNLIMITED, Mode

#: In a checkpoint's folder: which revision was fetched.
REVISION = "revision.txt"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    name: str
    hub: str
    revision: str  # a commit
    modes: dict[str, Mode]
    licence: str

    @property
    def folder(self) -> Path:
        """Where its files lie on this machine, or would: weights are fetched when somebody says so, never else."""
        return Path(settings.MUNIMENT_WEIGHTS) / self.name

    @property
    def lacking(self) -> list[str]:
        """Files without which it cannot be loaded."""
        there = self.folder
        lacking = [name for name in ("config.json", "tokenizer.json") if not (there / name).is_file()]
        return lacking if any(there.glob("*.safetensors")) else [*lacking, "*.safetensors"]

    @property
    def fetched(self) -> str:
        """The revision that lies here; of files that somebody put here, nothing is known."""
        note = self.folder / REVISION
        return note.read_text(encoding="ascii").strip()[:64] if note.is_file() else "local"


CHECKPOINTS = {
    each.name: each
    for each in (
        Checkpoint(
            "deepseek", "deepseek-ai/DeepSeek-OCR", "9f30c71f441d010e5429c532364a86705536c53a", MODES, "MIT"
        ),
        Checkpoint(
            "unlimited",
            "baidu/Unlimited-OCR",
            "84757cb04b4d9b74adc65dc31cdf52fca7dc2a97",
            {"gundam": UNLIMITED, "base": MODES["base"]},
            "MIT",
        ),
        Checkpoint(
            "deepseek-2",
            "deepseek-ai/DeepSeek-OCR-2",
            "aaa02f3811945a91062062994c5c4a3f4c0af2b0",
            {"tiles": SECOND},
            "Apache-2.0",
        ),
    )
}  # fmt: skip
