"""The pages of Havermouth, a harbour that never was: one module a document, each with a `draw` function."""
