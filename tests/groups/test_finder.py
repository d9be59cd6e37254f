"""The list of meetings: what it finds, in which order, and what it says when it finds nothing."""

import zoneinfo
from datetime import timedelta

import pytest

from groups import facets, finder, listing
from groups.finder import ANY, NOW, TODAY, TOMORROW, WEEK, Search
from groups.models import Language, MeetingSeries, MeetingType, Pathway, Venue
from groups.services.index import index_series
from groups.services.occurrences import fill
from tests.groups import factories
from tests.groups.factories import NOW as MONDAY  # 19:00 in Dhaka

pytestmark = pytest.mark.django_db
DHAKA = zoneinfo.ZoneInfo("Asia/Dhaka")


@pytest.fixture
def home():
    return factories.centre()


def listed(of, *, languages=(), types=(), **fields) -> MeetingSeries:
    series = factories.series(of, **fields)
    series.languages.set(Language.objects.filter(code__in=languages))
    series.types.set(types)
    index_series([series.pk])
    fill([series.pk], now=MONDAY)
    return series


def found(*, zone=DHAKA, now=MONDAY, page=1, **fields) -> list[str]:
    answer = listing.answer(Search(**fields), now, zone, page)
    return [card.series.title for section in answer.sections for card in section.cards]


class TestWhen:
    @pytest.fixture(autouse=True)
    def meetings(self, home):
        group = factories.group(home)
        for name, fields in {
            "over": {"local_start": "17:30"},
            "running": {"local_start": "18:30"},
            "all day": {"local_start": "00:00", "duration_minutes": 1440},
            "soon": {"local_start": "20:30"},
            "late": {"local_start": "23:30"},
            "tuesday": {"local_start": "00:05", "weekdays": 2},
            "sunday": {"local_start": "09:00", "weekdays": 64},
            "in five weeks": {"local_start": "09:00", "weekdays": 8, "start_date": "2026-12-31"},
        }.items():
            listed(group, name=name, **fields)

    def test_now_is_open_now_and_the_next_two_hours(self):
        assert found(when=NOW) == ["all day", "running", "soon"]

    def test_today_ends_at_midnight_where_the_viewer_is(self):
        assert found(when=TODAY) == ["all day", "running", "soon", "late"]
        karachi = zoneinfo.ZoneInfo("Asia/Karachi")
        assert found(when=TODAY, zone=karachi) == ["all day", "running", "soon", "late", "tuesday"]

    def test_tomorrow(self):
        assert found(when=TOMORROW) == ["tuesday"]

    def test_this_week(self):
        assert found(when=WEEK)[-1] == "sunday"
        assert "in five weeks" not in found(when=WEEK)

    def test_any_day_reaches_the_horizon(self):
        assert "in five weeks" in found(when=ANY, page=2) + found(when=ANY) + found(when=ANY, page=3)

    def test_five_past_midnight_is_found_the_evening_before(self):
        assert found(when=NOW, now=MONDAY + timedelta(hours=4, minutes=30))[-1] == "tuesday"


class TestWhat:
    @pytest.fixture
    def group(self, home):
        return factories.group(home)

    def test_a_language_of_several(self, group):
        listed(group, name="both", languages=["hi", "pa"])
        listed(group, name="bengali", languages=["bn"])
        punjabi = frozenset([facets.LANGUAGE + Language.objects.get(code="pa").pk])
        assert set(found(wanted=(punjabi,))) == {"both"}

    def test_all_filters_hold_at_once(self, group):
        listed(group, name="women online", for_women=True)
        listed(group, name="women there", for_women=True, attendance="in_person")
        listed(group, name="all online")
        women, online = frozenset([facets.FLAGS["for_women"]]), frozenset([facets.ONLINE])
        assert set(found(wanted=(women, online))) == {"women online"}

    def test_hybrid_is_online_and_in_person(self, group):
        listed(group, name="both ways", attendance="hybrid")
        for how in facets.HOW:
            expected = set() if how == "phone" else {"both ways"}
            assert set(found(wanted=(frozenset([facets.HOW[how]]),))) == expected

    def test_a_path(self, home):
        path = Pathway.objects.get(code="tools")
        listed(factories.group(home, pathway=path), name="tools")
        listed(factories.group(home), name="plain")
        assert set(found(wanted=(frozenset([facets.PATHWAY + path.pk]),))) == {"tools"}

    def test_one_meaning_of_two_programmes_is_one_filter(self, group):
        speakers = MeetingType.objects.filter(slug="speaker")
        for number, kind in enumerate(speakers):
            listed(group, name=f"speaker {number}", types=[kind])
        wanted = frozenset(facets.of_rows(facets.TYPE, speakers.values_list("pk", flat=True)))
        assert len(set(found(wanted=(wanted,)))) == len(speakers) > 1

    def test_for_family(self, home):
        listed(factories.group(home, kind="family"), name="family")
        listed(factories.group(home), name="other")
        assert set(found(wanted=(frozenset([facets.FAMILY]),))) == {"family"}


class TestWords:
    @pytest.mark.parametrize(
        ("name", "asked"),
        [
            ("Evening Circle", "evening"),
            ("Evening Circle", "CIRC even"),
            ("Women’s Circle", "women's circle"),
            ("São Paulo", "sao"),
            ("ঢাকা সন্ধ্যা", "সন্ধ্যা"),
            ("شام کی محفل", "محفل"),
            ("ਸ਼ਾਮ ਦੀ ਸਭਾ", "ਸ਼ਾਮ"),
            ("हिन्दी सभा", "सभा"),
            ("Room 24/7", "24 7"),
            ("नि‍श्चय", "निश्चय"),
        ],
    )
    def test_words_of_every_script(self, home, name, asked):
        listed(factories.group(home, name), name="")
        listed(factories.group(home, "Quite another"))
        assert set(found(words=asked)) == {name}

    def test_every_word_must_be_there(self, home):
        listed(factories.group(home, "Evening Circle"))
        for loose in (False, True):
            assert finder.find(Search(words="evening square", loose=loose), MONDAY, DHAKA) == []

    def test_only_the_last_word_may_be_begun_at_first(self, home):
        listed(factories.group(home, "Evening Circle"))
        assert finder.find(Search(words="evening circ"), MONDAY, DHAKA)
        assert finder.find(Search(words="even circle"), MONDAY, DHAKA) == []
        assert finder.find(Search(words="even circle", loose=True), MONDAY, DHAKA)

    def test_long_meetings_are_found_by_one_word_and_by_several(self, home):
        listed(factories.group(home, "Open Door"), local_start="00:00", duration_minutes=1440, weekdays=127)
        assert found(words="door", when=NOW) == found(words="open door", when=NOW) == ["Open Door"]

    def test_two_of_one_name_are_both_found(self, home):
        """BMLT once dropped one of two meetings that shared a name and an address."""
        first, second = (
            listed(factories.group(home, "Same Name"), code=code) for code in ("aaaaaaaa", "bbbbbbbb")
        )
        keys = finder.find(Search(words="same name"), MONDAY, DHAKA)
        assert {row.series for row in finder.rows(keys)} == {first, second}

    def test_a_town_and_a_format(self, home):
        venue = Venue.objects.create(centre=home, name="Hall", area="Mirpur", city="Dhaka", address="Road 5")
        kind = MeetingType.objects.get(programme__code="own", code="meditation")
        listed(factories.group(home), venue=venue, types=[kind])
        assert found(words="mirpur meditation")
        assert finder.find(Search(words="road"), MONDAY, DHAKA) == [], "the address is not searched"

    @pytest.mark.parametrize("asked", ["'", "\\", "a & ! (", "' | x", ":*", "<->", "‌", "%", "a\x00b"])
    def test_no_question_breaks_it(self, home, asked):
        listed(factories.group(home))
        finder.find(Search(words=asked), MONDAY, DHAKA)
        listing.answer(Search(words=asked), MONDAY, DHAKA)

    def test_a_misspelt_name_is_found_only_when_nothing_else_is(self, home):
        listed(factories.group(home, "Serenity Corner"))
        page = listing.answer(Search(words="serinity"), MONDAY, DHAKA)
        assert page.spelt_almost
        assert page.sections[0].cards[0].series.title == "Serenity Corner"
        listed(factories.group(home, "Serinity"))
        page = listing.answer(Search(words="serinity"), MONDAY, DHAKA)
        titles = {card.series.title for section in page.sections for card in section.cards}
        assert (titles, page.spelt_almost) == ({"Serinity"}, False)


class TestWhoIsListed:
    @pytest.mark.parametrize("visibility", ["members", "private"])
    def test_only_public_meetings(self, home, visibility):
        listed(factories.group(home, visibility=visibility))
        listed(factories.group(home), visibility=visibility)
        assert found(when=ANY) == []

    def test_a_cancelled_date_is_not_listed(self, home):
        series = listed(factories.group(home))
        series.exceptions.create(local_date=MONDAY.date(), kind="cancelled")
        fill([series.pk], now=MONDAY)
        assert found(when=TODAY) == []


def test_headings(home):
    group = factories.group(home)
    listed(group, name="running", local_start="18:30")
    listed(group, name="later")
    listed(group, name="tomorrow", weekdays=2)
    listed(group, name="wednesday", weekdays=4)
    page = listing.answer(Search(), MONDAY, DHAKA)
    assert [(s.title, s.date) for s in page.sections[:4]] == [
        ("Open now", ""),
        ("Later today", "Monday 23 November"),
        ("Tomorrow", "Tuesday 24 November"),
        ("Wednesday 25 November", ""),
    ]


def test_a_card_says_the_hour_of_the_meeting_where_clocks_differ(home):
    listed(factories.group(home))
    [card] = listing.answer(Search(when=TODAY), MONDAY, zoneinfo.ZoneInfo("Asia/Kolkata")).sections[0].cards
    assert (card.other_zone, card.clock_there) == ("Asia/Dhaka", "evening 8:00")
    [card] = listing.answer(Search(when=TODAY), MONDAY, DHAKA).sections[0].cards
    assert card.other_zone == ""


def test_pages_hold_every_meeting_once(home):
    group = factories.group(home)
    for number in range(60):
        listed(group, name=f"m{number}", local_start=f"{number % 4 + 20}:00")
    pages = [found(when=TODAY, page=page) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [25, 25, 10, 0]
    assert len({title for page in pages for title in page}) == 60


def test_nothing_found_leads_to_the_nearest_in_time(home):
    listed(factories.group(home, "Evening Circle"))
    page = listing.answer(Search(words="zzzz"), MONDAY, DHAKA)
    assert page.is_empty
    assert page.nearest[0].series.title == "Evening Circle"
    assert len(page.nearest) == listing.NEAREST
