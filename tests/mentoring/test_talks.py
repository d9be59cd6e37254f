"""The next talk: each reads it on their own clock, both say yes, and reminders follow what is true."""

import contextlib
from datetime import UTC, date, datetime, time, timedelta

import pytest

from mentoring.models import Pair, Talk
from mentoring.services import endings, looks, talk_reminders, talks, walks
from notifications.models import Delivery, Notice, Preference
from notifications.services import choices, claims
from notifications.wording import line, line_inside
from recovery_network.common.errors import DomainError, NotAllowed
from tests.html import check_html
from tests.mentoring import people
from tests.mentoring.test_walks import begun, step_back, walking
from tests.racing import in_threads

DAY, EVENING = date(2026, 11, 20), time(19, 30)


def suggest(person, pair, now, day=DAY, wall=EVENING, way="here"):
    return talks.suggest(actor=person, pair=pair, day=day, wall=wall, way=way, now=now)


def agreed(pair, now, **when):
    talk = suggest(pair.mentee, pair, now, **when)
    return talks.say_yes(actor=pair.guide, talk=talk, now=now)


def waiting(person, kind="talk_reminder", channel="in_app"):
    open_ones = Delivery.objects.open().filter(recipient=person, kind=f"mentoring.{kind}", channel=channel)
    return list(open_ones.order_by("due_at"))


def far_apart(centre, now):
    """The one who asks lives in New York, the mentor in Dhaka."""
    asked = people.request(centre, now, user=people.person(centre, time_zone="America/New_York"))
    return walking(centre, now, request=asked)


# --- Whose clock ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "wall", "moment"),
    [
        # New York puts its clocks back on 1 November 2026 at two, and forward on 14 March 2027.
        (date(2026, 10, 31), time(20, 0), datetime(2026, 11, 1, 0, 0, tzinfo=UTC)),
        (date(2026, 11, 1), time(1, 30), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        (date(2026, 11, 1), time(20, 0), datetime(2026, 11, 2, 1, 0, tzinfo=UTC)),
        (date(2027, 3, 14), time(20, 0), datetime(2027, 3, 15, 0, 0, tzinfo=UTC)),
    ],
)
def test_a_time_is_what_the_own_clock_shows(day, wall, moment):
    assert talks.moment(day, wall, "America/New_York") == moment


def test_a_time_that_the_clocks_skip_is_asked_again():
    with pytest.raises(DomainError, match="Clocks go forward"):
        talks.moment(date(2027, 3, 14), time(2, 30), "America/New_York")


def test_each_reads_it_on_their_own_clock(centre, now):
    pair = far_apart(centre, now)
    talk = suggest(pair.mentee, pair, now, wall=time(20, 0))
    assert talk.starts_at == datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
    talks.say_yes(actor=pair.guide, talk=talk, now=now)
    told = Notice.objects.get(recipient=pair.guide, kind="mentoring.talk_suggested")
    assert "Sat 21 November, morning 7:00" in line_inside(told, pair.guide, now)
    told = Notice.objects.get(recipient=pair.mentee, kind="mentoring.talk_agreed")
    assert "Fri 20 November, evening 8:00" in line_inside(told, pair.mentee, now)
    assert "8:00" not in line(told, pair.mentee, now)


def test_the_page_shows_ones_own_clock_and_never_the_others_place(centre, now, client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    pair = far_apart(centre, now)
    client.force_login(pair.mentee)
    at = f"/people/p/{pair.code}/"
    sent = {"day": "2026-11-20", "wall": "20:00", "way": "here"}
    assert client.post(f"{at}talk/", sent)["Location"] == at
    client.force_login(pair.guide)
    page = client.get(at).content.decode()
    assert check_html(page) == []
    assert "morning 7:00" in page
    assert "New York" not in page
    talk = Talk.objects.get()
    client.post(f"{at}talk/answer/", {"do": "yes", "talk": talk.code})
    client.force_login(pair.mentee)
    page = client.get(at).content.decode()
    assert "evening 8:00" in page
    assert "Bangladesh" not in page
    client.post(f"{at}talk/answer/", {"do": "off", "talk": talk.code})
    assert "Nothing is planned" in client.get(at).content.decode()


# --- What can be suggested --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ({"day": date(2026, 11, 18), "wall": time(14, 59)}, "This time is over"),
        ({"day": date(2027, 1, 18)}, "within the next two months"),
        ({"way": "phone"}, "does not name this way"),
        ({"way": "pigeon"}, "does not name this way"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(centre, now, when, words):
    pair = walking(centre, now)
    with pytest.raises(DomainError, match=words):
        suggest(pair.mentee, pair, now, **when)
    assert not Talk.objects.exists()


def test_not_after_their_time_together(centre, now):
    pair = walking(centre, now)
    Pair.objects.filter(pk=pair.pk).update(until_on=DAY)
    suggest(pair.mentee, pair, now, day=DAY)
    with pytest.raises(DomainError, match="ends before that"):
        suggest(pair.mentee, pair, now, day=DAY + timedelta(days=1))


def test_the_ways_are_those_of_the_agreement(centre, now):
    pair = walking(centre, now)
    assert talks.ways_of(pair) == ["here"]
    words = {"rhythm": "weekly", "ways": ["phone"], "limits": ""}
    changed = walks.write_agreement(actor=pair.guide, pair=pair, now=now, **words)
    assert talks.ways_of(pair) == ["here"]
    for person in pair.two():
        walks.agree(
            actor=person, pair=pair, number=changed.number, text_version=changed.text_version, now=now
        )
    assert talks.ways_of(pair) == ["here", "phone"]
    assert suggest(pair.mentee, pair, now, way="phone").way == "phone"


def test_nobody_is_told_all_day_long(centre, now):
    pair = walking(centre, now)
    for hour in range(talks.SUGGESTIONS):
        suggest(pair.mentee, pair, now, wall=time(10 + hour))
    with pytest.raises(DomainError, match="wait for an answer"):
        suggest(pair.mentee, pair, now)
    suggest(pair.guide, pair, now)
    assert suggest(pair.mentee, pair, now + timedelta(days=1, minutes=1)).state == "proposed"


def test_a_form_that_was_not_right_keeps_what_was_typed(centre, now, client):
    pair = walking(centre, now)
    client.force_login(pair.mentee)
    page = client.post(f"/people/p/{pair.code}/talk/", {"day": "2020-01-01", "wall": "۱۹:۳۰", "way": "here"})
    assert page.status_code == 422
    assert "This time is over" in page.content.decode()
    assert 'value="2020-01-01"' in page.content.decode()


# --- Yes, another time, not then ---------------------------------------------------------------------


def test_nobody_says_yes_to_their_own(centre, now):
    pair = walking(centre, now)
    talk = suggest(pair.mentee, pair, now)
    with pytest.raises(NotAllowed):
        talks.say_yes(actor=pair.mentee, talk=talk, now=now)


def test_another_suggestion_stands_in_its_place(centre, now):
    pair = walking(centre, now)
    first = suggest(pair.mentee, pair, now)
    second = suggest(pair.guide, pair, now, wall=time(21, 0))
    with pytest.raises(DomainError, match="something newer"):
        talks.say_yes(actor=pair.guide, talk=first, now=now)
    for _twice in range(2):
        assert talks.say_yes(actor=pair.mentee, talk=second, now=now).state == "agreed"
    assert Notice.objects.filter(recipient=pair.guide, kind="mentoring.talk_agreed").count() == 1


def test_yes_to_a_time_that_has_come_is_too_late(centre, now):
    pair = walking(centre, now)
    talk = suggest(pair.mentee, pair, now)
    with pytest.raises(DomainError, match="This time is over"):
        talks.say_yes(actor=pair.guide, talk=talk, now=talk.starts_at)


def test_not_then_is_told_and_taking_back_is_not(centre, now):
    pair = walking(centre, now)
    talks.call_off(actor=pair.guide, talk=suggest(pair.mentee, pair, now), now=now)
    assert Notice.objects.filter(recipient=pair.mentee, kind="mentoring.talk_not_then").count() == 1
    before = Notice.objects.count()
    own = suggest(pair.mentee, pair, now)
    for _twice in range(2):
        talks.call_off(actor=pair.mentee, talk=own, now=now)
    assert Notice.objects.count() == before + 1  # that it was suggested
    assert not Delivery.objects.filter(kind="mentoring.talk_off").exists()


# --- Reminders --------------------------------------------------------------------------------------


def test_each_is_reminded_as_they_chose(centre, now):
    pair = walking(centre, now)
    Preference.objects.create(user=pair.guide, default_leads=[10, 180], changed_at=now)
    Preference.objects.create(user=pair.mentee, default_leads=[], changed_at=now)
    talk = agreed(pair, now)
    assert [talk.starts_at - each.due_at for each in waiting(pair.guide)] == [
        timedelta(minutes=180),
        timedelta(minutes=10),
    ]
    assert waiting(pair.mentee) == []
    assert {each.expires_at for each in waiting(pair.guide)} == {talk.starts_at + timedelta(minutes=10)}


def test_a_choice_counts_for_what_is_planned(centre, now):
    pair = walking(centre, now)
    talk = agreed(pair, now)
    usual = {"safe_contact": "fine", "quiet_from": None, "quiet_to": None, "now": now}
    choices.choose(actor=pair.guide, leads=[30], **usual)
    assert [talk.starts_at - each.due_at for each in waiting(pair.guide)] == [timedelta(minutes=30)]
    assert [talk.starts_at - each.due_at for each in waiting(pair.mentee)] == [timedelta(hours=1)]
    choices.choose(actor=pair.guide, leads=[], **usual)
    assert waiting(pair.guide) == []


def test_a_talk_that_begins_soon_reminds_of_nothing_that_is_over(centre, now):
    pair = walking(centre, now)
    talk = agreed(pair, now, day=date(2026, 11, 18), wall=time(15, 40))
    assert waiting(pair.guide) == []
    assert talk.starts_at - now == timedelta(minutes=40)


def test_a_reminder_arrives_once_and_never_too_late(centre, now):
    pair = walking(centre, now)
    talk = agreed(pair, now)
    for _twice in range(2):
        claims.in_app(talk.starts_at - timedelta(minutes=59))
    for person in pair.two():
        assert Notice.objects.filter(recipient=person, kind="mentoring.talk_reminder").count() == 1
    late = agreed(pair, talk.starts_at, day=date(2026, 11, 22))
    claims.in_app(late.starts_at + timedelta(minutes=11))
    assert Notice.objects.filter(kind="mentoring.talk_reminder").count() == 2


def test_mail_waits_through_quiet_hours_and_goes_no_more_when_the_talk_is_over(centre, now):
    pair = walking(centre, now)
    pair.guide.email = "guide@example.org"
    pair.guide.save(update_fields=["email"])
    Preference.objects.create(user=pair.guide, quiet_from=time(18, 0), quiet_to=time(20, 0), changed_at=now)
    talk = agreed(pair, now)
    claimed = claims.claim("a sender", talk.starts_at - timedelta(hours=1), 500, timedelta(minutes=3))
    assert [each.kind for each in claimed.parcels if each.kind == "mentoring.talk_reminder"] == []
    mail = Delivery.objects.get(recipient=pair.guide, kind="mentoring.talk_reminder", channel="email")
    # Quiet until 20:00, the talk is at 19:30: it would come too late.
    assert (mail.state, mail.reason) == ("expired", "quiet")


def test_a_new_time_takes_back_the_old_reminders_in_the_same_moment(centre, now):
    pair = walking(centre, now)
    first = agreed(pair, now)
    moved = suggest(pair.guide, pair, now, day=date(2026, 11, 23))
    assert [each.due_at for each in waiting(pair.guide)] == [first.starts_at - timedelta(hours=1)]
    talks.say_yes(actor=pair.mentee, talk=moved, now=now)
    for person in pair.two():
        assert [each.due_at for each in waiting(person)] == [moved.starts_at - timedelta(hours=1)]
    assert [each.params["starts"] for each in waiting(pair.guide, "talk_moved")] == [
        int(moved.starts_at.timestamp())
    ]
    assert waiting(pair.mentee, "talk_moved") == []
    assert Talk.objects.filter(state="agreed").get() == moved


def test_calling_off_tells_the_other_and_reminds_nobody(centre, now):
    pair = walking(centre, now)
    talk = agreed(pair, now)
    moved = suggest(pair.guide, pair, now, day=date(2026, 11, 23))
    talks.say_yes(actor=pair.mentee, talk=moved, now=now)
    for _twice in range(2):
        talks.call_off(actor=pair.mentee, talk=moved, now=now)
    assert [waiting(person) for person in pair.two()] == [[], []]
    # News that has not left yet gives way to newer news.
    assert (len(waiting(pair.guide, "talk_off")), waiting(pair.guide, "talk_moved")) == (1, [])
    assert waiting(pair.mentee, "talk_off") == []
    assert talk.pk != moved.pk


def test_after_its_time_a_talk_is_called_off_without_a_word(centre, now):
    pair = walking(centre, now)
    talk = agreed(pair, now)
    talks.call_off(actor=pair.mentee, talk=talk, now=talk.starts_at + timedelta(minutes=5))
    assert waiting(pair.guide, "talk_off") == []


@pytest.mark.parametrize("how", ["pause", "staff", "end", "left"])
def test_a_rest_and_an_end_leave_nothing_planned(centre, coordinator, now, how):
    pair = walking(centre, now)
    agreed(pair, now)
    open_one = suggest(pair.guide, pair, now, wall=time(21, 0))
    if how == "pause":
        walks.pause(actor=pair.mentee, pair=pair, now=now)
    elif how == "staff":
        looks.pause_by_staff(actor=coordinator, pair=pair, now=now)
    elif how == "end":
        step_back(pair.mentee, pair, now)
    else:
        endings.person_leaves(user=pair.guide, now=now)
    assert not Talk.objects.exclude(state="over").exists()
    assert not Delivery.objects.open().filter(subject_kind="pair").exists()
    for person in pair.two():
        assert not Talk.objects.visible_to(person).exists()
    # Found a moment before: what is asked now is what counts.
    with pytest.raises((NotAllowed, DomainError)):
        talks.say_yes(actor=pair.mentee, talk=open_one, now=now)


def test_who_reads_it(centre, coordinator, now):
    pair = walking(centre, now)
    talk = suggest(pair.mentee, pair, now)
    for stranger in (coordinator, people.person(centre)):
        assert not Talk.objects.visible_to(stranger).exists()
        with pytest.raises(NotAllowed):
            talks.say_yes(actor=stranger, talk=talk, now=now)
    assert [Talk.objects.visible_to(person).get() for person in pair.two()] == [talk, talk]


def test_before_both_agreed_nothing_is_planned(centre, now, client):
    pair = begun(centre, now)
    with pytest.raises(NotAllowed):
        suggest(pair.mentee, pair, now)
    client.force_login(pair.mentee)
    assert client.get(f"/people/p/{pair.code}/talk/").status_code == 404


def test_old_talks_are_forgotten(centre, now):
    pair = walking(centre, now)
    talk = agreed(pair, now)
    talks.call_off(actor=pair.mentee, talk=talk, now=now)
    assert talks.forget_old(talk.starts_at + talks.KEEP) == 0
    assert talks.forget_old(talk.starts_at + talks.KEEP + timedelta(seconds=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_yes_and_another_time_at_once_leave_one_truth(now):
    pair = walking(people.centre(), now)
    talk = suggest(pair.mentee, pair, now)
    deeds = [
        lambda: talks.say_yes(actor=pair.guide, talk=talk, now=now),
        lambda: suggest(pair.mentee, pair, now, wall=time(21, 0)),
    ]
    in_threads(2, lambda number: _quietly(deeds[number]))
    kept = Talk.objects.exclude(state="over")
    assert sorted(kept.values_list("state", flat=True)) in (["agreed", "proposed"], ["proposed"])
    reminded = {each.params["starts"] for person in pair.two() for each in waiting(person)}
    assert reminded == {int(each.starts_at.timestamp()) for each in kept if each.state == "agreed"}


def _quietly(deed):
    with contextlib.suppress(DomainError):  # the other one was first
        deed()


def test_planning_again_changes_nothing(centre, now):
    pair = walking(centre, now)
    talk = agreed(pair, now)
    before = list(Delivery.objects.order_by("pk").values_list("key", "state", "due_at"))
    talk_reminders.plan(talk, pair.two(), now)
    assert list(Delivery.objects.order_by("pk").values_list("key", "state", "due_at")) == before
