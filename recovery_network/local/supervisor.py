"""`up`: everything in order, kept running, ended in order."""

import contextlib
import hashlib
import http.client
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from recovery_network.local import environment, lock, output, parts, processes, signals, state
from recovery_network.local.environment import ROOT
from recovery_network.local.parts import Part
from recovery_network.local.problems import Problem
from recovery_network.local.services import Services

READY_SECONDS = 60
HOLDER = "Recovery Network"


def up(data: Path, port: int) -> int:
    """Run the site until a signal asks for the end."""
    address = environment.origins(port)[0]
    signals.catch_endings()
    try:
        state.prepare(data)
        with lock.held(data, f"{HOLDER} at {address}"):
            refuse_taken_port(port)
            _run(data, port, address)
    except signals.EndAsked:
        output.say("Ended.")
    return 0


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise Problem(
                f"Port {port} cannot be used ({getattr(error, 'strerror', None) or error})."
                f" Choose another one: python3 run.py --port {port + 1 if 0 < port < 65535 else 8001}"
            ) from error


def _run(data: Path, port: int, address: str) -> None:
    output.say(f"Starting. Data is kept in {data}")
    with Services(data) as services:
        services.state.web_port = port
        prepare(services)
        seed(services)
        django = environment.for_django(data, services.state)
        with _running(parts.all_parts(data, port, django)) as running:
            wait_until_healthy(running[0], port)
            output.say(f"\n{HOLDER} is ready: {address}\nCtrl-C ends it.\n")
            _watch(services, running)


def prepare(services: Services) -> None:
    """Tables up to date, and static files collected when something changed."""
    known, data = services.state, services.data
    digest = static_digest()
    collect = digest != known.static_digest or not (data / "static").exists()
    command = [sys.executable, "-m", "recovery_network.local.prepare", *(["--static"] if collect else [])]
    if _run_to_end(command, environment.for_django(data, known, owner=True)) != 0:
        raise Problem("The database could not be brought up to date; the lines above say why.")
    known.static_digest = digest
    state.save(data, known)


def seed(services: Services) -> None:
    """The demo, the very first time; a demo that fails is tried again at the next start."""
    known, data = services.state, services.data
    if known.demo_seeded or not any(ROOT.glob("*/management/commands/seed_demo.py")):
        return
    output.say("Making the demo (only at the first start) …")
    command = [sys.executable, str(ROOT / "manage.py"), "seed_demo"]
    if _run_to_end(command, environment.for_django(data, known)) == 0:
        known.demo_seeded = True
        state.save(data, known)
    else:
        output.say("The demo could not be made; the site starts without it.")


def static_digest() -> str:
    """Changes when anything that collectstatic reads may have changed."""
    digest = hashlib.sha256()
    sources = [*(ROOT / "static").rglob("*"), *(ROOT / "recovery_network").rglob("*.py")]
    for path in sorted([*sources, ROOT / "requirements" / "run.txt"]):
        if path.is_file():
            facts = path.stat()
            digest.update(f"{path.relative_to(ROOT)} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def wait_until_healthy(web: Part, port: int) -> None:
    """`/healthz` says 200 when the web process reaches both stores."""
    deadline = time.monotonic() + READY_SECONDS
    while not _healthy(port):
        if not web.runs():
            raise Problem("The web process ended before it was ready; its lines above say why.")
        if time.monotonic() > deadline:
            raise Problem(f"The web process did not become ready within {READY_SECONDS} s.")
        time.sleep(0.05)


def _healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@contextlib.contextmanager
def _running(all_parts: list[Part]) -> Iterator[list[Part]]:
    try:
        for part in all_parts:
            part.start()
        yield all_parts
    finally:
        deadline = time.monotonic() + parts.END_SECONDS
        for part in all_parts:
            part.ask_to_end()
        for part in all_parts:
            part.end_by(deadline)


def _watch(services: Services, running: list[Part]) -> None:
    while True:
        for name in services.revive():
            output.say(f"{name} had ended and was started again.")
        for part in running:
            part.keep_running(time.monotonic())
        time.sleep(0.2)


def _run_to_end(command: list[str], env: dict[str, str]) -> int:
    """A child in its own session: our end is passed on to it."""
    child = processes.spawn(command, env=env, cwd=ROOT)
    try:
        return child.wait()
    finally:
        if child.poll() is None:
            processes.end(child, signal.SIGTERM, 1)
