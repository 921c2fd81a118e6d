"""Asking a model that somebody serves over HTTP, as vLLM, SGLang, llama.cpp, Ollama and TGI all do in OpenAI's way.

Loads `requests`: import it where it is used, not where the web or a worker starts."""

from __future__ import annotations

from archive.chat.answers import Said
from archive.chat.asking import ask, models, picture
from archive.chat.wire import Server

__all__ = ["Said", "Server", "ask", "models", "picture"]
