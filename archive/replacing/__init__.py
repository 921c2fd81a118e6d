"""Finding and replacing in many pages: what is looked for, where it stands, doing it, taking it back."""
