"""A query whose SQL is made once finds what the same query built by Django finds."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ImproperlyConfigured

from accounts.models import User
from chat.models import Seat
from chat.services.reading import seat_with_room
from groups.models import MeetingSeries
from recovery_network.common.ready import ReadyQuery
from tests.chat.conftest import Circle

pytestmark = pytest.mark.django_db


def as_read(row) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.fixture
def circle() -> Circle:
    return Circle(datetime.now(UTC))


def test_every_column_is_where_django_puts_it(circle, django_assert_num_queries):
    asked = Seat.objects.select_related("room").get(pk=circle.heron.pk)
    with django_assert_num_queries(1):
        found = seat_with_room(circle.heron.user, circle.room.code)
        assert as_read(found) == as_read(asked)
        assert as_read(found.room) == as_read(asked.room)
    assert not found._state.adding


def test_the_values_of_one_call_are_not_those_of_the_next(circle):
    people = ReadyQuery(lambda pk: User.objects.filter(pk=pk, is_active=True), {"pk": -1})
    for seat in (circle.heron, circle.river, circle.heron):
        assert people.first(pk=seat.user_id) == seat.user
    assert people.first(pk=0) is None


def test_a_value_that_the_query_never_asks_for_is_a_mistake():
    wrong = ReadyQuery(lambda pk, name: User.objects.filter(pk=pk), {"pk": -1, "name": "(name)"})
    with pytest.raises(ImproperlyConfigured, match="all its values"):
        wrong.first(pk=1, name="x")


def test_columns_that_need_reading_are_refused():
    wrong = ReadyQuery(lambda pk: MeetingSeries.objects.filter(pk=pk), {"pk": -1})
    with pytest.raises(ImproperlyConfigured, match="cannot read"):
        wrong.first(pk=1)
