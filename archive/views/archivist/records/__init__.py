"""Records described, moved, thrown away and taken down, one or many."""
