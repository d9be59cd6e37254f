"""Work between talks: a draft is the writer's alone, what was sent is theirs to keep."""

import contextlib
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.services.erasure import erase_account
from mentoring.customs import work_words
from mentoring.models import Pair, Task, Writing
from mentoring.services import tasks, walks
from notifications.models import Notice
from recovery_network.common.errors import DomainError, NotAllowed
from tests.html import check_html
from tests.journey.test_erasure import everything
from tests.mentoring import people
from tests.mentoring.test_walks import begun, step_back, walking
from tests.racing import in_threads


def give(pair, now, to_me=False, title="The first one", **fields):
    giver = fields.pop("giver", pair.guide)
    return tasks.give(actor=giver, pair=pair, to_me=to_me, title=title, now=now, **fields)


def sent(pair, now, words="What I found out.", **fields):
    return tasks.send(actor=pair.mentee, task=give(pair, now), words=words, now=now, **fields)


def answer(task, now, reply="Thank you.", done=True):
    return tasks.answer(actor=task.pair.guide, task=task, reply=reply, done=done, now=now)


def read_by(person):
    return [each.words for each in Writing.objects.visible_to(person)]


# --- Giving -----------------------------------------------------------------------------------------


def test_the_mentor_gives_and_the_other_is_told(centre, now):
    pair = walking(centre, now)
    task = give(pair, now, words="Write a page.", until_on=date(2026, 11, 30))
    assert (task.doer, task.given_by, task.state) == (pair.mentee, pair.guide, "to_do")
    told = Notice.objects.get(kind="mentoring.task_given")
    assert (told.recipient, told.path) == (pair.mentee, f"/people/t/{task.code}/")


def test_who_asks_gives_only_to_themselves(centre, now):
    pair = walking(centre, now)
    with pytest.raises(NotAllowed):
        give(pair, now, giver=pair.mentee)
    assert give(pair, now, giver=pair.mentee, to_me=True).doer == pair.mentee
    assert not Notice.objects.filter(kind="mentoring.task_given").exists()


def test_two_who_practise_as_equals_both_give(centre, now):
    pair = walking(centre, now)
    Pair.objects.filter(pk=pair.pk).update(kind="practice")
    pair.refresh_from_db()
    assert give(pair, now, giver=pair.mentee).doer == pair.guide


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": "  "}, "Give it a name"),
        ({"until_on": date(2026, 11, 17)}, "today or a later day"),
        ({"until_on": date(2027, 11, 20)}, "within a year"),
        ({"title": "Call me on 01712 345678"}, "first 90 days"),
        ({"words": "Send it by bKash, pay me today"}, "No money"),
    ],
)
def test_what_cannot_be_given(centre, now, fields, words):
    pair = walking(centre, now)
    with pytest.raises(DomainError, match=words):
        give(pair, now, **fields)
    assert not Task.objects.exists()


def test_a_list_stays_short_enough_to_begin_with(centre, now):
    pair = walking(centre, now)
    for _each in range(tasks.MOST_OPEN):
        give(pair, now)
    with pytest.raises(DomainError, match="long already"):
        give(pair, now)
    assert give(pair, now, giver=pair.guide, to_me=True).doer == pair.guide


@pytest.mark.parametrize(
    ("kind", "word"), [("sponsor", "Step work"), ("practice", "Practice"), ("coach", "Tasks"), ("", "Tasks")]
)
def test_the_word_is_that_of_the_custom(kind, word):
    assert work_words(kind)[0] == word


# --- Drafts -----------------------------------------------------------------------------------------


def test_a_draft_is_the_writers_alone(centre, now, client):
    pair = walking(centre, now)
    task = give(pair, now)
    for words in ("A first canary.", "A second canary."):
        tasks.save_draft(actor=pair.mentee, task=task, words=words, now=now)
    assert (read_by(pair.mentee), read_by(pair.guide)) == (["A second canary."], [])
    pages = {}
    for person in pair.two():
        client.force_login(person)
        paths = (f"/people/t/{task.code}/", f"/people/p/{pair.code}/tasks/", f"/people/p/{pair.code}/")
        pages[person] = "".join(client.get(path).content.decode() for path in paths)
    assert "second canary" in pages[pair.mentee]
    assert "canary" not in pages[pair.guide]


def test_nobody_else_writes_it(centre, coordinator, now):
    pair = walking(centre, now)
    task = give(pair, now)
    for person in (pair.guide, coordinator, people.person(centre)):
        with pytest.raises(NotAllowed):
            tasks.save_draft(actor=person, task=task, words="x", now=now)


def test_saving_by_the_page_with_and_without_scripts(centre, now, client):
    pair = walking(centre, now)
    task = give(pair, now)
    client.force_login(pair.mentee)
    at = f"/people/t/{task.code}/"
    answer_to_form = client.post(f"{at}write/", {"words": "One line\r\nand another", "do": "save"})
    assert answer_to_form["Location"] == at
    assert read_by(pair.mentee) == ["One line\nand another"]
    quiet = client.post(
        f"{at}write/", {"words": "More", "do": "save"}, headers={"accept": "application/json"}
    )
    assert (quiet.status_code, quiet.json()) == (200, {})
    page = client.get(at).content.decode()
    assert "More</textarea>" in page
    assert check_html(page) == []
    too_long = client.post(f"{at}write/", {"words": "x" * 20_001, "do": "save"})
    assert too_long.status_code == 422
    assert "x" * 20_001 in too_long.content.decode()
    assert read_by(pair.mentee) == ["More"]


def test_words_that_may_mean_danger_bring_help_and_tell_nobody(centre, coordinator, now, client):
    pair = walking(centre, now)
    task = give(pair, now)
    client.force_login(pair.mentee)
    before = Notice.objects.count()
    sad = {"words": "I want to kill myself", "do": "save"}
    at = f"/people/t/{task.code}/"
    assert client.post(f"{at}write/", sad, headers={"accept": "application/json"}).json() == {"help": True}
    answered = client.post(f"{at}write/", sad)
    assert answered["Location"] == f"{at}?help=1"
    shown = client.get(answered["Location"]).content.decode()
    assert "data-help-hint>" in shown
    assert "data-help-hint hidden>" in client.get(at).content.decode()
    assert Notice.objects.count() == before


# --- Sending, answering -----------------------------------------------------------------------------


def test_what_is_sent_is_read_and_answered(centre, now):
    pair = walking(centre, now)
    task = sent(pair, now)
    assert read_by(pair.guide) == ["What I found out."]
    assert Notice.objects.get(kind="mentoring.task_sent").recipient == pair.guide
    task = answer(task, now, done=False)
    assert (task.state, task.done_at) == ("to_talk", None)
    task = tasks.send(actor=pair.mentee, task=task, words="And more.", now=now + timedelta(hours=1))
    task = answer(task, now, reply="")
    assert (task.state, task.done_at) == ("done", now)
    assert [each.reply for each in task.writings.all()] == ["Thank you.", ""]
    assert Notice.objects.filter(recipient=pair.mentee, kind="mentoring.task_answered").count() == 2


def test_sending_needs_words_or_paper(centre, now):
    pair = walking(centre, now)
    with pytest.raises(DomainError, match="Write something first"):
        sent(pair, now, words=" ")
    task = sent(pair, now, words="", on_paper=True)
    assert Writing.objects.visible_to(pair.guide).get().on_paper
    assert answer(task, now).state == "done"


def test_numbers_stay_out_and_money_of_ones_own_life_may_be_written_of(centre, now):
    pair = walking(centre, now)
    with pytest.raises(DomainError, match="first 90 days"):
        sent(pair, now, words="Write to me at me@example.com")
    assert not Writing.objects.filter(sent_at__isnull=False).exists()
    assert sent(pair, now, words="I still have to pay me back: send money today, bKash").state == "sent"


def test_done_in_person_without_a_word_in_writing(centre, now):
    pair = walking(centre, now)
    task = tasks.finish(actor=pair.guide, task=give(pair, now), now=now)
    assert (task.state, task.in_person) == ("done", True)
    own = give(pair, now, giver=pair.mentee, to_me=True)
    assert not tasks.finish(actor=pair.mentee, task=own, now=now).in_person
    with pytest.raises(NotAllowed):
        tasks.finish(actor=pair.mentee, task=give(pair, now), now=now)


def test_a_button_of_an_old_page_says_so_kindly(centre, now, client):
    pair = walking(centre, now)
    task = sent(pair, now)
    client.force_login(pair.mentee)
    again = client.post(f"/people/t/{task.code}/write/", {"words": "Twice", "do": "send"})
    assert again.status_code == 422
    assert "has changed since" in again.content.decode()
    assert "Twice" in again.content.decode()
    client.force_login(pair.guide)
    for _twice in range(2):
        page = client.post(f"/people/t/{task.code}/change/", {"do": "done", "reply": "Good."}, follow=True)
    assert "has changed since" in page.content.decode()
    assert Writing.objects.get().reply == "Good."


def test_the_database_keeps_one_draft_and_no_word_on_it(centre, now):
    pair = walking(centre, now)
    task = give(pair, now)
    tasks.save_draft(actor=pair.mentee, task=task, words="x", now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Writing.objects.create(task=task, words="y")
    with pytest.raises(IntegrityError), transaction.atomic():
        Writing.objects.update(reply="y")


# --- Taking away ------------------------------------------------------------------------------------


def test_who_gave_it_takes_it_away_and_the_draft_stays_with_its_writer(centre, now):
    pair = walking(centre, now)
    empty, begun_one = give(pair, now), give(pair, now)
    tasks.save_draft(actor=pair.mentee, task=begun_one, words="Mine.", now=now)
    for task in (empty, begun_one):
        tasks.take_away(actor=pair.guide, task=task, now=now)
    assert not Task.objects.visible_to(pair.guide).exists()
    assert Task.objects.visible_to(pair.mentee).get() == begun_one
    assert read_by(pair.mentee) == ["Mine."]
    with pytest.raises(DomainError, match="no longer there"):
        tasks.save_draft(actor=pair.mentee, task=empty, words="x", now=now)


def test_the_doer_takes_back_even_what_was_sent(centre, now):
    pair = walking(centre, now)
    task = sent(pair, now)
    with pytest.raises(NotAllowed):
        tasks.remove(actor=pair.guide, task=task, now=now)
    tasks.remove(actor=pair.mentee, task=task, now=now)
    assert not Writing.objects.exists()
    with pytest.raises(DomainError, match="no longer there"):
        answer(task, now)


# --- The end ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["pause", "end"])
def test_access_ends_in_the_same_second_and_the_writer_keeps_it(centre, now, client, how):
    pair = walking(centre, now)
    task = answer(sent(pair, now), now, done=False)
    if how == "pause":
        walks.pause(actor=pair.mentee, pair=pair, now=now)
    else:
        step_back(pair.mentee, pair, now)
    assert (read_by(pair.guide), Task.objects.visible_to(pair.guide).count()) == ([], 0)
    assert read_by(pair.mentee) == ["What I found out."]
    # Found a moment before: what is true now counts.
    with pytest.raises((DomainError, NotAllowed)):
        tasks.send(actor=pair.mentee, task=task, words="x", now=now)
    client.force_login(pair.guide)
    assert client.get(f"/people/t/{task.code}/").status_code == 404
    client.force_login(pair.mentee)
    page = client.get(f"/people/t/{task.code}/").content.decode()
    assert "What I found out." in page
    assert "<textarea" not in page
    assert "The first one" in client.get("/people/kept/").content.decode()


@pytest.mark.parametrize("who", ["mentee", "guide"])
def test_an_erased_account_takes_its_own_words_and_no_others(centre, now, who):
    pair = walking(centre, now)
    task = give(pair, now, title="Guide canary", words="Guide canary")
    task = tasks.send(actor=pair.mentee, task=task, words="Mentee canary", now=now)
    answer(task, now, reply="Guide canary")
    own = give(pair, now, giver=pair.mentee, to_me=True, title="Mentee canary")
    tasks.save_draft(actor=pair.mentee, task=own, words="Mentee canary", now=now)
    gone = getattr(pair, who)
    erase_account(actor=gone, user=gone, now=now)
    left = everything()
    assert ("Guide canary" in left, left.count("Mentee canary")) == (
        (False, 3) if who == "guide" else (False, 0)
    )
    if who == "guide":
        task = Task.objects.get(pk=task.pk)
        assert (task.name, task.pair, task.writings.get().words) == ("What I did", None, "Mentee canary")
        assert Writing.objects.visible_to(pair.mentee).count() == 2


def test_before_both_agreed_there_is_no_work(centre, now, client):
    pair = begun(centre, now)
    with pytest.raises(NotAllowed):
        give(pair, now)
    client.force_login(pair.guide)
    assert client.get(f"/people/p/{pair.code}/tasks/").status_code == 404


def test_giving_from_the_page(centre, now, client):
    pair = walking(centre, now)
    client.force_login(pair.guide)
    at = f"/people/p/{pair.code}/tasks/"
    wrong = client.post(at, {"title": "Tea", "until_on": "2020-01-01", "doer": "other"})
    assert wrong.status_code == 422
    assert 'value="Tea"' in wrong.content.decode()
    assert client.post(at, {"title": "Tea", "doer": "other"})["Location"] == at
    assert check_html(client.get(at).content.decode()) == []
    assert Task.objects.get().doer == pair.mentee
    client.force_login(pair.mentee)
    assert client.post(at, {"title": "Coffee", "doer": "other"})["Location"] == at
    assert Task.objects.get(title="Coffee").doer == pair.mentee


@pytest.mark.django_db(transaction=True)
def test_a_word_back_and_taking_it_back_at_once(now):
    pair = walking(people.centre(), now)
    task = sent(pair, now)
    deeds = [
        lambda: answer(task, now),
        lambda: tasks.remove(actor=pair.mentee, task=task, now=now),
    ]
    in_threads(2, lambda number: _quietly(deeds[number]))
    assert not Task.objects.exists()


def _quietly(deed):
    with contextlib.suppress(DomainError):
        deed()
