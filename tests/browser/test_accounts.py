"""Joining and signing in, in a real browser: with scripts, without them, and with a passkey."""

import re

from playwright.sync_api import Page, expect


def pass_gate(page: Page) -> None:
    page.goto("/start/")
    page.get_by_label("Month").select_option("3")
    page.get_by_label("Year").fill("1990")
    page.get_by_role("button", name="Continue").click()


def answer_questions(page: Page, name: str, *, own: bool = True) -> None:
    page.get_by_label("Or write your own").fill(name)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("English").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Yes. Keep me" if own else "No, others use it").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("A word to sign in with").fill("boat")


def finish(page: Page) -> str:
    """The sign-in name, after the codes were written down and no address was added."""
    expect(page.get_by_role("heading", name="Write this down")).to_be_visible()
    name = page.locator(".card.big").inner_text().strip()
    page.get_by_role("button", name="I have it").click()
    expect(page.get_by_role("link", name="Not now")).to_be_visible()
    return name


def test_joining_on_a_phone(visit) -> None:
    page = visit(timezone_id="Asia/Karachi").page
    pass_gate(page)
    page.get_by_label("Or write your own").fill("Paper Boat")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("Where is your clock?")).to_have_value("Asia/Karachi")
    page.go_back()
    answer_questions(page, "Paper Boat")
    password = page.get_by_label("Password", exact=True)
    password.fill("a long way home")
    page.get_by_role("button", name="Show password").click()
    expect(password).to_have_attribute("type", "text")
    page.get_by_role("button", name="Make my name").click()
    assert re.fullmatch(r"boat-\d{5}", finish(page))
    page.goto("/me/")
    expect(page.get_by_role("heading", name="Paper Boat")).to_be_visible()


def test_joining_without_scripts(visit) -> None:
    page = visit(java_script_enabled=False).page
    pass_gate(page)
    answer_questions(page, "Slow River", own=False)
    page.get_by_label("Password", exact=True).fill("a long way home")
    page.get_by_role("button", name="Make my name").click()
    name = finish(page)
    page.goto("/me/")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/in/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    page.get_by_label("Sign-in name or e-mail").fill(name.replace("-", " ").upper())
    page.get_by_label("Password", exact=True).fill("a long way home")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/me/")
    expect(page.get_by_role("heading", name="Slow River")).to_be_visible()


def test_joining_and_signing_in_with_a_passkey(visit) -> None:
    visitor = visit()
    page = visitor.page
    tools = visitor.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    pass_gate(page)
    answer_questions(page, "Warm Shell")
    page.get_by_role("button", name="Use a passkey in place of a password").click()
    finish(page)
    page.goto("/me/")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/in/?next=/me/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/today/")
    page.goto("/me/")
    expect(page.get_by_role("heading", name="Warm Shell")).to_be_visible()


def test_a_shared_device_asks_and_then_leaves(visit) -> None:
    visitor = visit()
    page = visitor.page
    # The jumping clock would let the count of notes be asked for in the moment of leaving.
    visitor.context.route("**/notes/count/", lambda route: route.fulfill(json={"unread": 0}))
    page.clock.install()
    pass_gate(page)
    answer_questions(page, "Green Field", own=False)
    page.get_by_label("Password", exact=True).fill("a long way home")
    page.get_by_role("button", name="Make my name").click()
    finish(page)
    page.goto("/me/safety/")
    note = page.get_by_text("Are you still here?")
    expect(note).to_be_hidden()
    page.clock.fast_forward("13:30")
    expect(note).to_be_visible()
    page.mouse.click(5, 300)
    expect(note).to_be_hidden()
    page.clock.fast_forward("15:10")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert page.url.endswith("/in/?next=%2Fme%2Fsafety%2F")
    page.goto("/me/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
