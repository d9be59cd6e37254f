"""The browser the tests drive: found, or installed where that can be done without asking."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from recovery_network.local.problems import Problem

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Urdu needs a font that shapes Arabic script; without one the pictures show empty boxes.
DEBIAN_PACKAGES = ("chromium", "fonts-noto-core")
MISSING = (
    "The browser tests need Chromium. Install it (Debian: apt-get install chromium fonts-noto-core),"
    " or name its program in RN_CHROMIUM."
)


def find() -> str | None:
    """The path of a Chromium: RN_CHROMIUM, then PATH, then Playwright's own."""
    if named := os.environ.get("RN_CHROMIUM"):
        return named if Path(named).exists() else None
    for name in NAMES:
        if found := shutil.which(name):
            return found
    return _playwrights_own()


def require() -> str:
    """For fixtures: the path, or one clear line."""
    if found := find():
        return found
    raise Problem(MISSING)


def ensure() -> str:
    """The path, after installing it where possible."""
    if found := find():
        return found
    _install()
    return require()


def _install() -> None:
    print("Installing Chromium for the browser tests …", flush=True)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        options = ["-y", "-qq", "--no-install-recommends"]
        if _succeeds(["apt-get", "update", "-qq"], quiet):
            _succeeds(["apt-get", "install", *options, *DEBIAN_PACKAGES], quiet)
    else:
        _succeeds([sys.executable, "-m", "playwright", "install", "chromium"], dict(os.environ))


def _succeeds(command: list[str], env: dict[str, str]) -> bool:
    return subprocess.run(command, env=env, check=False, stdout=subprocess.DEVNULL).returncode == 0


def _playwrights_own() -> str | None:
    home = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    patterns = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")
    found = sorted(str(path) for pattern in patterns for path in home.glob(pattern))
    return found[-1] if found else None
