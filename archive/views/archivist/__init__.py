"""The pages of those who take in, describe and arrange: each asks for the person's rights itself."""
