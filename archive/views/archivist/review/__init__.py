"""Reviewing: the rooms, and one page after the other."""
