"""The pages of searching: one view to a file."""
