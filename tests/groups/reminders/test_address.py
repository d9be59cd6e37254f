"""With an e-mail address or without one: what is promised, and what the pages say about it."""

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from groups.services import reminders
from groups.services.index import index_series
from groups.services.occurrences import fill
from tests.accounts import people
from tests.groups import factories
from tests.groups.reminders.words import NOW, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def series(group):
    made = factories.series(group, weekdays=2)
    index_series([made.pk])
    fill([made.pk], now=NOW)
    return made


@pytest.fixture
def mine(client, series):
    """Signed in, without an address, and reminded of the series."""
    people.forget_counts()
    with time_machine.travel(NOW, tick=False):
        user = people.join()
        reminders.remind_me(actor=user, series=series, now=NOW)
        client.force_login(user)
        people.check_again(client)
        yield client


def channels() -> set[str]:
    return {channel for channel, _kind, _due in waiting(User.objects.get())}


def add_address(mine) -> None:
    mine.post(reverse("account_email"), {"email": "heron@example.org", "action_add": "1"})
    code = mine.session["account_email_verification_code"]["code"]
    mine.post(reverse("account_email_verification_sent"), {"code": code})


def test_an_address_plans_mail_at_once_and_its_end_takes_it_back(mine):
    assert channels() == {"in_app"}
    add_address(mine)
    assert channels() == {"in_app", "email"}
    mine.post(reverse("account_email"), {"email": "heron@example.org", "action_remove": "1"})
    assert channels() == {"in_app"}


def test_the_page_of_the_meeting_says_where_the_reminder_comes(mine, series):
    path = reverse("meeting", args=[series.code])
    page = mine.get(path).content.decode()
    assert "We remind you of this meeting here, on this site." in page
    assert f'href="{reverse("account_email")}"' in page
    add_address(mine)
    page = mine.get(path).content.decode()
    assert "We remind you of this meeting." in page
    assert "on this site." not in page


def test_so_does_the_answer_to_the_button(mine, series):
    answer = mine.post(reverse("remind", args=[series.code]), follow=True).content.decode()
    assert "We will remind you here, on this site." in answer
    add_address(mine)
    answer = mine.post(reverse("remind", args=[series.code]), follow=True).content.decode()
    assert "We will remind you of this meeting." in answer


def test_the_page_of_choices_denies_no_reminder_that_stands(mine):
    page = mine.get(reverse("reminders")).content.decode()
    assert "we do not remind you" not in page
    assert f'href="{reverse("account_email")}"' in page
