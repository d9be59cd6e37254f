"""Small things on the desk's pages: a way back, and a line that has no number."""

import pytest

from tests.cast import World
from tests.matrix.accounts import add_second_step
from tests.matrix.safeguarding import make_line


@pytest.fixture
def manager(world: World):
    add_second_step(world, "manager")
    return world.client("manager")


def test_the_duty_page_leads_back_to_the_desk(manager) -> None:
    assert 'href="/centre/desk/"' in manager.get("/centre/duty/").content.decode()


def test_a_line_without_a_number_says_so(manager) -> None:
    make_line("bd-none", "BD", number="", name="Kaan Pete Roi", staff_only=True)
    make_line(
        "bd-text", "BD", number="", text_number="8801712345678", text_shown="01712-345678", name="By text"
    )
    page = manager.get("/centre/help-lines/").content.decode()
    assert "No number yet · " in page
    assert '<small><bdi dir="ltr"></bdi>' not in page
    assert "01712-345678" in page


def test_signing_in_asks_once_whose_phone_it_is(client, db) -> None:
    page = client.get("/in/").content.decode()
    assert page.count("This is my own phone or computer") == 1
    assert page.count('name="own_device"') == 1
