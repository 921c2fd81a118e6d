"""Files that come over the web: how they arrive, how an accession is begun, described and undone."""
