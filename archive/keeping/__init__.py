"""What becomes of whole records: withdrawn, moved, thrown away, taken out again, removed for good; many at once."""
