"""The lock files install what pyproject.toml asks for, from nowhere in particular."""

import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.architecture import tree

PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", re.MULTILINE)
A_PLACE = re.compile(r"://|^\s*-|^\s*--(?!hash)| @ ", re.MULTILINE)


def pins(lock: str) -> dict[str, Version]:
    return {canonicalize_name(name): Version(version) for name, version in PIN.findall(lock)}


def check(asked: list[str], lock: str) -> list[str]:
    have = pins(lock)
    found = []
    for requirement in map(Requirement, asked):
        version = have.get(canonicalize_name(requirement.name))
        if version is None:
            found.append(f"{requirement.name} is not locked")
        elif version not in requirement.specifier:
            found.append(f"{requirement.name} is locked at {version}, asked for {requirement.specifier}")
    return found


def check_form(lock: str) -> list[str]:
    """Every pin has a hash; nothing names an index, a link or a file."""
    body = re.sub(r"^\s*--hash=sha256:[0-9a-f]{64}( \\)?$", "HASH", lock, flags=re.MULTILINE)
    body = re.sub(r"^\s*#.*$", "", body, flags=re.MULTILINE)
    blocks = re.split(r"^(?=\S+==)", body, flags=re.MULTILINE)
    unhashed = [block.split()[0] for block in blocks if PIN.match(block) and "HASH" not in block]
    places = [line for line in body.splitlines() if A_PLACE.search(line)]
    return [f"no hash: {name}" for name in unhashed] + [f"names a place: {line}" for line in places]


def locked(name: str) -> str:
    return (tree.ROOT / "requirements" / f"{name}.txt").read_text()


def asked(*extras: str) -> list[str]:
    project = tree.pyproject()["project"]
    return [*project["dependencies"], *(each for e in extras for each in project["optional-dependencies"][e])]


def test_run_lock_matches_the_project() -> None:
    assert check(asked("local"), locked("run")) == []


def test_dev_lock_matches_the_project() -> None:
    assert check(asked("local", "dev"), locked("dev")) == []


def test_dev_holds_everything_of_run_at_the_same_version() -> None:
    run, dev = pins(locked("run")), pins(locked("dev"))
    assert {name: dev.get(name) for name in run} == run


@pytest.mark.parametrize("name", ["run", "dev"])
def test_locks_have_hashes_and_name_no_place(name: str) -> None:
    assert check_form(locked(name)) == []


def test_planted_faults_are_found() -> None:
    digest = "0" * 64
    good = f"django==5.2.19 \\\n    --hash=sha256:{digest}\n    # via x\n"
    assert check(["Django>=5.2,<5.3"], good) == []
    assert check_form(good) == []
    assert check(["django>=6"], good) == ["django is locked at 5.2.19, asked for >=6"]
    assert check(["nh3"], good) == ["nh3 is not locked"]
    assert check_form("django==5.2.19\n") == ["no hash: django==5.2.19"]
    for line in (
        "--index-url https://example.org/",
        "-f wheels",
        "x @ file:///wheels/x.whl",
        "--find-links w",
    ):
        assert len(check_form(good + line + "\n")) == 1, line
