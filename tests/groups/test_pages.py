"""The public pages: what they say, what they hide, what they cost."""

import gzip
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from groups.models import Language, Venue
from groups.services import meetings, reminders
from groups.services.index import index_series
from groups.services.occurrences import fill
from tests.groups import factories
from tests.groups.factories import NOW
from tests.html import check_html
from tests.pages.test_weight import asked_for, weight
from tests.queries import assert_same_queries

pytestmark = pytest.mark.django_db
DHAKA = {"tz": "Asia/Dhaka"}
ELSEWHERE = {"online_kind": "link", "conference_url": "https://meet.example.org/abc"}


@pytest.fixture(autouse=True)
def monday_evening():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def home():
    return factories.centre()


def listed(of, **fields):
    series = factories.series(of, **fields)
    series.languages.set(Language.objects.filter(code__in=["bn", "en"]))
    index_series([series.pk])
    fill([series.pk], now=NOW)
    return series


def text(response) -> str:
    assert response.status_code == 200
    page = response.content.decode()
    assert check_html(page) == []
    return page


class TestFinder:
    def get(self, client, **query) -> str:
        return text(client.get(reverse("finder"), DHAKA | query))

    def test_a_visitor_finds_the_open_meeting_and_the_way_in(self, client, home):
        series = listed(factories.group(home), local_start="18:30", newcomers_welcome=True)
        page = self.get(client)
        assert "Open now" in page
        assert "Evening Circle" in page
        assert "First time welcome" in page
        assert "বাংলা" in page
        assert reverse("meeting_in", args=[series.code]) in page

    def test_the_address_holds_the_whole_question(self, client, home):
        listed(factories.group(home, "Evening Circle"), for_women=True)
        listed(factories.group(home, "Morning Path"))
        page = self.get(client, when="week", who="women", language="bn", how="online", q="circle")
        assert "Evening Circle" in page
        assert "Morning Path" not in page
        assert '<option value="bn" selected>' in page
        assert 'value="women" checked' in page
        assert 'value="circle"' in page
        assert "<details open" in page

    @pytest.mark.parametrize(
        "query",
        [
            {"when": "never", "how": "x", "language": "zz", "pathway": "0", "format": "?", "who": "cats"},
            {"page": "0"},
            {"page": "-1"},
            {"page": "99999999999999999999"},
            {"page": "٣"},
            {"q": "\x00"},
            {"tz": "Nowhere/Land"},
        ],
    )
    def test_nonsense_is_left_out(self, client, home, query):
        listed(factories.group(home))
        text(client.get(reverse("finder"), query))

    def test_nothing_found_leads_on(self, client, home):
        listed(factories.group(home, "Evening Circle"))
        page = self.get(client, q="zzzz")
        assert "No meeting matches." in page
        assert "Here are the nearest in time." in page
        assert "Evening Circle" in page
        assert "Clear filters" in page

    def test_an_empty_list_leads_to_help(self, client):
        page = self.get(client)
        assert "No meeting is listed yet." in page
        assert reverse("help") in page

    def test_times_follow_the_visitor(self, client, home):
        listed(factories.group(home))
        assert "8:00" in self.get(client)
        page = self.get(client, tz="Asia/Kolkata")
        assert "7:30" in page
        assert "evening 8:00 in Bangladesh" in page
        assert client.cookies["tz"].value == "Asia/Kolkata"

    def test_more_pages(self, client, home):
        group = factories.group(home)
        for number in range(26):
            listed(group, name=f"Meeting {number:02}", local_start="20:00", end_date=NOW.date())
        assert "page=2" in self.get(client)
        last = self.get(client, page="2")
        assert "Meeting 25" in last
        assert "Later meetings" not in last

    def test_a_page_past_the_end_leads_back_to_the_first(self, client, home):
        listed(factories.group(home, "Evening Circle"))
        page = self.get(client, page="999", q="circle")
        assert "The list is shorter than that." in page
        assert "To the first page" in page
        assert "q=circle" in page
        for wrong in ("Clear filters", "Earlier meetings", "page=998", "page=39"):
            assert wrong not in page

    @pytest.mark.parametrize("query", [{}, {"q": "evening", "language": "bn", "who": "first"}])
    def test_it_costs_the_same_however_long(self, client, home, query):
        def row():
            listed(factories.group(home), newcomers_welcome=True)

        assert_same_queries(lambda: client.get(reverse("finder"), query), row)

    def test_a_full_page_is_light(self, client, home):
        for number in range(30):
            listed(
                factories.group(home, f"Circle of the river {number}"), newcomers_welcome=True, for_women=True
            )
        response = client.get(reverse("finder"), headers={"accept-encoding": "gzip"})
        files = asked_for(gzip.decompress(response.content).decode())
        total = len(response.content) + sum(weight(path) for path in files)
        assert 1 + len(files) <= 4, files
        assert total <= 21_000, total

    def test_urdu(self, client, home):
        listed(factories.group(home))
        page = text(client.get("/ur/meetings/"))
        assert 'dir="rtl"' in page

    def test_the_choice_of_a_place(self, client):
        page = text(client.get(reverse("choose_zone")))
        assert 'value="Africa/Nairobi"' in page


class TestMeeting:
    def get(self, client, series, **query) -> str:
        return text(client.get(reverse("meeting", args=[series.code]), DHAKA | query))

    def test_both_clocks(self, client, home):
        series = listed(factories.group(home), weekdays=1 | 8)
        page = self.get(client, series, tz="America/New_York")
        assert "Every Monday and Thursday" in page
        assert "Time in United States, east" in page
        assert "Time of the meeting, in Bangladesh" in page
        assert "morning 9:00" in page
        assert "evening 8:00" in page

    def test_the_title_says_nothing(self, client, home):
        series = listed(factories.group(home, "Clean and Free"))
        page = self.get(client, series)
        assert "<title>Saathi</title>" in page

    def test_a_cancelled_date_is_said(self, client, home):
        series = listed(factories.group(home))
        series.exceptions.create(local_date=NOW.date(), kind="cancelled")
        fill([series.pk], now=NOW)
        page = self.get(client, series)
        assert "does not take place" in page
        assert "Mon 30 November" in page

    def test_the_address_is_shown_when_asked_for_only(self, client, home):
        venue = Venue.objects.create(
            centre=home, name="Blue House", address="Road 5\nHouse 7", area="Mirpur", city="Dhaka",
            latitude=23.8, longitude=90.36,
        )  # fmt: skip
        series = listed(factories.group(home), attendance="in_person", venue=venue)
        page = self.get(client, series)
        assert "Mirpur, Dhaka" in page
        assert "House 7" not in page
        assert "openstreetmap" not in page
        shown = client.get(reverse("meeting", args=[series.code]), {"address": "1"})
        assert "House 7" in text(shown)
        assert "openstreetmap.org" in text(shown)
        assert shown["X-Robots-Tag"] == "noindex"

    def test_an_area_stays_an_area(self, client, home):
        venue = Venue.objects.create(centre=home, address="about here", city="Dhaka", precision="area")
        series = listed(factories.group(home), attendance="hybrid", venue=venue)
        assert "about here" not in self.get(client, series, address="1")

    def test_the_way_in_is_shown_at_the_door_only(self, client, home):
        fields = {"online_kind": "link", "conference_url": "https://meet.example.org/abc"}
        later = listed(factories.group(home), **fields)
        now = listed(factories.group(home), local_start="19:05", **fields)
        for series in (later, now):
            series.conference_secret = "open sesame"
            series.save()
        assert "meet.example.org" not in self.get(client, later)
        page = self.get(client, now)
        assert "meet.example.org" in page
        assert "sesame" not in page

    def test_those_inside_see_link_and_pass_code(self, client, home):
        series = listed(
            factories.group(home), online_kind="link", conference_url="https://meet.example.org/abc"
        )
        series.conference_secret = "open sesame"
        series.save()
        user = factories.person()
        factories.role(user, series.group)
        client.force_login(user)
        page = self.get(client, series)
        assert "meet.example.org" in page
        assert "open sesame" in page

    @pytest.mark.parametrize("fields", [{}, ELSEWHERE])
    @pytest.mark.parametrize("source", ["", "a-foreign-list"])
    def test_only_of_our_own_rooms_we_say_what_holds_there(self, client, home, fields, source):
        group = factories.group(home, external_source=source, external_id="7" if source else "")
        page = self.get(client, listed(group, **fields))
        ours = not fields and not source
        assert ("It is free." in page) is ours
        assert ("Speak about yourself." in page) is ours

    def test_what_a_group_agreed_stands_on_its_page_wherever_it_meets(self, client, home):
        page = self.get(client, listed(factories.group(home, agreements="Be on time"), **ELSEWHERE))
        assert "Be on time" in page
        assert "Speak about yourself." not in page

    def test_private_notes_and_contacts_never_show(self, client, home):
        group = factories.group(home, notes_private="key holder", contacts_private="01700-000000")
        page = self.get(client, listed(group))
        assert "key holder" not in page
        assert "01700" not in page

    def test_what_has_stopped_leads_to_what_is_close(self, client, home):
        gone = listed(factories.group(home, "Old Circle"), status="closed")
        listed(factories.group(home, "New Circle"))
        page = self.get(client, gone)
        assert "This meeting has stopped. These are close to it." in page
        assert "New Circle" in page

    def test_a_pause_is_said(self, client, home):
        page = self.get(client, listed(factories.group(home), status="paused"))
        assert "This meeting is paused." in page

    def test_by_appointment(self, client, home):
        series = listed(factories.group(home), by_appointment=True, weekdays=0, local_start=None)
        assert "By appointment" in self.get(client, series)

    @pytest.mark.parametrize("visibility", ["members", "private"])
    def test_a_hidden_meeting_does_not_exist_for_a_visitor(self, client, home, visibility):
        series = listed(factories.group(home, visibility=visibility))
        assert client.get(reverse("meeting", args=[series.code])).status_code == 404

    def test_it_costs_the_same_however_many_dates(self, client, home):
        series = listed(factories.group(home))

        def row():
            day = NOW + timedelta(days=1 + series.exceptions.count())
            series.exceptions.create(local_date=day.date(), kind="extra")
            fill([series.pk], now=NOW)

        path = reverse("meeting", args=[series.code])
        client.get(path)
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as one:
            client.get(path)
        row()
        with CaptureQueriesContext(connection) as two:
            client.get(path)
        assert len(one) == len(two)


class TestHome:
    def test_five_lines_what_is_open_and_who_runs_it(self, client, home):
        listed(factories.group(home), local_start="18:30")
        page = text(client.get(reverse("home"), DHAKA))
        for words in ("You are not alone", "Open now", "Evening Circle", "Who runs this", "Jamuna House"):
            assert words in page

    def test_nothing_open_shows_the_next_three(self, client, home):
        for name in ("One", "Two", "Three", "Four"):
            listed(factories.group(home, name), weekdays=4)
        page = text(client.get(reverse("home"), DHAKA))
        assert "Next meetings" in page
        assert page.count("<article") == 3

    def test_a_centre_without_public_groups_is_not_named(self, client, home):
        factories.group(home, visibility="members")
        assert "Jamuna House" not in text(client.get(reverse("home")))

    def test_an_empty_site(self, client):
        assert "No meeting is listed yet." in text(client.get(reverse("home")))


class TestToday:
    @pytest.fixture
    def person(self, client):
        user = factories.person()
        client.force_login(user)
        return user

    def test_a_visitor_signs_in_first(self, client):
        assert client.get(reverse("today")).status_code == 302

    def test_the_first_visit(self, client, home, person):
        listed(factories.group(home, "Evening Circle"))
        page = text(client.get(reverse("today")))
        assert "Pick your first meeting" in page
        assert "Evening Circle" in page

    def test_meetings_of_ones_own_groups_hidden_ones_too(self, client, home, person):
        circle = factories.group(home, "Our Circle", kind="circle", visibility="private")
        factories.role(person, circle)
        listed(circle, local_start="18:30")
        listed(factories.group(home, "Not Mine"))
        page = text(client.get(reverse("today")))
        assert "Our Circle" in page
        assert "Go in" in page
        assert "Not Mine" not in page

    def test_what_one_asked_to_be_reminded_of(self, client, home, person):
        wanted = listed(factories.group(home, "Asked For"))
        unwanted = listed(factories.group(home, "Unwanted"))
        listed(factories.group(home, "Not Mine"))
        reminders.remind_me(actor=person, series=wanted, now=NOW)
        reminders.stop_reminding(actor=person, series=unwanted, now=NOW)
        page = text(client.get(reverse("today")))
        assert "Asked For" in page
        assert "Unwanted" not in page
        assert "Not Mine" not in page
        assert "Pick your first meeting" not in page

    def test_a_meeting_one_may_no_longer_see_is_not_named(self, client, home, person):
        hidden = listed(factories.group(home, "Now Hidden"))
        reminders.remind_me(actor=person, series=hidden, now=NOW)
        hidden.visibility = "members"
        hidden.save()
        fill([hidden.pk], now=NOW)
        assert "Now Hidden" not in text(client.get(reverse("today")))

    def test_nobody_picks_a_first_meeting_twice(self, client, home, person):
        series = listed(factories.group(home), local_start="19:00", end_date=NOW.date())
        person.adult_confirmed_at = NOW
        person.save()
        meeting = meetings.reachable_occurrence(series=series, now=NOW)
        meetings.go_in(actor=person, occurrence=meeting, alias="Quiet Heron", now=NOW)
        page = text(client.get(reverse("today")))
        assert "Pick your first meeting" not in page
        assert "Nothing of yours is planned this week" in page

    def test_a_group_one_left_is_gone(self, client, home, person):
        group = factories.group(home, "Left Behind", visibility="members")
        role = factories.role(person, group)
        role.ended_at = role.started_at
        role.save()
        listed(group)
        assert "Left Behind" not in text(client.get(reverse("today")))

    def test_it_costs_the_same_however_long(self, client, home, person):
        def row():
            group = factories.group(home)
            factories.role(person, group)
            listed(group)

        assert_same_queries(lambda: client.get(reverse("today")), row)
