"""Shared lines of two, each with its writer and time; private ones that nobody else ever meets."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.services.erasure import erase_account
from ledger.models import AuditEntry
from mentoring.models import Note
from mentoring.services import notes, walks
from recovery_network.common.errors import DomainError, NotAllowed
from tests.html import check_html
from tests.journey.test_erasure import everything
from tests.mentoring import people
from tests.mentoring.test_walks import step_back, walking


def write(person, pair, now, words="We talked of mornings.", shared=True):
    return notes.write(actor=person, pair=pair, words=words, shared=shared, now=now)


def test_both_read_a_shared_line_and_one_alone_a_private_one(centre, coordinator, now):
    pair = walking(centre, now)
    shared = write(pair.mentee, pair, now)
    own = {person: write(person, pair, now, words="Mine", shared=False) for person in pair.two()}
    for person in pair.two():
        assert set(Note.objects.visible_to(person)) == {shared, own[person]}
    for stranger in (coordinator, people.person(centre)):
        assert not Note.objects.visible_to(stranger).exists()


def test_each_changes_their_own_lines(centre, now):
    pair = walking(centre, now)
    note, later = write(pair.mentee, pair, now), now + timedelta(hours=1)
    with pytest.raises(NotAllowed):
        notes.change(actor=pair.guide, note=note, words="Other words", now=later)
    with pytest.raises(NotAllowed):
        notes.remove(actor=pair.guide, note=note, now=later)
    note = notes.change(actor=pair.mentee, note=note, words="Of evenings.", now=later)
    assert (note.words, note.written_at, note.changed_at) == ("Of evenings.", now, later)
    notes.remove(actor=pair.mentee, note=note, now=later)
    assert not Note.objects.exists()
    with pytest.raises(DomainError, match="no longer there"):
        notes.change(actor=pair.mentee, note=note, words="x", now=later)


@pytest.mark.parametrize("shared", [True, False])
def test_of_a_private_line_no_record_stands_anywhere(centre, now, shared):
    pair = walking(centre, now)
    before = AuditEntry.objects.count()
    note = write(pair.mentee, pair, now, shared=shared)
    note = notes.change(actor=pair.mentee, note=note, words="Other words", now=now)
    notes.remove(actor=pair.mentee, note=note, now=now)
    assert AuditEntry.objects.count() - before == (3 if shared else 0)


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (" \n ", "Write something first"),
        ("x" * 2001, "too long"),
        ("me@example.com", "first 90 days"),
        ("Send it by bKash, pay me today", "No money"),
    ],
)
def test_what_cannot_be_a_shared_line(centre, now, words, fault):
    pair = walking(centre, now)
    with pytest.raises(DomainError, match=fault):
        write(pair.mentee, pair, now, words=words)
    note = write(pair.mentee, pair, now)
    with pytest.raises(DomainError, match=fault):
        notes.change(actor=pair.mentee, note=note, words=words, now=now)


def test_a_private_line_may_hold_what_one_likes(centre, now):
    pair = walking(centre, now)
    assert write(pair.mentee, pair, now, words="Ring 01712 345678", shared=False).pk


def test_the_database_knows_that_a_note_says_something(centre, now):
    pair = walking(centre, now)
    write(pair.mentee, pair, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.update(words="")


@pytest.mark.parametrize("how", ["pause", "end"])
def test_after_the_end_and_in_a_rest_each_has_their_own_lines(centre, now, client, how):
    pair = walking(centre, now)
    theirs = write(pair.guide, pair, now)
    mine = {write(pair.mentee, pair, now), write(pair.mentee, pair, now, words="Alone", shared=False)}
    if how == "pause":
        walks.pause(actor=pair.mentee, pair=pair, now=now)
    else:
        step_back(pair.mentee, pair, now)
    assert set(Note.objects.visible_to(pair.mentee)) == mine
    assert list(Note.objects.visible_to(pair.guide)) == [theirs]
    for note in mine:
        with pytest.raises((DomainError, NotAllowed)):
            notes.change(actor=pair.mentee, note=note, words="x", now=now)
    with pytest.raises((DomainError, NotAllowed)):
        write(pair.mentee, pair, now)
    client.force_login(pair.mentee)
    kept = client.get("/people/kept/").content.decode()
    assert "Alone" in kept
    assert check_html(kept) == []
    for note in mine:
        page = client.get(f"/people/n/{note.code}/").content.decode()
        assert note.words in page
        assert "<textarea" not in page
        assert client.post(f"/people/n/{note.code}/remove/")["Location"] == "/people/kept/"
    assert client.get(f"/people/n/{theirs.code}/").status_code == 404


@pytest.mark.parametrize("who", ["mentee", "guide"])
def test_an_erased_account_takes_its_lines_and_no_others(centre, now, who):
    pair = walking(centre, now)
    for person, words in ((pair.mentee, "Mentee canary"), (pair.guide, "Guide canary")):
        for shared in (True, False):
            write(person, pair, now, words=words, shared=shared)
    gone = getattr(pair, who)
    stays = pair.other(gone)
    erase_account(actor=gone, user=gone, now=now)
    left = everything()
    counts = {"mentee": left.count("Mentee canary"), "guide": left.count("Guide canary")}
    assert counts == {"mentee": 2, "guide": 2} | {who: 0}
    assert Note.objects.visible_to(stays).count() == 2


def test_from_the_page(centre, now, client):
    pair = walking(centre, now)
    client.force_login(pair.mentee)
    at = f"/people/p/{pair.code}/notes/"
    wrong = client.post(at, {"words": "Who reads this?"})
    assert wrong.status_code == 422
    assert "Who reads this?" in wrong.content.decode()
    assert not Note.objects.exists()
    for who in ("shared", "private"):
        assert client.post(at, {"words": f"A {who} line", "who": who})["Location"] == at
    page = client.get(at).content.decode()
    assert check_html(page) == []
    assert "A private line" in page
    own = Note.objects.get(is_shared=False)
    changed = client.post(f"/people/n/{own.code}/", {"words": "I want to kill myself"})
    assert changed["Location"] == f"{at}?help=1"
    assert "data-help-hint>" in client.get(changed["Location"]).content.decode()
    client.force_login(pair.guide)
    page = client.get(at).content.decode()
    assert "A shared line" in page
    assert "kill" not in page
    assert client.get(f"/people/n/{own.code}/").status_code == 404
    assert client.post(f"/people/n/{own.code}/remove/").status_code == 404
