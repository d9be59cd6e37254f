"""Which tests stay together in one worker, and begin first: those that share one running site.

By path, because the groups of `--dist loadgroup` are lost without a word between some versions of
pytest and pytest-xdist: each worker then starts a site of its own.
"""

from xdist.scheduler import LoadScopeScheduling

# The last three only begin early: nothing is worse for two workers than a long test at the end.
TOGETHER = (
    "tests/browser/",
    "tests/local/test_supervisor.py",
    "tests/architecture/test_tools.py",
    "tests/local/test_run.py",
    "tests/matrix/test_urls.py",
)


def scope_of(nodeid: str) -> str:
    """What is sent to a worker as one; a test that stands in no list is sent alone."""
    return next((path for path in TOGETHER if nodeid.startswith(path)), nodeid)


class Together(LoadScopeScheduling):
    """The largest scope is sent first."""

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)
