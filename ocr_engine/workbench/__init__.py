"""The workbench: engines tried on a page that need not be in the archive. Nothing stays that nobody keeps."""
