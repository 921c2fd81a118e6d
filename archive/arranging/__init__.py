"""The pages of a record in the archivist's hands: their order, their turn, which record they stand in."""
