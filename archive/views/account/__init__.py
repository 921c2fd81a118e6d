"""One's own account: the door, the profile, the password, invitations."""
