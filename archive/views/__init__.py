"""The archive's pages: one view to a file, each asks for the person's rights itself."""
