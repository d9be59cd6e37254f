"""Every page of accounts in two looks: what axe finds, and whether anything moves sideways."""

import pytest
from playwright.sync_api import Page

from tests.browser.axe import in_turn, violations
from tests.browser.test_accounts import answer_questions, finish, pass_gate
from tests.browser.test_look import LOOKS, WIDE

SIGN_IN = ["in/", "in/code/", "in/lost/", "in/lost/done/", "in/paper/", "in/closed/", "i/", "i/000000000000/"]
START = ["start/age/", "start/name/", "start/language/", "start/device/", "start/key/"]
OWN = [
    "me/", "me/name/", "me/look/", "me/safety/", "me/security/", "me/email/", "me/password/", "me/app/",
    "me/passkey/", "me/spare/", "me/paper/", "me/sessions/", "me/centres/", "me/log/", "me/check/", "out/",
]  # fmt: skip
# Makes the person who joined a manager with a passed second step, as sign-in would leave it.
PROMOTE = """
import time
from django.contrib.sessions.models import Session
from django.utils import timezone
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from accounts.models import Centre, StaffRole, User
from accounts.session_store import SessionStore
user = User.objects.get(public_name="{name}")
centre = Centre.objects.create(name="North House", country="BD", time_zone="Asia/Dhaka")
StaffRole.objects.create(user=user, centre=centre, role="manager")
TOTP.activate(user, generate_totp_secret())
for row in Session.objects.all():
    kept = SessionStore(row.session_key)
    if kept.get("_auth_user_id") == str(user.pk):
        kept["account_authentication_methods"] = [dict(method="mfa", type="totp", at=time.time())]
        kept["account_authentication_methods_user"] = str(user.pk)
        kept.save()
"""


def faults_of(page: Page) -> list[str]:
    return violations(page) + [f"too wide: {each}" for each in page.evaluate(WIDE)]


def look_at(page: Page, paths: list[str], prefix: str = "") -> list[str]:
    found = []
    for path in paths:
        page.goto(f"{prefix}/{path}")
        found += [f"{path}: {fault}" for fault in faults_of(page)]
    return found


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look["scheme"])
def test_axe_finds_nothing_and_nothing_moves_sideways(gallery, stack, look):
    visitor = gallery(look["width"], look["scheme"])
    page, prefix, name = visitor.page, look["prefix"], f"Paper Boat {look['width']}"
    language = "ur" if prefix else "en"
    found = look_at(page, in_turn(SIGN_IN, language), prefix)
    page.goto(f"{prefix}/in/")
    page.locator("main form button:not([type=button])").first.click()
    found += [f"sign-in with faults: {each}" for each in faults_of(page)]
    pass_gate(page)
    answer_questions(page, name)
    found += look_at(page, in_turn(START, language), prefix)
    page.goto("/start/key/")
    page.get_by_label("A word to sign in with").fill("boat")
    page.get_by_label("Password", exact=True).fill("a long way home")
    page.get_by_role("button", name="Make my name").click()
    found += [f"keep: {each}" for each in faults_of(page)]
    finish(page)
    found += [f"email: {each}" for each in faults_of(page)]
    stack.shell(
        f"from accounts.models import User; User.objects.filter(public_name='{name}')"
        f".update(language='{language}')",
    )
    found += look_at(page, in_turn(OWN, language))
    stack.shell(PROMOTE.format(name=name))
    found += look_at(page, ["me/", "me/security/", "centre/people/roles/"])
    with page.expect_navigation():
        page.locator("form[action='/centre/invites/new/'] button").click()
    found += [f"invite: {each}" for each in faults_of(page)]
    visitor.complaints = [c for c in visitor.complaints if "404" not in c]
    assert found == [], "\n".join(found)
