"""What lies in the data folder: how much of what, how it grew, and what nobody needs any more."""
