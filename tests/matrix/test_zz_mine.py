import pytest
from django.urls import reverse
from tests.matrix import mentoring
from tests.matrix.tables import build_world
from tests.matrix.test_urls import wrong_cells
from tests.matrix.test_rules import wrong_cells as wrong_rules
from tests.queries import assert_same_queries
from tests.cast import CAST
pytestmark=[pytest.mark.django_db, pytest.mark.timeout(550)]
def test_all():
    world=build_world()
    found=wrong_rules(mentoring.RULES, world)
    found+=wrong_cells(mentoring.URLS+[u for u in __import__('tests.matrix.accounts',fromlist=['x']).URLS if u.name=='me'], world)
    for url in [u for u in mentoring.URLS if u.lists]:
        from django.db import transaction
        person = next(name for name in reversed(CAST) if url.verdict(name) == "ok")
        path = reverse(url.name, kwargs=url.kwargs(world)) + url.query
        try:
            with transaction.atomic():
                client = world.client(person)
                try: assert_same_queries(lambda: client.get(path), lambda: url.lists(world))
                finally: transaction.set_rollback(True)
        except AssertionError as e: found.append(f"{url.name}: {str(e)[:1500]}")
    assert found==[], "\n".join(found)
