"""What `run.py` hands over to: `up`, `test` and `manage`."""

import argparse
import os
import sys

from recovery_network.local import chromium, command, supervisor
from recovery_network.local.environment import ROOT, data_directory
from recovery_network.local.problems import Problem


def main(arguments: list[str]) -> int:
    verbs = {"up": _up, "test": _test, "manage": _manage}
    verb, rest = arguments[0], arguments[1:]
    try:
        return verbs[verb](rest)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1


def _up(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="run.py",
        description="Run Recovery Network on this computer.",
        epilog="Also: run.py test [--full] …, and run.py manage COMMAND … [--data DIR].",
    )
    parser.add_argument("--port", type=int, default=8000, help="where the site answers (8000)")
    parser.add_argument("--data", metavar="DIR", help="where everything is kept (var)")
    chosen = parser.parse_args(arguments)
    return supervisor.up(data_directory(chosen.data), chosen.port)


def _manage(arguments: list[str]) -> int:
    """`--data DIR` may stand anywhere; all else is Django's, its help too."""
    parser = argparse.ArgumentParser(prog="run.py manage", add_help=False, allow_abbrev=False)
    parser.add_argument("--data", metavar="DIR")
    chosen, words = parser.parse_known_args(arguments)
    return command.manage(data_directory(chosen.data), words or ["help"])


def _test(arguments: list[str]) -> int:
    """The whole suite on all cores; with arguments, exactly what they say."""
    os.environ["RN_CHROMIUM"] = chromium.ensure()
    if "--full" in arguments:
        os.environ["RN_FULL"] = "1"
    chosen = [argument for argument in arguments if argument != "--full"] or ["-n", "auto"]
    if "-n" in chosen:  # tests that share one running site stay together
        chosen += ["--dist", "loadgroup"]
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *chosen])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
