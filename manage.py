#!/usr/bin/env python
"""The command line of Muniment."""

from __future__ import annotations

import os
import signal
import sys
import threading


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    sys.unraisablehook = _interrupted
    try:
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)  # noqa: T201  there may be no Django yet to say it
        return 128 + signal.SIGINT
    except BrokenPipeError:
        # Who read the output has enough of it; what is left goes nowhere, also when Python flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except Exception as error:
        sentence = "" if "--traceback" in sys.argv else _of_the_database(error)
        if not sentence:
            raise
        print(sentence, file=sys.stderr)  # noqa: T201
        return 2
    return 0


def _interrupted(lost: sys.UnraisableHookArgs) -> None:
    """An interrupt that happens to come within a finalizer is dropped by Python: it is sent once more."""
    if lost.exc_type is KeyboardInterrupt:
        threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT)).start()
    else:
        sys.__unraisablehook__(lost)


def _of_the_database(error: Exception) -> str:
    """What to do when the database is not there or not ready; "" for any other error."""
    from django.db import OperationalError, ProgrammingError, connection
    from django.db.migrations.executor import MigrationExecutor

    if not isinstance(error, OperationalError | ProgrammingError):
        return ""
    try:
        executor = MigrationExecutor(connection)
        unprepared = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError:
        return (
            f"The database cannot be used: {str(error).strip()}. Check MUNIMENT_DATABASE_URL or MUNIMENT_HOME, "
            "and that this user may write there."
        )
    if not unprepared:
        return ""
    return "The database is not prepared for this release. Run `manage.py migrate`, or `manage.py start`, once."


if __name__ == "__main__":
    sys.exit(main())
