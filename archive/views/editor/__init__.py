"""Writing a page's text: the editor, what it sends, and what it keeps before anything is saved."""
