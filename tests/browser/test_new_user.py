"""The whole way of somebody new: find a meeting, make a name, go in, talk, be reminded, leave."""

import re

from playwright.sync_api import Page, expect

from tests.browser.soon import meeting_with_a_reminder_soon

LANGUAGES = ["", "/ur"]
PASSWORD = "walk-by-the-river-9"
MAIL_SECONDS = 170
# Nobody may learn from a mail what this place is for.
TELLING = re.compile(r"recover|sober|addict|meeting|circle|مےٹنگ|میٹنگ|بحالی|نشہ", re.IGNORECASE)


def press(page: Page) -> None:
    page.locator("main form button.btn").last.click()


def be_adult(page: Page) -> None:
    page.locator("select[name=month]").select_option("5")
    page.locator("input[name=year]").fill("1990")
    press(page)


def make_a_name(page: Page) -> None:
    """From the age question to the name on paper; the language and the clock are as guessed."""
    be_adult(page)
    page.locator("main input[type=radio]").first.check(force=True)
    press(page)
    page.wait_for_url("**/language/**")
    press(page)
    page.locator("input[name=own_device][value=yes]").check(force=True)
    press(page)
    page.locator("input[name=base]").fill("heron")
    page.locator("input[name=password]").fill(PASSWORD)
    press(page)
    page.wait_for_url("**/keep/**")
    press(page)


def give_an_address(page: Page, stack, address: str) -> None:
    """Optional: without it there are notes inside only."""
    page.locator("a[href*='/me/email/']").click()
    before = len(stack.mail.messages)
    page.locator("input[name=email]").fill(address)
    press(page)
    letter = stack.mail.wait_for(address, 20, after=before)
    assert not TELLING.search(letter["Subject"])
    code = re.search(r"[A-Z0-9]{3,}(-[A-Z0-9]{3,})*", letter.get_content().splitlines()[0])
    assert code is not None
    page.locator("input[name=code]").fill(code.group(0))
    press(page)


def go_in(page: Page) -> None:
    page.locator("input[name=agree]").check()
    press(page)
    page.wait_for_selector("[data-composer]")


def write(page: Page, text: str) -> None:
    page.locator("[data-composer] textarea").fill(text)
    page.locator("[data-composer] button[data-send]").click()


def join_on_the_way_in(page: Page, stack, language: str, address: str) -> None:
    page.goto(f"{language}/meetings/?when=now")
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language else "ltr")
    page.locator("main a[href$='/in/']").first.click()
    page.locator("a[href*='/start/?']").click()
    make_a_name(page)
    give_an_address(page, stack, address)


def ask_for_a_reminder(page: Page, language: str, code: str) -> None:
    page.goto(f"{language}/m/{code}/")
    page.locator(f"form[action$='/m/{code}/remind/'] button").click()
    expect(page.locator("button[name=stop]")).to_be_visible()


def come_as_a_guest(page: Page, language: str) -> None:
    page.goto(f"{language}/meetings/?when=now")
    page.locator("main a[href$='/in/']").first.click()
    page.locator("a[href*='/start/guest/']").click()
    be_adult(page)
    page.locator("main input[type=radio]").first.check(force=True)
    press(page)


# The meeting is the same in both languages, and so is the room: each time other words are looked for.
SAID = {
    "": ["Good evening. It was a long day.", "سب کو سلام۔", "Are you still here?", "I am, only slowly."],
    "/ur": ["شام بخیر۔ دن لمبا تھا۔", "Peace to all.", "کیا آپ ابھی یہاں ہیں؟", "جی، ذرا آہستہ۔"],
}


def talk(one: Page, other: Page, said: list[str]) -> None:
    write(one, said[0])
    expect(other.get_by_text(said[0])).to_be_visible()
    write(other, said[1])
    expect(one.get_by_text(said[1])).to_be_visible()


def lose_the_network(one: Page, other: Page, said: list[str]) -> None:
    """What was said meanwhile, on either side, comes with the connection, and once."""
    other.context.set_offline(True)
    write(one, said[2])
    write(other, said[3])
    expect(other.locator("[data-banner]")).to_be_visible(timeout=10_000)
    expect(other.locator(".live")).to_be_hidden()
    other.context.set_offline(False)
    expect(other.get_by_text(said[2])).to_be_visible(timeout=20_000)
    expect(one.get_by_text(said[3])).to_have_count(1, timeout=20_000)
    expect(other.locator("[data-banner]")).to_be_hidden(timeout=20_000)


def leave(page: Page) -> None:
    page.locator("a[href$='/leave/']").first.click()
    press(page)
    page.wait_for_url("**/after/")
    expect(page.locator("h1")).to_be_visible()


def test_new_people_find_a_meeting_and_talk(stack, visit):
    """In both languages at once: the reminders become due while they talk."""
    ways = {language: NewPerson(stack, visit, language) for language in LANGUAGES}
    for language, way in ways.items():
        come_as_a_guest(way.guest, language)
        go_in(way.guest)
        talk(way.heron, way.guest, SAID[language])
        lose_the_network(way.heron, way.guest, SAID[language])
        leave(way.heron)
    for way in ways.values():
        letter = stack.mail.wait_for(way.address, MAIL_SECONDS, after=way.mails_before)
        for part in (letter["Subject"], letter["From"], letter.get_content()):
            assert not TELLING.search(str(part)), part


class NewPerson:
    """Has joined, asked for a reminder that is due soon, and sits in the meeting; `guest` does not yet."""

    def __init__(self, stack, visit, language: str) -> None:
        self.address = f"heron{language.strip('/')}@example.org"
        self.heron, self.guest = visit().page, visit().page
        join_on_the_way_in(self.heron, stack, language, self.address)
        self.mails_before = len(stack.mail.messages)
        ask_for_a_reminder(self.heron, language, meeting_with_a_reminder_soon(stack))
        self.heron.goto(f"{language}/meetings/?when=now")
        self.heron.locator("main a[href$='/in/']").first.click()
        go_in(self.heron)


def test_a_form_works_with_scripts_off(stack, visit):
    """Under the strict policy a plain form must still be accepted."""
    page = visit(java_script_enabled=False).page
    come_as_a_guest(page, "")
    page.locator("input[name=agree]").check()
    press(page)
    page.wait_for_url("**/r/**")
    page.locator("noscript a[href$='/lite/']").click()
    page.locator("form#write textarea").fill("Without any script.")
    page.locator("form#write button").click()
    expect(page.get_by_text("Without any script.")).to_be_visible()
