"""A group's page, joining and leaving."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from groups.models import GroupRole
from groups.services.follow import rebuild
from tests.groups import factories
from tests.html import check_html
from tests.queries import assert_same_queries

pytestmark = pytest.mark.django_db


def page(client, group) -> str:
    response = client.get(reverse("group", args=[group.code]))
    assert response.status_code == 200
    html = response.content.decode()
    assert check_html(html) == []
    return html


def test_a_visitor_reads_about_a_public_group_and_is_asked_to_sign_in(client):
    group = factories.group(factories.centre(), agreements="Be kind\n\nNo photos", notes_public="We read.")
    rebuild([factories.series(group).pk], timezone.now())
    html = page(client, group)
    for words in ("Be kind", "No photos", "We read.", "Sign in to join"):
        assert words in html
    assert html.count("evening") == 5


def test_nothing_of_a_private_group_is_told(client):
    group = factories.group(factories.centre(), visibility="members")
    assert client.get(reverse("group", args=[group.code])).status_code == 404
    client.force_login(factories.person())
    for name in ("join_group", "leave_group"):
        assert client.post(reverse(name, args=[group.code])).status_code == 404


def test_join_and_leave(client):
    group, person = factories.group(factories.centre()), factories.person()
    client.force_login(person)
    assert "Join the group" in page(client, group)
    client.post(reverse("join_group", args=[group.code]))
    html = page(client, group)
    assert "You are here as:" in html
    assert "Leave the group" in html
    answer = client.post(reverse("leave_group", args=[group.code]))
    assert answer["Location"] == reverse("group", args=[group.code])
    assert not GroupRole.objects.live().exists()


def test_leaving_a_group_one_then_cannot_see_leads_to_the_list(client):
    group, person = factories.group(factories.centre(), visibility="members"), factories.person()
    factories.role(person, group)
    client.force_login(person)
    answer = client.post(reverse("leave_group", args=[group.code]))
    assert answer["Location"] == reverse("finder")


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ("members", "Members of the centre can join."),
        ("invite", "when somebody invites you"),
        ("staff", "The centre adds people"),
    ],
)
def test_who_may_join_is_said_in_words(client, policy, words):
    group = factories.group(factories.centre(), join_policy=policy)
    client.force_login(factories.person())
    html = page(client, group)
    assert words in html
    assert "Join the group" not in html


def test_the_page_costs_the_same_however_many_meetings(client):
    group = factories.group(factories.centre())

    def add() -> None:
        """Once, some days from now: the page shows the next five."""
        start = next(days)
        series = factories.series(group, weekdays=127, start_date=start, end_date=start)
        rebuild([series.pk], timezone.now())

    days = iter([timezone.now().date() + timedelta(days=number) for number in range(2, 9)])
    assert_same_queries(lambda: client.get(reverse("group", args=[group.code])), add)
