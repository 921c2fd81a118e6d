"""Files brought in: the upload itself, and accessions with their undoing."""
