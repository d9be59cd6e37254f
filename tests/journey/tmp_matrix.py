"""tmp"""

import pytest

from tests.matrix import journey
from tests.matrix.test_urls import CAST, assert_same_queries, build_world, reverse, wrong_cells

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(240)]


def test_cells():
    found = wrong_cells(
        journey.URLS
        + [u for u in __import__("tests.matrix.groups", fromlist=["x"]).URLS if u.name == "today"],
        build_world(),
    )
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("url", [u for u in journey.URLS if u.lists], ids=lambda u: u.name)
def test_lists(url):
    world = build_world()
    person = next(name for name in reversed(CAST) if url.verdict(name) == "ok")
    path = reverse(url.name, kwargs=url.kwargs(world)) + url.query
    client = world.client(person)
    assert_same_queries(lambda: client.get(path), lambda: url.lists(world))
