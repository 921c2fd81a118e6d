"""Any sentence-transformers model, by name or folder: MUNIMENT_EMBEDDER=name[@revision]. Loads torch."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from search.embedder import Vectors


class Transformer:
    floor = 0.25

    def __init__(self, name: str) -> None:
        from sentence_transformers import SentenceTransformer

        model, _at, revision = name.partition("@")
        self._model = SentenceTransformer(model, revision=revision or None, trust_remote_code=False)
        self.size = int(self._model.get_sentence_embedding_dimension() or 0)
        prompts = dict(self._model.prompts)
        self._query = "query" if prompts.get("query") else None
        self._passage = next((p for p in ("passage", "document") if prompts.get(p)), None)
        told = hashlib.sha256(repr((sorted(prompts.items()), self._model.max_seq_length)).encode()).hexdigest()
        self.fingerprint = f"{name[-90:]}-{told[:12]}"

    def measure(self, text: str) -> int:
        return len(self._model.tokenizer.encode(text, add_special_tokens=False))

    def query(self, text: str) -> Vectors:
        return self._encode([text], self._query)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(list(texts), self._passage)

    def _encode(self, texts: list[str], prompt: str | None) -> Vectors:
        made = self._model.encode(
            texts, prompt_name=prompt, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return np.asarray(made, np.float32)
