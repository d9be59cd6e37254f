"""Which account PostgreSQL runs as: it refuses root, and root is who runs many servers."""

import ctypes
import os
import pwd
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from recovery_network.local.problems import Problem

CLONE_NEWUSER = 0x10000000
PREFERRED = ("postgres", "nobody")

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Identity:
    """`direct` (an ordinary account), `mapped` (seen as another uid from inside a user namespace,
    files staying ours) or `other` (a real change of uid)."""

    kind: str
    uid: int
    gid: int

    def popen_arguments(self) -> dict[str, object]:
        if self.kind != "other":
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def enter(self) -> None:
        """Called in the child, between fork and exec."""
        if self.kind == "mapped":
            enter_namespace(self.uid, self.gid)

    def owner_of_files(self) -> int:
        """The uid, as the outside sees it, that has to own the cluster."""
        return self.uid if self.kind == "other" else os.geteuid()


DIRECT = Identity("direct", os.geteuid(), os.getegid())


def choose() -> Identity:
    """Ourselves when we are an ordinary account, otherwise an account the system already has.

    A number without an account, as containers hand them out, will not do either: initdb asks for
    the name.
    """
    if os.geteuid() != 0 and _has_name(os.geteuid()):
        return DIRECT
    account = _unprivileged_account()
    if namespaces_work(account.pw_uid, account.pw_gid):
        return Identity("mapped", account.pw_uid, account.pw_gid)
    if os.geteuid() != 0:
        raise Problem(f"PostgreSQL needs an account with a name; uid {os.geteuid()} has none here.")
    return Identity("other", account.pw_uid, account.pw_gid)


def namespaces_work(uid: int, gid: int) -> bool:
    """Try it: containers, chroots and some kernels refuse, each in its own way."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        enter = partial(enter_namespace, uid, gid)
        return subprocess.run(["/bin/true"], preexec_fn=enter, check=False).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def enter_namespace(uid: int, gid: int) -> None:
    """Look like `uid` from inside while every file stays ours on the outside."""
    outside_uid, outside_gid = os.geteuid(), os.getegid()
    if _libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "no user namespaces here")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/gid_map").write_text(f"{gid} {outside_gid} 1")
    Path("/proc/self/uid_map").write_text(f"{uid} {outside_uid} 1")


def _has_name(uid: int) -> bool:
    try:
        return bool(pwd.getpwuid(uid).pw_name)
    except KeyError:
        return False


def _unprivileged_account() -> pwd.struct_passwd:
    accounts = {entry.pw_name: entry for entry in pwd.getpwall() if entry.pw_uid != 0}
    for name in PREFERRED:
        if name in accounts:
            return accounts[name]
    if not accounts:
        raise Problem("PostgreSQL refuses to run as root and this system has no other account.")
    return next(iter(accounts.values()))
