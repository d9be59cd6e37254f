#!/usr/bin/env python3
"""Recovery Network from a clone.

    python3 run.py [--port N] [--data DIR]       install what is missing, then run the site
    python3 run.py test [--full] [arguments]     run the tests, browser tests included
    python3 run.py manage COMMAND ...            any Django command against the same database

Standard library only, and readable by every Python since 2.7, so that an old one can say so.
"""

from __future__ import print_function

import hashlib
import json
import os
import subprocess
import sys

OLDEST = (3, 11)
HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed.json")


def main(arguments):
    if arguments[:1] in (["-h"], ["--help"], ["help"]):
        print(__doc__.strip())
        return 0
    refuse_old_python()
    verb, rest = split_verb(arguments)
    locks = ["run", "dev"] if verb == "test" else ["run"]
    make_environment()
    install(locks)
    os.environ["PYTHONPATH"] = HERE
    return os.execv(PYTHON, [PYTHON, "-P", "-m", "recovery_network.local", verb] + rest)


def split_verb(arguments):
    if arguments and arguments[0] in ("up", "test", "manage"):
        return arguments[0], arguments[1:]
    return "up", arguments


def refuse_old_python():
    if sys.version_info[:2] < OLDEST:
        ours, needed = (".".join(str(part) for part in version[:2]) for version in (sys.version_info, OLDEST))
        line = "Recovery Network needs Python {0} or newer; this is Python {1}. Try: python{0} run.py"
        sys.exit(line.format(needed, ours))


def make_environment():
    """A virtual environment; uv makes one without ensurepip, otherwise that is needed."""
    if runs([PYTHON, "-c", "import sys; sys.exit(sys.version_info[:2] < {0})".format(OLDEST)]):
        return
    print("Making .venv ...")
    if find_program("uv") is None:
        refuse_missing_ensurepip()
    without_pip = [] if find_program("uv") is None else ["--without-pip"]
    subprocess.check_call([sys.executable, "-m", "venv", "--clear", VENV] + without_pip)


def refuse_missing_ensurepip():
    try:
        import ensurepip
        import venv
    except ImportError:
        package = "python{0}.{1}-venv".format(*sys.version_info[:2])
        sys.exit("This Python cannot make virtual environments. Install the package " + package + " first.")
    return venv, ensurepip


def install(locks):
    """Exactly what the lock files say, every file checked by its hash, only when they changed."""
    wanted = {name: digest(lock_file(name)) for name in locks}
    have = read_stamp()
    if all(have.get(name) == value for name, value in wanted.items()):
        return
    chosen = lock_file(locks[-1])  # dev holds everything that run holds
    print("Installing {0} ...".format(os.path.relpath(chosen, HERE)))
    if not (install_with_uv(chosen) or install_with_pip(chosen)):
        sys.exit("Installing failed; the lines above say why. Is this computer online?")
    with open(STAMP, "w") as stream:
        json.dump(dict(have, **wanted), stream)


def install_with_uv(requirements):
    uv = find_program("uv")
    command = [uv, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", requirements]
    return uv is not None and runs(command, quiet=False)


def install_with_pip(requirements):
    """Where uv failed, too: it does not read pip's own configuration."""
    if not runs([PYTHON, "-m", "pip", "--version"]) and not runs([PYTHON, "-m", "ensurepip"]):
        refuse_missing_ensurepip()
    options = ["--quiet", "--disable-pip-version-check", "--require-hashes"]
    return runs([PYTHON, "-m", "pip", "install"] + options + ["-r", requirements], quiet=False)


def find_program(name):
    import shutil

    return shutil.which(name) or shutil.which(os.path.join(VENV, "bin", name))


def runs(command, quiet=True):
    try:
        with open(os.devnull, "w") as nowhere:
            return (
                subprocess.call(command, stdout=nowhere if quiet else None, stderr=nowhere if quiet else None)
                == 0
            )
    except OSError:
        return False


def lock_file(name):
    return os.path.join(HERE, "requirements", name + ".txt")


def digest(path):
    with open(path, "rb") as stream:
        return hashlib.sha256(stream.read()).hexdigest()


def read_stamp():
    try:
        with open(STAMP) as stream:
            return json.load(stream)
    except (IOError, ValueError):
        return {}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
