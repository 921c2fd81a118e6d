"""What the doctor says of cards, attention, weights and servers, each with what to do about it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from archive.doctor.finding import Finding
from ocr_engine.deepseek import health
from ocr_engine.deepseek.family import CHECKPOINTS, REVISION
from tests.chat_server import ChatServer, refuses

CARD = {"torch": "2.13", "card": "H200", "cards": 1, "free": 130 << 30, "memory": 139 << 30, "cuda": "12.8"}


@pytest.fixture(autouse=True)
def nothing_here(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MUNIMENT_WEIGHTS = tmp_path
    settings.MUNIMENT_OCR_SERVER = settings.MUNIMENT_OCR_SERVER_MODEL = settings.MUNIMENT_OCR_SERVER_KEY = ""
    monkeypatch.setattr(health, "_driver", lambda: "570.1")


def told(found: dict[str, Any] | str) -> dict[str, Finding]:
    said = found if isinstance(found, str) else f"a warning of torch {json.dumps(found)}"
    findings = health.look(True, lambda _code: (said, not isinstance(found, str)))
    return {finding.id: finding for finding in findings}


@pytest.mark.parametrize(
    ("bf16", "flash", "numbers", "attention"),
    [(True, True, "bfloat16", "flash-attn looks"), (False, False, "it has no bfloat16", "flash-attn is not")],
)
def test_a_card_is_told_with_its_memory_numbers_and_attention(
    bf16: bool, flash: bool, numbers: str, attention: str
) -> None:
    found = told(CARD | {"bf16": bf16, "flash": flash})
    card = found["reading.card"]
    assert card.state == "well"
    assert numbers in card.said
    assert "130 of 139 GB free" in card.said
    assert "driver 570.1" in card.said
    assert attention in found["reading.attention"].said
    assert flash or "requirements-gpu.txt" in found["reading.attention"].fix


def test_a_card_that_is_too_full_or_not_found_comes_with_a_remedy() -> None:
    full = told(CARD | {"bf16": True, "flash": False, "free": 5 << 30})["reading.card"]
    assert (full.state, bool(full.fix)) == ("warning", True)
    lost = told({"torch": "2.13+cpu", "card": ""})["reading.card"]
    assert lost.state == "warning"
    assert "finds no card" in lost.said
    broken = told("Illegal instruction")["reading.card"]
    assert "Illegal instruction" in broken.said


def test_weights_are_told_whole_with_their_revision_or_half_with_the_command(tmp_path: Path) -> None:
    folder = tmp_path / "deepseek"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    half = told(CARD | {"bf16": True, "flash": True})["reading.weights.deepseek"]
    assert "tokenizer.json" in half.said
    assert half.fix == "manage.py weights deepseek"
    (folder / "tokenizer.json").write_text("{}")
    (folder / "model.safetensors").touch()
    (folder / REVISION).write_text(CHECKPOINTS["deepseek"].revision)
    whole = told(CARD | {"bf16": True, "flash": True})["reading.weights.deepseek"]
    assert (whole.state, CHECKPOINTS["deepseek"].revision[:12] in whole.said) == ("well", True)


def test_a_server_is_asked_what_it_serves(settings: Any) -> None:
    card = CARD | {"bf16": True, "flash": True}
    assert "reading.server" not in told(card)
    with ChatServer() as server:
        settings.MUNIMENT_OCR_SERVER, settings.MUNIMENT_OCR_SERVER_MODEL = server.address, "tiny"
        assert told(card)["reading.server"].state == "well"
        settings.MUNIMENT_OCR_SERVER_MODEL = "huge"
        other = told(card)["reading.server"]
        assert "does not serve huge, but tiny" in other.said
        assert "MUNIMENT_OCR_SERVER_MODEL" in other.fix
        server.script[:] = [refuses(401, "no such key")]
        refused = told(card)["reading.server"]
        assert (refused.state, bool(refused.fix)) == ("warning", True)
        asked = len(server.asked)
        quick = {each.id: each for each in health.look(False, lambda _code: ("", True))}
        assert quick["reading.server"].state == "note"
        assert len(server.asked) == asked, "a quick look asks nobody"
