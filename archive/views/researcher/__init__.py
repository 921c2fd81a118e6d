"""The pages of those who search and read: one view to a file, each asks for the person's rights itself."""
