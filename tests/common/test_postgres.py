"""A kept connection is known to be dead without asking the server."""

import threading
from contextlib import closing

import pytest
from django.db import connection, connections


@pytest.mark.django_db
def test_an_idle_connection_stands():
    connection.ensure_connection()
    assert connection.is_usable()


@pytest.mark.django_db(transaction=True)
def test_one_that_the_server_ended_does_not_and_the_next_request_gets_another():
    found = {}

    def request() -> None:
        mine = connections["default"]
        mine.ensure_connection()
        found["before"] = mine.is_usable()
        end(mine.connection.get_backend_pid())
        found["after"] = mine.is_usable()
        mine.health_check_enabled, mine.health_check_done = True, False
        with mine.cursor() as cursor:
            cursor.execute("SELECT 1")
            found["answer"] = cursor.fetchone()
        mine.close()
        found["closed"] = mine.is_usable()

    def end(pid: int) -> None:
        other = connection.copy()
        with closing(other), other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    thread = threading.Thread(target=request)
    thread.start()
    thread.join(30)
    assert found == {"before": True, "after": False, "answer": (1,), "closed": False}
