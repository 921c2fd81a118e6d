"""PP-OCR: a network that finds lines and one that reads them, on OpenVINO or onnxruntime."""

REVISION = 3  # of everything between image and raw reading
