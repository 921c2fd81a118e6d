"""Settings that are no harm on one's own machine, and great harm on the network."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import checks
from django.db import DatabaseError

from archive.doctor.finding import Finding, broken, note, warning, well

_OURSELVES = {"localhost", "127.0.0.1", "[::1]"}


def look(deep: bool) -> Iterator[Finding]:
    wrong = [message for message in checks.run_checks() if message.level >= checks.WARNING]
    for message in wrong:
        made = broken if message.level >= checks.ERROR else warning
        fix = " ".join((message.hint or "See docs/operating.md.").split())
        yield made(f"settings.{message.id}", " ".join(message.msg.split()), fix)
    open_ = not _loopback(settings.MUNIMENT_BIND.rpartition(":")[0].strip("[]"))
    named = sorted(set(settings.ALLOWED_HOSTS) - _OURSELVES)
    if settings.DEBUG:
        made = broken if open_ or named else warning
        yield made(
            "settings.debug",
            "Debug pages show the program's insides to whoever makes an error.",
            "unset MUNIMENT_DEBUG",
        )
    if "*" in named:
        yield warning(
            "settings.hosts",
            "The site answers to any host name, which lets others forge links to it.",
            "Set MUNIMENT_HOSTS to the names that it has.",
        )
    if (open_ or named) and not settings.MUNIMENT_HTTPS:
        where = settings.MUNIMENT_BIND if open_ else ", ".join(named)
        yield warning(
            "settings.https",
            f"The site may be reached from outside ({where}), and passwords travel in the clear.",
            "Put a proxy with HTTPS before it and set MUNIMENT_HTTPS=true (docs/operating.md).",
        )
    if settings.MUNIMENT_HTTPS and open_:
        yield note(
            "settings.bind",
            f"The site listens on {settings.MUNIMENT_BIND} itself: whoever reaches that port passes by the proxy.",
            "Bind to 127.0.0.1, or close the port in the firewall.",
        )
    yield from _people()
    if not wrong and not open_ and not named:
        yield well("settings.private", f"only this machine reaches the site ({settings.MUNIMENT_BIND})")
    elif not wrong and settings.MUNIMENT_HTTPS and not settings.DEBUG:
        yield well("settings.public", "HTTPS, secure cookies, known hosts")


def _people() -> Iterator[Finding]:
    try:
        admins = get_user_model()._default_manager.filter(is_superuser=True, is_active=True).count()
    except DatabaseError:
        return
    if not admins:
        yield warning("settings.admin", "Nobody is an admin.", "manage.py createsuperuser")


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
