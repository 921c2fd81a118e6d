"""Texts as persons change them: what they want, where the words stand then, saving, comparing, taking back."""
