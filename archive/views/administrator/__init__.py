"""The pages of those who keep the archive running."""
