"""A standing room on an open page: what is swept goes from it, and the page says why."""

import json

import pytest
from django.conf import settings
from playwright.sync_api import expect

MAKE = """
import json, uuid
from datetime import timedelta
from django.test import Client
from django.utils import timezone
from accounts.models import User
from chat.models import Room
from chat.services import messages, rooms, seats
now = timezone.now()
keys = []
room = rooms.create_room(kind="pair", title="Two of us", opens_at=now, closes_at=None,
    keep=timedelta(days=90), back_path="/today/", after_path="", now=now)
for name in ("Quiet Heron", "Slow River"):
    person = User.objects.create_user(public_name=name, adult_confirmed_at=now)
    seats.give_seat(room=room, user=person, alias=name, role="member", now=now)
    client = Client()
    client.force_login(person)
    keys.append(client.cookies[{cookie!r}].value)
for text, age in (("First thing", 91), ("Second thing", 91), ("Still here", 1)):
    messages.post_message(actor=person, room=room, cid=uuid.uuid4(), text=text, now=now - timedelta(days=age))
print("MADE" + json.dumps([room.code, keys[0]]))
"""
SWEEP = (
    "from chat.services import sweeping; from django.utils import timezone;"
    "sweeping.sweep_messages(timezone.now())"
)


@pytest.mark.parametrize("focused", [False, True])
def test_old_words_leave_the_open_page(visit, stack, focused):
    said = stack.shell(MAKE.format(cookie=settings.SESSION_COOKIE_NAME))
    code, key = json.loads(said.rpartition("MADE")[2])
    visitor = visit()
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": stack.url}
    visitor.context.add_cookies([cookie])
    page = visitor.page
    page.goto(f"/r/{code}/")
    log = page.locator("[data-log]")
    expect(log.locator(".msg")).to_have_count(3)
    if focused:
        log.locator(".msg").first.focus()
    stack.shell(SWEEP)
    expect(log.locator(".msg")).to_have_count(1)
    expect(log).to_contain_text("Older messages were deleted.")
    expect(log).to_contain_text("Still here")
    expect(log).not_to_contain_text("thing")
    if focused:
        expect(log).to_be_focused()
