"""The site's pages, a room for each kind of person."""
