"""Two or more people doing things at once, each on a connection of their own."""

import threading
import time
from collections.abc import Callable

from django.db import connection, transaction


def in_threads(count: int, work: Callable[[int], object]) -> None:
    """`work(number)` in so many threads; fails when one of them did."""
    errors: list[Exception] = []

    def run(number: int) -> None:
        try:
            work(number)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for error in errors:
        raise error


def crossing(first: Callable[[], object], second: Callable[[], object], then: Callable[[], object]) -> None:
    """`first` and `then` are one transaction; `second` begins between them and waits for its locks.
    When the two take their locks in different orders, PostgreSQL ends one of them and this fails."""
    begun = threading.Event()

    def work(number: int) -> None:
        if number == 1:
            begun.wait(10)
            second()
            return
        with transaction.atomic():
            first()
            begun.set()
            _until_somebody_waits()
            then()

    in_threads(2, work)


def _until_somebody_waits() -> None:
    asked = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    for _attempt in range(100):
        with connection.cursor() as cursor:
            cursor.execute(asked)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("the second one never had to wait: this shows nothing")
