"""Finding and replacing in the texts of many pages: what is looked for, where it stands, doing it, taking it back."""
