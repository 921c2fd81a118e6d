"""A real server that is killed, or whose sender falls silent, while bytes arrive: what it promised is there."""

from __future__ import annotations

import hashlib
import http.client
import io
import os
import re
import signal
import sqlite3
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.running import Instance, manage, processes, wait_for

pytestmark = pytest.mark.slow
TUS = {"Tus-Resumable": "1.0.0"}
#: This test looks into the database from outside; the embedded one can be opened as a file.
EMBEDDED = {"MUNIMENT_DATABASE_URL": "", "MUNIMENT_BROKER_URL": ""}


class Person:
    """Somebody who is signed in and speaks tus."""

    def __init__(self, instance: Instance, home: Path) -> None:
        self.port, self.cookies = instance.port, SimpleCookie()
        page = self.ask("GET", "/sign-in").decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token
        password = (home / "admin-password.txt").read_text().strip()
        form = f"csrfmiddlewaretoken={token[1]}&username=admin&password={password}".encode()
        self.ask("POST", "/sign-in", form, **{"Content-Type": "application/x-www-form-urlencoded"})

    def headers(self, **more: str) -> dict[str, str]:
        cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())
        token = self.cookies["csrftoken"].value if "csrftoken" in self.cookies else ""
        return {"Cookie": cookie, "X-CSRFToken": token, **more}

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
        self.answer = self._send(method, path, body, headers)
        self.cookies.load("; ".join(self.answer.msg.get_all("Set-Cookie") or []))
        said: bytes = self.answer.read()
        return said

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Any:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        link.request(method, path, body or None, self.headers(**headers))
        return link.getresponse()

    def half(self, where: str, data: bytes, start: int, end: int) -> http.client.HTTPConnection:
        """Begins to send all from `start` on, and stops at `end`."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        link.putrequest("PATCH", where)
        said = {"Upload-Offset": str(start), "Content-Type": "application/offset+octet-stream"}
        for name, value in self.headers(**TUS, **said, **{"Content-Length": str(len(data) - start)}).items():
            link.putheader(name, value)
        link.endheaders()
        link.send(data[start:end])
        return link


def _one(home: Path, query: str) -> Any:
    with sqlite3.connect(home / "muniment.sqlite3", timeout=30) as link:
        row = link.execute(query).fetchone()
    return row[0] if row else None


def _on_disk(home: Path) -> int:
    return max((file.stat().st_size for file in (home / "uploads").iterdir()), default=0)


def test_a_server_killed_while_bytes_arrive_has_what_it_promised_and_goes_on(tmp_path: Path) -> None:
    home = tmp_path / "home"
    made = io.BytesIO()
    Image.effect_noise((5000, 8000), 60).save(made, "TIFF")
    data = made.getvalue()
    with Instance(home, "--no-demo", **EMBEDDED) as instance:
        instance.wait_until_up()
        make = (
            "from archive import collections; from django.contrib.auth.models import User;"
            "from archive.uploading.beginning import begin, name, Named;"
            "where = collections.create('harbour', 'Harbour');"
            "accession = begin(where, User.objects.get(), {}, announced=True);"
            f"print('token', name(accession, [Named('map.tif', {len(data)})])[0].token)"
        )
        told = re.search(r"token (\S+)", manage(home, "shell", "-c", make, **EMBEDDED).stdout)
        assert told
        where = f"/uploads/{told[1]}"
        person = Person(instance, home)

        # The sender falls silent for good: everything that came counts.
        link = person.half(where, data, 0, 3 << 20)
        received = "SELECT received FROM archive_upload"
        wait_for(lambda: _one(home, received) == 3 << 20, 60)
        link.close()

        # The server is killed: what it promised is on the disk.
        person.ask("HEAD", where, **TUS)
        assert person.answer.headers["Upload-Offset"] == str(3 << 20)
        link = person.half(where, data, 3 << 20, 30 << 20)
        wait_for(lambda: _on_disk(home) > (28 << 20), 30)
        for pid, command in processes(home):
            if "gunicorn" in command:
                os.kill(pid, signal.SIGKILL)
        link.close()
        promised = _one(home, received)
        assert 3 << 20 < promised <= _on_disk(home) <= len(data)
        assert next((home / "uploads").iterdir()).read_bytes()[:promised] == data[:promised]

        wait_for(lambda: _is_up(person, where), 60)
        said = {"Upload-Offset": str(promised), "Content-Type": "application/offset+octet-stream"}
        person.ask("PATCH", where, data[promised:], **TUS, **said)
        assert person.answer.status == 204
        wait_for(lambda: _one(home, "SELECT outcome FROM archive_upload") == "taken", 60, instance.output)
        assert _one(home, "SELECT sha256 FROM archive_original") == hashlib.sha256(data).hexdigest()
        wait_for(lambda: not list((home / "uploads").iterdir()), 10)


def _is_up(person: Person, where: str) -> bool:
    try:
        person.ask("HEAD", where, **TUS)
    except OSError:
        return False
    return bool(person.answer.status == 200)
