"""Finding and replacing in many pages: asking, the preview, the report and taking it back."""
