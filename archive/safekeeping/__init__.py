"""Keeping the archive safe: backups that are complete in themselves, and archives made again from them.

A backup is a folder that holds files once, by their hash, and one or more states of the database beside
them. A state is every row of every table as JSON lines, read in one transaction: it goes back into SQLite
or PostgreSQL alike, and into a later release. `sha256sum -c STATE/files.sha256` proves a backup without us.
"""
