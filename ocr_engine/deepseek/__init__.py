"""DeepSeek-OCR: pages to marked text, by torch and the native classes of transformers or by a server."""
