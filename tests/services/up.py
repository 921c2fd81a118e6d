"""`python -m tests.services.up NAME`: exit code 0 when the service answers on loopback."""

from __future__ import annotations

import sys
from collections.abc import Callable

DATABASE = "postgresql://postgres@127.0.0.1:5432/postgres"
REDIS = "redis://127.0.0.1:6379/9"
RABBITMQ = "amqp://guest:guest@127.0.0.1:5672//"


def postgresql() -> None:
    import psycopg

    with psycopg.connect(DATABASE, connect_timeout=2) as link:
        link.execute("select 1")


def redis() -> None:
    import redis as client

    client.Redis.from_url(REDIS, socket_timeout=2).ping()


def rabbitmq() -> None:
    from kombu import Connection

    with Connection(RABBITMQ, connect_timeout=2) as link:
        link.ensure_connection(max_retries=1)


SERVICES: dict[str, Callable[[], None]] = {"postgresql": postgresql, "redis": redis, "rabbitmq": rabbitmq}


def answers(name: str) -> bool:
    try:
        SERVICES[name]()
    except Exception as error:  # noqa: BLE001  any error means the same here: it does not answer
        print(f"{name}: {error}", file=sys.stderr)
        return False
    return True


if __name__ == "__main__":
    sys.exit(0 if answers(sys.argv[1]) else 1)
