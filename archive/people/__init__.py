"""People: their roles in collections, the links that invite them, their accounts, and the door."""
