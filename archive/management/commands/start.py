from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from archive import registry, store
from archive.running import instance, statics
from archive.running.supervisor import Supervisor, launch
from archive.showing import numerals

_MANAGE = str(Path(settings.BASE_DIR) / "manage.py")


class Command(BaseCommand):
    help = "Runs the whole archive: web, workers, sweep. Ctrl-C stops everything."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default=settings.MUNIMENT_BIND, help="host:port (default %(default)s)")
        parser.add_argument("--no-demo", action="store_true", help="leave an empty archive empty")

    def handle(self, *_: Any, bind: str, no_demo: bool, **__: Any) -> None:
        home = Path(settings.MUNIMENT_HOME)
        host, port = self._address(bind)
        lock = self._locked(home)
        self._free(host, port)
        with lock:
            self._prepare(home)
            supervisor = Supervisor(self._commands(bind, host), self.stdout.write)
            self._url, self._said = f"http://{bind.rpartition(':')[0]}:{port}/", False
            self._wants_demo = not no_demo and registry.load("archive.demo.wanted")()
            self._demo: subprocess.Popen[bytes] | None = None
            self.stdout.write("Starting …")
            supervisor.run(self._tick)
            if self._demo is not None:
                self._demo.terminate()
            self.stdout.write("Stopped.")

    def _address(self, bind: str) -> tuple[str, int]:
        host, _colon, port = bind.rpartition(":")
        number = numerals.whole(port)
        if not host or number is None or number > 65535:
            raise CommandError(f"{bind!r} is not an address. Give host:port, for example 127.0.0.1:8000.")
        return host.strip("[]"), number

    def _locked(self, home: Path) -> Any:
        try:
            return instance.lock()
        except instance.AlreadyRunning as other:
            raise CommandError(
                f"Muniment already runs on {home} (process {other.pid}). Stop it first, "
                "or set MUNIMENT_HOME to another folder for a second archive."
            ) from None
        except OSError as error:
            raise CommandError(
                f"The data folder {home} cannot be written ({error.strerror}). "
                "Make it writable for this user, or set MUNIMENT_HOME to another folder."
            ) from None

    def _free(self, host: str, port: int) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"{host}:{port} cannot be used ({error.strerror}). "
                    "Choose another with --bind or MUNIMENT_BIND, for example 127.0.0.1:8001."
                ) from None

    def _prepare(self, home: Path) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database …")
            call_command("migrate", interactive=False, verbosity=0)
        store.sweep_scratch()
        statics.collect()
        for prepare in registry.each(registry.PREPARATIONS):
            prepare()
        people = get_user_model()._default_manager
        if not people.filter(is_superuser=True).exists():
            self._first_admin(home)
        connection.close()

    def _first_admin(self, home: Path) -> None:
        password = secrets.token_urlsafe(12)
        get_user_model()._default_manager.create_superuser(username="admin", email="", password=password)
        if sys.stdout.isatty():
            self.stdout.write(f"\n  Sign in as admin with the password {password}\n  It is shown only once.\n")
            return
        note = home / "admin-password.txt"
        note.unlink(missing_ok=True)
        with os.fdopen(os.open(note, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(password + "\n")
        self.stdout.write(f"The password of admin is in {note}; delete the file when you have read it.")

    def _commands(self, bind: str, host: str) -> dict[str, list[str]]:
        web = [
            *[sys.executable, "-m", "gunicorn", "archive.wsgi:application", f"--bind={bind}"],
            *["--worker-class=gthread", "--workers=1", "--threads=8", "--graceful-timeout=5", "--timeout=60"],
            *["--log-level=warning", "--no-control-socket"],
        ]
        return {"web": web} | {
            name: [sys.executable, _MANAGE, *arguments] for name, arguments in registry.PROCESSES.items()
        }

    def _question(self) -> urllib.request.Request:
        """To /health, under a name that the site answers to."""
        name = next((host.lstrip(".") for host in settings.ALLOWED_HOSTS if host != "*"), "localhost")
        return urllib.request.Request(self._url + "health", headers={"Host": name, "X-Forwarded-Proto": "https"})  # noqa: S310

    def _tick(self) -> None:
        """Says the address once the site answers, then lets the demo in."""
        if self._said:
            return
        try:
            urllib.request.urlopen(self._question(), timeout=1).close()  # noqa: S310  our own address
        except urllib.error.HTTPError:
            pass
        except OSError:
            return
        self._said = True
        self.stdout.write(f"Muniment is at {self._url}  (Ctrl-C stops it)")
        if self._wants_demo:
            self.stdout.write("The archive is empty: a small demo collection is being read.")
            self._demo = launch([sys.executable, _MANAGE, "demo"])
