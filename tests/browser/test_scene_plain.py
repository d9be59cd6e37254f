"""The same meeting with scripts off: a host, a member and somebody in danger, by plain forms only."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import circle
from tests.browser.test_scene import NO_HINT, RUDE, Scene

PHONE = {"viewport": {"width": 360, "height": 740}, "java_script_enabled": False}


class Plain(Scene):
    """Nobody has scripts. A page shows what is new when it is asked again."""

    def browser(self, visit, key: str, **_options) -> Page:
        return super().browser(visit, key, **PHONE)

    def host_page(self) -> Page:
        self.simran.goto(f"/r/{self.code}/host/")
        return self.simran

    def simple_room(self, page: Page) -> Page:
        page.goto(f"/r/{self.code}/lite/")
        return page


@pytest.fixture
def scene(stack, visit) -> Iterator[Plain]:
    running = Plain(stack, visit, circle.made(stack, "make", {}))
    yield running
    running.leave()


def open_and_let_in(scene: Plain) -> None:
    for key in ("stone", "drum", "field"):
        scene.callers[key].listen()
    scene.simran.get_by_role("button", name="Open the door").click()
    scene.host_page().get_by_role("button", name="Let Green Hill in").click()
    assert scene.callers["green"].http.get(f"/r/{scene.code}/").status_code == 200
    assert scene.callers["stone"].say("I walked to the market and back.").status_code == 201


def let_through(scene: Plain) -> None:
    assert scene.callers["field"].say("This is my first time.").json()["state"] == "held"
    scene.host_page().get_by_role("button", name="Let it through").click()
    scene.callers["stone"].hears("This is my first time.")


def ask_to_leave(scene: Plain) -> None:
    """Two taps here as well: the link beside the message, and the button with its words."""
    drum = scene.callers["drum"]
    assert drum.say(RUDE[0]).status_code == 201
    page = scene.simple_room(scene.simran)
    page.locator("article", has_text=RUDE[0]).get_by_role("link", name="More for Loud Drum").click()
    expect(page.get_by_text("We are asking you to leave today's meeting.").first).to_be_in_viewport()
    page.get_by_role("button", name="Ask to leave today").click()
    assert drum.until(lambda: drum.closed) == 4403
    assert "You are not in trouble." in drum.http.get(f"/r/{scene.code}/wait/").text


def look_after(scene: Plain) -> None:
    star = scene.simple_room(scene.star)
    ask = star.locator("main details", has_text="Write to a host")
    ask.locator("summary").click()
    ask.get_by_label("Your words").fill(NO_HINT)
    ask.get_by_role("button", name="Send to the hosts").click()
    page = scene.host_page()
    page.locator("[data-private]", has_text=NO_HINT).get_by_role("link", name="Answer").click()
    page.get_by_role("button", name="Check on this person").click()
    card = page.locator("[data-look-after]")
    expect(card).to_be_in_viewport()
    card.get_by_role("button", name="I have it").click()
    card.get_by_role("link", name="Answer now").click()
    page.get_by_label("Write privately").fill("I am here with you.")
    page.get_by_role("button", name="Send to them alone").click()
    expect(scene.simple_room(star).get_by_text("I am here with you.")).to_be_visible()
    expect(scene.simple_room(scene.boat).get_by_text("I am here with you.")).to_have_count(0)
    expect(scene.boat.get_by_text(NO_HINT)).to_have_count(0)
    scene.host_page().locator("[data-look-after]").get_by_role("link", name="Steps").click()
    page.get_by_role("button", name="It is done").click()
    expect(scene.host_page().locator("[data-look-after]")).to_have_count(0)


def close(scene: Plain) -> None:
    page = scene.host_page()
    page.locator("summary", has_text="Close the meeting").click()
    page.get_by_role("button", name="Close now").click()
    stone = scene.callers["stone"]
    stone.until(lambda: any(one.get("state") == "closed" for one in stone.heard))
    assert stone.numbers() == list(range(1, len(stone.numbers()) + 1))
    assert stone.closed is None
    expect(scene.simple_room(scene.boat).get_by_role("link", name="Go on")).to_be_visible()


def test_a_meeting_without_scripts(scene: Plain):
    open_and_let_in(scene)
    let_through(scene)
    ask_to_leave(scene)
    look_after(scene)
    close(scene)
