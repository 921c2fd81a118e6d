"""What is being done and what waits: counted, timed, and told apart by who may act on it."""
