"""The bundled embedder: converted without torch, equal to the original model."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from search.embedder import bundled, embedder, weights

TEXTS = [
    "The grain was sold on the quay for three shillings.",
    "A short one",
    "x",
    "Münzen & ſonſtige Zeichen — 東京",
    "the ship went to sea with all its men " * 60,
]


def test_vectors_have_length_one_and_do_not_depend_on_their_neighbours() -> None:
    tool = embedder()
    together = tool.passages(TEXTS)
    assert together.shape == (len(TEXTS), tool.size)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-4)
    for text, vector in zip(TEXTS, together, strict=True):
        np.testing.assert_allclose(tool.query(text)[0], vector, atol=1e-4)


def test_like_texts_are_nearer_than_unlike_ones() -> None:
    grain, crops, murder = embedder().passages(
        ["The price of grain rose.", "Wheat and barley became dearer.", "He was hanged for the murder."]
    )
    assert grain @ crops > 0.4
    assert grain @ murder < embedder().floor


def test_word_pieces_are_counted_without_the_marks_at_the_ends() -> None:
    assert embedder().measure("grain") == 1
    assert embedder().measure("") == 0


def test_threads_do_not_disturb_each_other() -> None:
    tool = embedder()
    alone = tool.passages(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda n: tool.query(TEXTS[n % len(TEXTS)])[0], range(40)))
    for n, vector in enumerate(made):
        np.testing.assert_allclose(vector, alone[n % len(TEXTS)], atol=1e-4)


def test_altered_weights_are_refused(tmp_path, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MUNIMENT_HOME = tmp_path
    monkeypatch.setattr(bundled, "WEIGHTS", "0" * 64)
    with pytest.raises(bundled.Fault, match="not the file we know"):
        bundled.converted()
    assert not list((tmp_path / "models").glob("*"))


def test_two_processes_may_convert_at_the_same_time(tmp_path) -> None:
    code = "import django; django.setup(); from search.embedder import prepare; prepare()"
    environment = {"MUNIMENT_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "archive.settings", "PATH": ""}
    both = [subprocess.Popen([sys.executable, "-c", code], env=environment) for _ in range(2)]
    assert [process.wait(120) for process in both] == [0, 0]
    assert [folder.name[:7] for folder in (tmp_path / "models").iterdir()] == ["minilm-"]


@pytest.mark.slow
def test_the_converted_model_gives_the_vectors_of_the_original() -> None:
    """Torch is loaded here, to compare, and nowhere on the default path."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    folder = bundled._source()
    assert weights.tensors(folder / "model.safetensors")["pooler.dense.bias"].shape == (384,)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModel.from_pretrained(folder).eval()
    batch = tokenizer(TEXTS, padding=True, truncation=True, max_length=bundled.PIECES, return_tensors="pt")
    with torch.no_grad():
        hidden = model(**batch).last_hidden_state
    mask = batch["attention_mask"].unsqueeze(-1).float()
    mean = (hidden * mask).sum(1) / mask.sum(1)
    wanted = torch.nn.functional.normalize(mean, dim=1).numpy()
    np.testing.assert_allclose(embedder().passages(TEXTS), wanted, atol=2e-3)
    assert (embedder().passages(TEXTS) * wanted).sum(axis=1).min() > 0.9999
