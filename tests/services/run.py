"""`make test-services`: the whole suite on PostgreSQL and Redis, then a real run over RabbitMQ."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from tests.services import up


def main() -> int:
    down = [name for name in up.SERVICES if not up.answers(name)]
    if down:
        print(f"These services do not answer: {', '.join(down)}. Start them and run again.")
        return 1
    rounds = [
        (["-m", "not browser and not services"], {"MUNIMENT_BROKER_URL": up.REDIS}),
        (["-m", "services"], {"MUNIMENT_BROKER_URL": up.RABBITMQ}),
    ]
    for arguments, environment in rounds:
        with tempfile.TemporaryDirectory(prefix="muniment-services-") as home:
            done = subprocess.run(
                [sys.executable, "-m", "pytest", "-q", *arguments],
                env=os.environ | {"MUNIMENT_HOME": home, "MUNIMENT_DATABASE_URL": up.DATABASE} | environment,
                check=False,
            )
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
