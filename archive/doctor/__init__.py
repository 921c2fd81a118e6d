"""What this machine can run, what is lacking, and how to mend it: `manage.py doctor`.

Each module named in `archive.registry.DOCTOR` has a `look(deep)` that yields findings: quick ones always, and
with `deep` also what takes a pass over data, or loads what is heavy.
"""
