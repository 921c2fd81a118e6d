"""Keeping it going: the supervisor of an instance, the sweep that sends due work, work in the foreground."""
