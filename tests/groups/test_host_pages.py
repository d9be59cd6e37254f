"""The host's pages: what a person there reads, types and gets back."""

from datetime import date, datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from groups.models import Group, GroupRole, MeetingSeries, SeriesException
from groups.services.follow import rebuild
from recovery_network.common import times
from tests.groups import factories
from tests.groups.filled import form_with
from tests.html import check_html

pytestmark = pytest.mark.django_db
WEEKLY = {
    "name": "Lantern Walk",
    "visibility": "public",
    "weekdays": ["1", "8"],
    "local_start": "20:00",
    "duration_minutes": "৬০",
    "time_zone": "Asia/Dhaka",
    "frequency": "weekly",
    "every": "1",
    "start_date": "2026-01-01",
    "attendance": "online",
    "online_kind": "room",
}


@pytest.fixture
def home():
    return factories.centre()


@pytest.fixture
def group(home):
    return factories.group(home)


@pytest.fixture
def host(group, client):
    """A peer who hosts: signs in without a second step."""
    person = factories.person("Simran", adult_confirmed_at=timezone.now())
    factories.role(person, group, GroupRole.Role.FACILITATOR)
    client.force_login(person)
    return person


@pytest.fixture
def weekly(group):
    """Every day, so that each test has dates whenever it runs."""
    made = factories.series(group, weekdays=127)
    rebuild([made.pk], timezone.now())
    return made


def text(response, status: int = 200) -> str:
    assert response.status_code == status
    html = response.content.decode()
    assert check_html(html) == []
    return html


def coming(series: MeetingSeries, number: int = 2) -> date:
    later = timezone.now() + timedelta(hours=1)
    return series.occurrences.filter(starts_at__gt=later).order_by("starts_at")[number].local_date


def changed(client, name: str, code: str, **data):
    return client.post(reverse(name, args=[code]), data)


def test_a_worker_without_a_second_step_is_sent_to_set_one_up(home, client):
    client.force_login(factories.staff(home))
    response = client.get(reverse("host"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("mfa_index"))


def test_home_with_nothing_to_host_says_so(host, client):
    assert "Nothing needs you." in text(client.get(reverse("host")))


def test_home_shows_the_next_meetings_and_opens_a_room_at_its_time(host, group, client):
    now = timezone.now()
    soon = factories.series(group, name="Soon", weekdays=127)
    later = factories.series(group, name="Later", weekdays=127)
    for series, minutes in ((soon, 5), (later, 300)):
        start = now + timedelta(minutes=minutes)
        series.occurrences.create(
            group=group, local_date=start.date(), starts_at=start, ends_at=start + timedelta(hours=1)
        )
    html = text(client.get(reverse("host")))
    assert reverse("meeting_in", args=[soon.code]) in html
    assert reverse("meeting_in", args=[later.code]) not in html
    assert html.index("Soon") < html.index("Later")


def test_a_peer_cannot_make_a_group(host, client):
    assert client.get(reverse("host_new_group")).status_code == 403


def test_a_group_is_changed_and_what_was_typed_comes_back(host, group, client):
    url = reverse("host_edit_group", args=[group.code])
    assert "notes_private" not in text(client.get(url))
    fields = {
        "name": "",
        "kind": "open",
        "visibility": "public",
        "join_policy": "open",
        "agreements": "Be kind",
    }
    html = text(client.post(url, {**fields, "time_zone": "Asia/Dhaka"}), 422)
    assert "There is a problem" in html
    assert "Be kind" in html
    answer = client.post(url, {**fields, "name": "Ours", "time_zone": "Asia/Dhaka"})
    assert answer.status_code == 302
    group.refresh_from_db()
    assert (group.name, group.agreements) == ("Ours", "Be kind")


def test_what_no_group_can_be_is_said_beside_the_field(host, group, client):
    url = reverse("host_edit_group", args=[group.code])
    fields = {"name": "Ours", "kind": "therapy", "visibility": "public", "join_policy": "open"}
    html = text(client.post(url, {**fields, "time_zone": "Asia/Dhaka"}), 422)
    assert "never in the public list" in html
    assert "people are chosen" in html
    assert "Constraint" not in html


def test_pause_and_go_on(host, group, client):
    for doing, status in (
        ("pause", "paused"),
        ("reopen", "active"),
        ("close", "closed"),
        ("nonsense", "closed"),
    ):
        changed(client, "host_group_state", group.code, do=doing)
        assert Group.objects.get().status == status


def test_roles_are_given_and_ended(host, group, client):
    friend = factories.person("New Field")
    url = reverse("host_people", args=[group.code])
    assert "No one has this code" in text(client.post(url, {"code": "nobody", "role": "greeter"}), 422)
    assert client.post(url, {"code": friend.code, "role": "greeter"}).status_code == 302
    held = GroupRole.objects.get(user=friend)
    assert "New Field" in text(client.get(url))
    changed(client, "host_end_role", group.code, role=held.pk)
    held.refresh_from_db()
    assert held.ended_at is not None
    assert changed(client, "host_end_role", group.code, role="x").status_code == 404


def test_whoever_ends_their_own_hosting_lands_where_they_may_be(host, group, client):
    own = GroupRole.objects.get(user=host)
    answer = changed(client, "host_end_role", group.code, role=own.pk)
    assert answer["Location"] == reverse("group", args=[group.code])


class TestDescribingASeries:
    def url(self, group: Group) -> str:
        return reverse("host_new_series", args=[group.code])

    def test_the_check_shows_dates_and_saves_nothing(self, host, group, client):
        html = text(client.post(self.url(group), {**WEEKLY, "local_start": "18:00", "do": "check"}))
        assert "Check before you save" in html
        assert html.count("evening 6:00 to 7:00") == 5
        assert "Times for other zones" in html
        assert not MeetingSeries.objects.exists()

    def test_enter_checks_too(self, host, group, client):
        text(client.post(self.url(group), WEEKLY))
        assert not MeetingSeries.objects.exists()

    def test_what_was_checked_is_what_is_saved(self, host, group, client):
        fields = self.hidden(text(client.post(self.url(group), {**WEEKLY, "do": "check"})))
        answer = client.post(self.url(group), {**fields, "do": "save"})
        made = MeetingSeries.objects.get()
        assert answer["Location"] == reverse("host_series", args=[made.code])
        assert (made.weekdays, made.duration_minutes, made.title) == (9, 60, "Lantern Walk")
        assert not made.for_women
        assert made.occurrences.count() > 15

    def test_change_something_keeps_what_was_typed(self, host, group, client):
        html = text(client.post(self.url(group), {**WEEKLY, "do": "edit", "notes": "Bring tea"}))
        assert "Bring tea" in html
        assert "There is a problem" not in html

    @staticmethod
    def hidden(html: str) -> dict[str, list[str]]:
        """What the page would send, read from its hidden fields."""
        from html.parser import HTMLParser

        found: dict[str, list[str]] = {}

        class Fields(HTMLParser):
            def handle_starttag(self, tag, attributes):
                values = dict(attributes)
                if tag == "input" and values.get("type") == "hidden" and values["name"] != "next":
                    found.setdefault(values["name"], []).append(values.get("value") or "")

        Fields().feed(html)
        return found

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"weekdays": []}, "at least one day"),
            ({"local_start": ""}, "Say when it starts"),
            ({"frequency": "monthly"}, "which ones of the month"),
            ({"end_date": "2025-01-01"}, "before the first day"),
            ({"online_kind": ""}, "where it is online"),
            ({"online_kind": "link"}, "Write the video link"),
            ({"online_kind": "link", "conference_url": "ftp://files.example.org"}, "begins with https"),
            ({"attendance": "in_person"}, "Choose the place"),
            ({"attendance": "telephone"}, "Write the phone number"),
            ({"duration_minutes": "0"}, "greater than or equal to 1"),
            ({"time_zone": "Asia/Nowhere"}, "not one of the available choices"),
        ],
    )
    def test_what_is_missing_is_said_in_words(self, host, group, client, fields, words):
        html = text(client.post(self.url(group), {**WEEKLY, **fields, "do": "save"}), 422)
        assert words in html
        assert "Constraint" not in html
        assert not MeetingSeries.objects.exists()

    def test_a_new_place_is_made_on_saving_only(self, host, group, client):
        fields = {**WEEKLY, "attendance": "in_person", "place_name": "Library", "place_city": "Dhaka"}
        text(client.post(self.url(group), {**fields, "do": "check"}))
        assert not group.centre.venues.exists()
        client.post(self.url(group), {**fields, "do": "save"})
        assert MeetingSeries.objects.get().venue.place == "Dhaka"

    def test_the_clocks_that_change_are_named(self, host, group, client):
        london = {**WEEKLY, "weekdays": ["64"], "local_start": "01:30", "time_zone": "Europe/London"}
        html = text(client.post(self.url(group), {**london, "do": "check"}))
        assert "this time does not exist that night" in html
        assert "this time comes twice that night" in html

    def test_a_clash_is_named_but_not_the_name_of_what_one_may_not_know(self, host, group, home, client):
        other = factories.series(group, name="Early Star", weekdays=127)
        place = home.venues.create(name="Library")
        hidden = factories.group(home, "Paper Boat", kind="circle", visibility="private")
        there = factories.series(hidden, weekdays=127, attendance="in_person", venue=place)
        rebuild([other.pk, there.pk], timezone.now())
        fields = {**WEEKLY, "attendance": "in_person", "venue": place.pk, "do": "check"}
        html = text(client.post(self.url(group), fields))
        assert "Early Star" in html
        assert "Another meeting" in html
        assert "Paper Boat" not in html

    def test_a_change_says_how_many_planned_meetings_it_touches(self, host, weekly, client):
        url = reverse("host_edit_series", args=[weekly.code])
        text(client.get(url))
        fields = {**WEEKLY, "weekdays": ["1"], "local_start": "21:00", "do": "check"}
        html = text(client.post(url, fields))
        assert "planned meetings get another time" in html
        assert "planned meetings fall away" in html
        weekly.refresh_from_db()
        assert weekly.weekdays == 127


class TestDates:
    def test_cancel_and_undo(self, host, weekly, client):
        day = coming(weekly)
        changed(client, "host_change_date", weekly.code, do="cancel", day=day, sure="1")
        page = reverse("host_series", args=[weekly.code])
        html = text(client.get(page))
        assert "Does not take place" in html
        assert "Undo" in html
        changed(client, "host_change_date", weekly.code, do="restore", day=day)
        assert "Does not take place" not in text(client.get(page))

    def test_cancelling_asks_once_more_with_the_words_people_get(self, host, weekly, client):
        day = coming(weekly)
        html = text(changed(client, "host_change_date", weekly.code, do="cancel", day=day))
        assert not SeriesException.objects.exists()
        assert "Evening Circle does not take place: " in html
        when = times.when(weekly.occurrences.get(local_date=day).starts_at, timezone.now(), "Asia/Dhaka")
        letter = {"when": when, "place": "Bangladesh", "link": ""}
        said, *_rest = render_to_string("emails/groups/cancelled.txt", letter).splitlines()
        assert when in said
        assert said in html
        assert render_to_string("emails/groups/cancelled.subject.txt").strip() in html
        changed(client, "host_change_date", weekly.code, do="cancel", **form_with(html, "sure"))
        assert SeriesException.objects.get().kind == "cancelled"

    def test_a_day_that_is_none_is_no_page(self, host, weekly, client):
        assert changed(client, "host_change_date", weekly.code, do="cancel", day="soon").status_code == 404
        path = reverse("host_move_date", args=[weekly.code, "2020-13-40"])
        assert client.get(path).status_code == 404

    def test_a_refusal_is_said_on_the_page(self, host, weekly, client):
        url = reverse("host_change_date", args=[weekly.code])
        answer = client.post(url, {"do": "cancel", "day": "2020-01-01"}, follow=True)
        assert "This time is over" in answer.content.decode() or "does not have" in answer.content.decode()
        assert not SeriesException.objects.exists()

    def test_move(self, host, weekly, client):
        day = coming(weekly)
        path = reverse("host_move_date", args=[weekly.code, day.isoformat()])
        assert f'value="{day.isoformat()}"' in text(client.get(path))
        assert "There is a problem" in text(client.post(path, {"day": "", "start": "21:00"}), 422)
        answer = client.post(path, {"day": day + timedelta(days=1), "start": "21:30", "note": "Sorry"})
        assert answer.status_code == 302
        html = text(client.get(reverse("host_series", args=[weekly.code])))
        assert "Moved" in html
        assert "Sorry" in html

    def test_an_extra_date(self, host, group, client):
        series = factories.series(group, weekdays=1)
        path = reverse("host_add_date", args=[series.code])
        monday = self.monday()
        assert "already has this date" in text(client.post(path, {"day": monday, "start": "20:00"}), 422)
        assert client.post(path, {"day": monday + timedelta(days=2), "start": "20:00"}).status_code == 302
        assert "Extra" in text(client.get(reverse("host_series", args=[series.code])))

    @staticmethod
    def monday() -> date:
        today = datetime.now().date()
        return today + timedelta(days=14 - today.weekday())

    def test_other_hours_come_and_go(self, host, weekly, client):
        path = reverse("host_add_season", args=[weekly.code])
        first = coming(weekly)
        hours = {"from_on": first, "to_on": first + timedelta(days=5), "local_start": "21:30"}
        assert client.post(path, hours).status_code == 302
        assert "already" in text(client.post(path, hours), 422)
        html = text(client.get(reverse("host_series", args=[weekly.code])))
        assert "21:30" in html
        season = weekly.seasons.get()
        changed(client, "host_remove_season", weekly.code, season=season.pk)
        assert not weekly.seasons.exists()

    def test_the_state_of_a_series(self, host, weekly, client):
        for doing, status in (("pause", "paused"), ("reopen", "active"), ("close", "closed")):
            changed(client, "host_series_state", weekly.code, do=doing)
            weekly.refresh_from_db()
            assert weekly.status == status
        assert "does not take place now" in text(client.get(reverse("host_series", args=[weekly.code])))

    def test_by_appointment_has_no_dates_to_change(self, host, group, client):
        series = factories.series(group, by_appointment=True, weekdays=0, local_start=None)
        html = text(client.get(reverse("host_series", args=[series.code])))
        assert "By appointment" in html
        assert reverse("host_add_date", args=[series.code]) not in html


def test_what_goes_on_all_day_stands_once_and_says_so(host, group, client):
    start = timezone.now() - timedelta(minutes=1)
    always = factories.series(group, name="Always Open", weekdays=127)
    for day in range(5):
        begins = start + timedelta(days=day)
        always.occurrences.create(
            group=group, local_date=begins.date(), starts_at=begins, ends_at=begins + timedelta(days=1)
        )
    html = text(client.get(reverse("host")))
    assert html.count(f'<h3><a href="{reverse("host_series", args=[always.code])}">') == 1
    assert "all day" in html
    assert "night 12:00" not in html


def test_a_day_that_has_a_meeting_leads_to_moving_it(host, weekly, client):
    day = coming(weekly).isoformat()
    add, move = (
        reverse("host_add_date", args=[weekly.code]),
        reverse("host_move_date", args=[weekly.code, day]),
    )
    html = text(client.post(add, {"day": day, "start": "20:00"}), 422)
    assert "already has this date" in html
    assert f'href="{move}"' in html
    assert move not in text(client.get(add))
