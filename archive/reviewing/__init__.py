"""Which texts await a person, in what order, who has which before them, and what they decide."""
