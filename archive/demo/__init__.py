"""Pages drawn for this project: the demo collection of a fresh archive and the test pages of the suite."""
