"""PostgreSQL and Valkey together: for the site, for one command, for tests, or alone.

`python -m recovery_network.local.services --data DIR` keeps both running until Ctrl-C and prints
the environment that makes several checkouts' tests share them.
"""

import argparse
import shlex
import signal
import sys
import threading
from pathlib import Path

from recovery_network.local import identity, lock, roles, signals, state
from recovery_network.local.postgres import Postgres
from recovery_network.local.problems import Problem
from recovery_network.local.valkey import Valkey


class Services:
    """The two stores of one data directory. `durable=False` is for tests, where speed is all."""

    def __init__(self, data: Path, *, durable: bool = True, testing: bool = False) -> None:
        state.prepare(data)
        self.data = data
        self.testing = testing
        self.state = state.load(data)
        state.save(data, self.state)
        self.postgres = Postgres(
            data,
            cluster=self.state.cluster,
            password=self.state.superuser_password,
            identity=identity.choose(),
            durable=durable,
        )
        self.valkey = Valkey(data, password=self.state.valkey_password, durable=durable)

    def start(self) -> None:
        self._forget_ports()
        try:
            self.valkey.start()
            self.postgres.start()
            self.postgres.wait_until_ready()
            self.valkey.wait_until_ready()
            self._make_roles()
        except BaseException:
            self.stop()
            raise
        self._remember()

    def revive(self) -> list[str]:
        """Start again, on the same port, whichever store has died; say which."""
        stores: list[tuple[str, Postgres | Valkey]] = [("PostgreSQL", self.postgres), ("Valkey", self.valkey)]
        dead = [(name, store) for name, store in stores if store.has_died()]
        for _, store in dead:
            store.start()
            store.wait_until_ready()
        return [name for name, _ in dead]

    def stop(self) -> None:
        """Both at once, PostgreSQL being the slower."""
        ending = threading.Thread(target=self.valkey.stop)
        ending.start()
        self.postgres.stop()
        ending.join()

    def __enter__(self) -> "Services":
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def environment(self) -> dict[str, str]:
        return store_urls(self.state)

    def _make_roles(self) -> None:
        roles.ensure(
            self.postgres,
            owner_password=self.state.owner_password,
            app_password=self.state.app_password,
            testing=self.testing,
        )

    def _forget_ports(self) -> None:
        """Whoever reads the state while we start must wait, not talk to yesterday's port."""
        self.state.postgres_port = self.state.valkey_port = 0
        state.save(self.data, self.state)

    def _remember(self) -> None:
        self.state.postgres_port = self.postgres.port
        self.state.valkey_port = self.valkey.port
        self.state.cluster = str(self.postgres.cluster)
        state.save(self.data, self.state)


def store_urls(known: state.State) -> dict[str, str]:
    """Where the stores answer, as the settings want to be told."""
    place = f"127.0.0.1:{known.postgres_port}/{roles.DATABASE}"
    return {
        "DATABASE_URL": f"postgresql://{roles.APP}:{known.app_password}@{place}",
        "DATABASE_OWNER_URL": f"postgresql://{roles.OWNER}:{known.owner_password}@{place}",
        "REDIS_URL": f"redis://:{known.valkey_password}@127.0.0.1:{known.valkey_port}/0",
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="where the two stores live")
    arguments = parser.parse_args()
    data = arguments.data.resolve()
    signals.catch_endings()
    try:
        state.prepare(data)
        with lock.held(data, "the stores for tests"), Services(data, durable=False, testing=True) as running:
            for name, value in running.environment().items():
                print(f"export {name}={shlex.quote(value)}", flush=True)
            signal.pause()
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except signals.EndAsked:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
