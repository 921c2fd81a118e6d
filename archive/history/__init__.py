"""History as sentences: what happened, found by person, deed, thing and day, and told so that one can read it."""
