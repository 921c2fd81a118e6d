"""Who works in a collection, who has an account, and invitations."""
