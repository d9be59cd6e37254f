"""A list costs the same however long it is."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpResponseBase
from django.test.utils import CaptureQueriesContext

WRITES = ("INSERT INTO", "UPDATE", "DELETE FROM")


def assert_same_queries(fetch: Callable[[], HttpResponseBase], make_row: Callable[[], object]) -> None:
    """The page with one row and with three: same number of queries, and the rows are really shown.

    `fetch` is asked once before counting, so that caches of a first request do not count.
    """
    make_row()
    fetch()
    one, with_one = _counted(fetch)
    make_row()
    make_row()
    three, with_three = _counted(fetch)
    assert (one.status_code, three.status_code) == (200, 200)
    assert len(three.content) > len(one.content), "three rows look like one: is the new row on this page?"
    extra = [statement for statement in with_three if statement not in with_one]
    assert len(with_one) == len(with_three), "\n".join([f"{len(with_one)} → {len(with_three)}", *extra])


def _counted(fetch: Callable[[], HttpResponseBase]):
    with CaptureQueriesContext(connection) as context:
        answer = fetch()
    return answer, [query["sql"] for query in context.captured_queries]


def tables_written(statements: list[str]) -> set[str]:
    """Which tables the statements wrote to."""
    found = set()
    for statement in statements:
        for verb in WRITES:
            if statement.startswith(verb):
                found.add(statement.removeprefix(verb).split('"')[1])
    return found
