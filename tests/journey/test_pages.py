"""The pages: what each says, what each costs, and that nothing typed is lost when something cannot be."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from journey.models import CheckIn, CountedDays, Goal, Measure, Sheet, State, Step, Stretch, Supporter, Wave
from tests.html import check_html
from tests.journey import making
from tests.journey.making import NOW, TODAY
from tests.outing.scan import outing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def evening(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def heron():
    return making.person()


@pytest.fixture
def mine(client, heron):
    client.force_login(heron)
    return client


def text(answer, status: int = 200) -> str:
    page = answer.content.decode()
    assert answer.status_code == status, page[:2000]
    assert check_html(page) == []
    return page


def days_said(**fields) -> dict[str, str]:
    return {
        "name": "Evenings",
        "began_on": "2026-11-01",
        "time": "",
        "first_day": "0",
        "pack": "usual",
        "missing": "before",
        "shows_count": "on",
    } | fields


# Each page of a person who has one of everything, and what it asks the database.
COSTS = {
    "/today/": 13,
    "/way/": 6,
    "/way/days/new/": 3,
    "/way/days/{days}/": 5,
    "/way/days/{days}/again/": 6,
    "/way/days/{days}/now/": 6,
    "/way/goals/": 5,
    "/way/goals/{goal}/": 5,
    "/way/tools/": 3,
    "/way/tools/ground/": 3,
    "/way/tools/waves/": 4,
    "/way/tools/around/": 4,
    "/way/tools/around/{supporter}/": 4,
    "/way/tools/weigh/all/": 4,
    "/way/tools/weigh/new/": 3,
    "/way/sheet/{sheet}/": 4,
    "/way/sheet/{sheet}/change/": 4,
    "/way/ten/": 4,
    "/way/ten/answer/": 3,
    "/way/share/": 7,
    "/way/share/new/": 3,
    "/way/share/link/": 3,
    "/way/share/link/{link}/": 5,
    "/way/share/{grant}/as/": 13,
    "/with-me/": 5,
    "/with-me/code/": 3,
    "/with-me/code/{typed}/": 4,
    "/checkin/": 4,
    "/checkin/help/": 3,
    "/checkin/all/": 4,
    "/me/log/": 4,
}


def test_what_each_page_costs_and_that_its_address_and_title_tell_nothing(mine, heron):
    (link, _own), (_link, typed) = making.ally_link(heron), making.ally_link(making.person("Lamp"))
    codes = {
        "link": link.code,
        "typed": typed,
        "days": making.filled(heron).code,
        "grant": making.shared(heron, making.person("Kite")).code,
    }
    for name, model in {"goal": Goal, "sheet": Sheet, "supporter": Supporter}.items():
        codes[name] = model.objects.filter(user=heron).first().code
    mine.get("/way/")
    found = {}
    for address in COSTS:
        with CaptureQueriesContext(connection) as queries:
            page = text(mine.get(address.format(**codes)))
        found[address] = len(queries)
        title = page.partition("<title>")[2].partition("</title>")[0]
        assert outing(f"{address} {title}") == [], address
    assert found == COSTS


class TestToday:
    def test_nothing_of_days_unless_chosen(self, mine, heron):
        making.counted(heron, TODAY - timedelta(days=30), name="Evenings")
        page = text(mine.get("/today/"))
        assert "How is today?" in page
        assert "Evenings" not in page
        assert "30 days" not in page

    def test_the_next_one_where_the_person_said_so(self, mine, heron):
        making.counted(heron, TODAY - timedelta(days=20), name="Evenings", on_today=True)
        assert "Next: 30 days" in text(mine.get("/today/"))

    def test_the_day_itself(self, mine, heron):
        making.counted(heron, TODAY - timedelta(days=30), on_today=True)
        assert "Today: <b>30 days</b>." in text(mine.get("/today/"))

    def test_none_to_mark_is_nothing_to_show(self, mine, heron):
        making.counted(heron, name="Evenings", pack="none", on_today=True)
        assert "Evenings" not in text(mine.get("/today/"))

    def test_a_guest_keeps_nothing(self, client):
        client.force_login(making.person(is_guest=True, guest_until=NOW + timedelta(hours=1)))
        assert "How is today?" not in text(client.get("/today/"))
        assert not CheckIn.objects.exists()
        client.post("/checkin/", {"mood": "3"})
        assert not CheckIn.objects.exists()


class TestCheckIn:
    def test_nothing_is_chosen_beforehand_and_skip_is_there(self, mine):
        page = text(mine.get("/checkin/"))
        assert " checked" not in page
        assert "Skip for today" in page

    def test_a_good_day_leads_to_ones_own_lines(self, mine, heron):
        answer = mine.post("/checkin/", {"mood": "4", "craving": "0", "line": "Tea with a friend"})
        assert answer.headers["Location"] == "/checkin/all/"
        page = text(mine.get("/checkin/all/"))
        assert "Tea with a friend" in page
        assert 'class="plot"' in page

    @pytest.mark.parametrize("said", [{"mood": "1"}, {"mood": "3", "craving": "7"}])
    def test_a_hard_answer_is_kept_and_help_comes_first(self, mine, said):
        answer = mine.post("/checkin/", said | {"line": "Long night"})
        assert answer.headers["Location"] == "/checkin/help/"
        page = text(mine.get("/checkin/help/"))
        assert reverse("help") + "#talk" in page
        assert "plot" not in page
        assert CheckIn.objects.get().line == "Long night"

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({}, "Answer one of these, or skip"),
            ({"mood": "9", "line": "Kept words"}, "Select a valid choice"),
            ({"craving": "11", "line": "Kept words"}, "Select a valid choice"),
            ({"craving": "-1", "line": "Kept words"}, "Select a valid choice"),
            ({"mood": "good", "line": "Kept words"}, "Select a valid choice"),
            ({"line": "Kept words" * 40}, "at most 280 characters"),
        ],
    )
    def test_nonsense_is_refused_and_nothing_is_lost(self, mine, said, words):
        page = text(mine.post("/checkin/", said or {"line": " "}), 422)
        assert words in page
        assert said.get("line", "") in page
        assert not CheckIn.objects.exists()

    def test_the_second_of_a_day_begins_with_the_first(self, mine):
        mine.post("/checkin/", {"mood": "2", "line": "Morning"})
        page = text(mine.get("/checkin/"))
        assert page.count(" checked") == 1
        assert 'value="Morning"' in page

    def test_taken_away(self, mine, heron):
        making.filled(heron)
        for day in ("nonsense", "2026-02-31", "2020-01-01", ""):
            assert mine.post("/checkin/remove/", {"day": day}).status_code == 404
        mine.post("/checkin/remove/", {"day": TODAY.isoformat()})
        assert not CheckIn.objects.exists()


class TestDays:
    def test_counted_from_a_form(self, mine, heron):
        mine.post("/way/days/new/", days_said(time="22:00", first_day="1", on_today="on"))
        counted = CountedDays.objects.get(user=heron)
        assert (counted.first_day, counted.on_today) == (1, True)
        assert Stretch.objects.get().began_at.isoformat() == "2026-11-01T16:00:00+00:00"
        page = text(mine.get("/way/"))
        assert '<span class="big">22</span> days' in page
        assert 'value="22:00"' in text(mine.get(f"/way/days/{counted.code}/"))

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"began_on": "2026-11-23"}, "still to come"),
            ({"began_on": "1899-01-01"}, "Check the year"),
            ({"began_on": "2026-02-30"}, "Write a day, such as"),
            ({"began_on": "someday"}, "Write a day, such as"),
            ({"began_on": "2026-11-22", "time": "19:01"}, "Choose an earlier time"),
            ({"time": "25:00"}, "Write a time, such as"),
            ({"first_day": "2"}, "Select a valid choice"),
            ({"pack": "weekly"}, "Select a valid choice"),
        ],
    )
    def test_what_cannot_be_is_said_and_nothing_is_lost(self, mine, fields, words):
        page = text(mine.post("/way/days/new/", days_said(name="Kept word") | fields), 422)
        assert words in page
        assert 'value="Kept word"' in page
        assert not CountedDays.objects.exists()

    def test_digits_of_any_script(self, mine):
        mine.post("/way/days/new/", days_said(began_on="۲۰۲۶-۱۱-۰۱"))
        assert Stretch.objects.get().began_on.isoformat() == "2026-11-01"

    def test_hidden_it_shows_no_number(self, mine, heron):
        making.counted(heron, TODAY - timedelta(days=77), shows_count=False)
        page = text(mine.get("/way/"))
        assert "The number is hidden." in page
        assert "77" not in page

    def test_beginning_again_asks_and_gives_one_step(self, mine, heron):
        counted = making.counted(heron, TODAY - timedelta(days=40))
        making.shared(heron, making.person("Paper Boat"), "journey.days")
        page = text(mine.get(f"/way/days/{counted.code}/again/"))
        assert "Paper Boat" in page
        assert " checked" not in page
        said = {"used_on": "2026-11-20", "again_on": "2026-11-21", "step": "call"}
        answer = mine.post(f"/way/days/{counted.code}/again/", said)
        page = text(mine.get(answer.headers["Location"]))
        assert "<b>39 days</b> in all." in page
        assert "Call or write to one person" in page

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"used_on": "2026-11-23"}, "still to come"),
            ({"used_on": "2026-01-01"}, "not among the days"),
            ({"used_on": "2026-11-20", "again_on": "2026-11-19"}, "this day or a later one"),
            ({"used_on": "", "own_step": "x"}, "This field is required"),
            ({"used_on": "2026-11-20", "told": "A" * 22}, "Select a valid choice"),
        ],
    )
    def test_a_day_that_cannot_be(self, mine, heron, said, words):
        counted = making.counted(heron, TODAY - timedelta(days=40))
        making.shared(heron, making.person("Paper Boat"), "journey.days")
        page = text(mine.post(f"/way/days/{counted.code}/again/", said | {"own_step": "Kept step"}), 422)
        assert words in page
        assert "Kept step" in page
        assert Stretch.objects.count() == 1

    def test_no_page_speaks_of_failing(self, mine, heron):
        counted = making.counted(heron, TODAY - timedelta(days=40))
        for path in ("again", "now"):
            page = text(mine.get(f"/way/days/{counted.code}/{path}/")).lower()
            for word in (
                "relapse",
                "fail",
                "slip",
                "lost",
                "broke",
                "note--brick",
                "card--stop",
                "btn--stop",
            ):
                assert word not in page.partition("<main")[2].partition("</main>")[0], word


class TestGoals:
    def test_from_a_goal_to_a_step_that_is_done(self, mine, heron):
        mine.post("/way/goals/", {"words": "Walk", "until_on": "2026-12-01"})
        goal = Goal.objects.get()
        mine.post(f"/way/goals/{goal.code}/step/", {"new-words": "Shoes"})
        step = Step.objects.get()
        for state in ("won", "done"):
            mine.post(f"/way/goals/{goal.code}/step/set/", {"step": step.pk, "state": state})
        step.refresh_from_db()
        assert step.state == State.DONE
        page = text(mine.get(f"/way/goals/{goal.code}/"))
        assert "Shoes" in page

    def test_an_old_day_may_stay_when_the_words_change(self, mine, heron):
        goal = Goal.objects.create(user=heron, words="Walk", until_on=TODAY - timedelta(days=9))
        said = {"words": "Walk far", "until_on": "2026-11-13", "state": "changed"}
        assert mine.post(f"/way/goals/{goal.code}/", said).status_code == 302
        page = text(mine.post(f"/way/goals/{goal.code}/", said | {"until_on": "2026-11-12"}), 422)
        assert "This day is over" in page

    def test_steps_of_others_are_not_there(self, mine, heron):
        making.filled(making.person("Slow River"))
        goal, step = Goal.objects.create(user=heron, words="Walk"), Step.objects.get()
        for number in (step.pk, "x", "", "9" * 30):
            path = f"/way/goals/{goal.code}/step/set/"
            assert mine.post(path, {"step": number, "state": "done"}).status_code == 404

    def test_an_empty_step_comes_back_with_its_reason(self, mine, heron):
        goal = Goal.objects.create(user=heron, words="Walk")
        assert "This field is required" in text(
            mine.post(f"/way/goals/{goal.code}/step/", {"new-words": ""}), 422
        )


class TestTools:
    def test_a_wave_is_written_down_and_can_be_printed(self, mine):
        mine.post("/way/tools/waves/", {"strength": "8", "after": "3", "around": "Bus stop"})
        page = text(mine.get("/way/tools/waves/"))
        assert "Bus stop" in page
        assert "data-print" in page
        mine.post("/way/tools/waves/remove/", {"wave": Wave.objects.get().code})
        assert not Wave.objects.exists()

    @pytest.mark.parametrize("strength", ["", "11", "-1", "strong"])
    def test_a_strength_that_is_none(self, mine, strength):
        page = text(mine.post("/way/tools/waves/", {"strength": strength, "around": "Kept place"}), 422)
        assert "Kept place" in page
        assert not Wave.objects.exists()

    def test_a_plan_is_never_written_over(self, mine, heron):
        mine.post("/way/tools/plan/new/", {"signs": "Tired", "why": "My son"})
        sheet = Sheet.objects.get()
        answer = mine.post("/way/tools/plan/new/", {"signs": "Something else"})
        assert answer.headers["Location"] == f"/way/sheet/{sheet.code}/change/"
        page = text(mine.get(f"/way/sheet/{sheet.code}/"))
        assert "Tired" in page
        assert "data-print" in page

    def test_an_empty_sheet_and_an_unknown_kind(self, mine):
        assert "Write something" in text(mine.post("/way/tools/weigh/new/", {"keep_good": " "}), 422)
        for path in ("/way/tools/secret/new/", "/way/tools/secret/all/"):
            assert mine.get(path).status_code == 404

    def test_people_in_their_rings(self, mine):
        mine.post("/way/tools/around/", {"name": "Aunt", "ring": "1", "reach": "The blue door"})
        supporter = Supporter.objects.get()
        mine.post(f"/way/tools/around/{supporter.code}/", {"name": "My aunt", "ring": "3"})
        page = text(mine.get("/way/tools/around/"))
        assert "My aunt" in page
        assert "The blue door" not in page
        assert "This field is required" in text(mine.post("/way/tools/around/", {"ring": "1"}), 422)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/way/tools/waves/remove/", "wave"),
        ("/way/ten/remove/", "measure"),
        ("/way/share/end/", "grant"),
        ("/checkin/remove/", "day"),
    ],
)
@pytest.mark.parametrize("value", ["", "\x00", "x" * 5000, "' OR 1=1 --"])
def test_nonsense_finds_nothing(mine, path, field, value):
    assert mine.post(path, {field: value}).status_code == 404


class TestTen:
    ANSWERS = {f"q{number}": "5" for number in range(1, 11)}

    def test_a_sum_and_no_verdict(self, mine, heron):
        Measure.objects.create(
            user=heron, taken_on=TODAY - timedelta(days=60), answers=[2] * 10, total=20, language="en"
        )
        assert mine.post("/way/ten/answer/", self.ANSWERS).headers["Location"] == "/way/ten/"
        page = text(mine.get("/way/ten/"))
        assert ">50<" in page
        assert "It says nothing about you." in page
        shown = page.partition("<main")[2].lower()
        for word in ("low", "moderate", "high", "better", "worse", "risk"):
            assert f" {word} " not in shown

    def test_all_ten_or_none_and_nothing_is_lost(self, mine):
        page = text(mine.post("/way/ten/answer/", self.ANSWERS | {"q7": ""}), 422)
        assert "Please answer all ten" in page
        assert page.count(" checked") == 9
        for wrong in ("0", "7", "x"):
            assert mine.post("/way/ten/answer/", self.ANSWERS | {"q7": wrong}).status_code == 422
        assert not Measure.objects.exists()

    def test_other_languages_are_marked_as_not_tested(self, mine, heron):
        words = "This translation has not been tested. Your sums here cannot be compared with English ones."
        assert words not in text(mine.get("/way/ten/answer/"))
        heron.language = "ur"
        heron.save()
        page = text(mine.get("/way/ten/answer/"))
        with translation.override("ur"):
            own = str(translation.gettext(words))
        assert own in page
        assert own != words
        mine.post("/way/ten/answer/", self.ANSWERS)
        assert Measure.objects.get().language == "ur"
