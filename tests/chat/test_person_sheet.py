"""One person's sheet, as hosts open it: an answer alone from a card, else everything from light to strong."""

from chat.services import care
from tests.chat.test_care import browser


def test_answer_now_from_a_card_is_an_answer_field_alone(circle) -> None:
    circle.say(circle.heron, "I do not know.")
    care.check_on(actor=circle.river.user, seat=circle.heron, now=circle.now)
    host, path = browser(circle.host), f"/r/{circle.room.code}/people/{circle.heron.code}/"
    assert f"{path}?back=host&amp;only=word#word" in host.get(f"/r/{circle.room.code}/host/").content.decode()
    alone = host.get(f"{path}?back=host&only=word").content.decode()
    assert 'name="text"' in alone
    assert 'name="act"' not in alone
    assert "Ask to leave today" not in alone
    assert f'href="{path}?back=host"' in alone


def test_what_a_host_can_do_goes_from_light_to_strong(circle) -> None:
    path = f"/r/{circle.room.code}/people/{circle.heron.code}/"
    page = browser(circle.host).get(path).content.decode()
    steps = ('id="word"', "/check/", 'value="rest_5"', 'value="rest_15"', 'value="lobby"', 'value="leave"')
    places = [page.index(step) for step in steps]
    assert places == sorted(places)
