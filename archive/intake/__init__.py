"""Taking in: from files somebody hands over to originals, records and pages waiting for their image."""
