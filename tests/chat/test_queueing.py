"""The order of raised hands, as properties that hold for any number of people at any times."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chat.queueing import Raised, in_order, minutes_until, place_of

START = datetime(2026, 11, 22, 19, 30, tzinfo=UTC)
times = st.integers(0, 3600).map(lambda seconds: START + timedelta(seconds=seconds))
hands = st.builds(Raised, st.integers(1, 99), times, st.booleans(), st.none() | times)
queues = st.lists(hands, max_size=25, unique_by=lambda hand: hand.seat_id)


@given(queues)
def test_nobody_is_lost_and_nobody_stands_twice(raised):
    assert sorted(hand.seat_id for hand in in_order(raised)) == sorted(hand.seat_id for hand in raised)


@given(queues, st.randoms())
def test_the_order_does_not_depend_on_how_the_rows_came(raised, random):
    shuffled = list(raised)
    random.shuffle(shuffled)
    assert in_order(shuffled) == in_order(raised)


@given(queues)
def test_who_has_not_shared_comes_before_who_has(raised):
    ordinary = [hand for hand in in_order(raised) if hand.front_at is None]
    assert [hand.has_shared for hand in ordinary] == sorted(hand.has_shared for hand in ordinary)


@given(queues)
def test_among_equals_the_longest_wait_comes_first(raised):
    for has_shared in (False, True):
        alike = [h for h in in_order(raised) if h.front_at is None and h.has_shared is has_shared]
        assert [h.raised_at for h in alike] == sorted(h.raised_at for h in alike)


@given(queues)
def test_who_was_put_to_the_front_stands_there_the_latest_first(raised):
    order = in_order(raised)
    in_front = [hand.front_at is not None for hand in order]
    assert in_front == sorted(in_front, reverse=True)
    fronts = [hand.front_at for hand in order if hand.front_at is not None]
    assert fronts == sorted(fronts, reverse=True)


@given(queues, st.integers(1, 99))
def test_lowering_a_hand_moves_up_only_those_behind_it(raised, seat):
    before = [hand.seat_id for hand in in_order(raised)]
    after = [hand.seat_id for hand in in_order(hand for hand in raised if hand.seat_id != seat)]
    assert after == [each for each in before if each != seat]


@given(queues)
def test_the_place_is_where_one_stands(raised):
    order = in_order(raised)
    assert [place_of(order, hand.seat_id) for hand in order] == list(range(1, len(order) + 1))
    assert place_of(order, 100) is None


@given(st.integers(1, 25), st.integers(0, 600), st.integers(60, 600))
def test_every_place_further_back_waits_a_turn_longer(place, left, turn):
    now, length = timedelta(seconds=left), timedelta(seconds=turn)
    first = minutes_until(place, left=now, turn=length)
    assert minutes_until(1, left=now, turn=length) == -(-left // 60)
    assert first <= minutes_until(place + 1, left=now, turn=length) <= first + -(-turn // 60)
