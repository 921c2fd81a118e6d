"""Collections made, described, moved and deleted."""
