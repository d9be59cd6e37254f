"""Proof of attendance: what it says, what it never says, who can read it, and taking it back."""

import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from groups.models import Attendance, MeetingSeries, Proof
from groups.services import closing, proofs
from groups.services.proofs import Wish
from recovery_network.common.errors import DomainError, NotAllowed
from tests.groups import factories
from tests.groups.factories import NOW
from tests.groups.test_closing import hosted
from tests.groups.test_meetings import adult, guest, occurrence

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
LEGAL = "Gurpreet Singh"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def member():
    """Three meetings of sixty minutes: all there, all there, and too short to count."""
    person = adult("Slow River")
    person.meeting = occurrence()
    attend(person, person.meeting, 3600)
    attend(person, occurrence(factories.group(factories.centre("South"), "Quiet Hour")), 2400)
    attend(person, occurrence(), 600)
    return person


def attend(person, meeting, seconds, **fields):
    return Attendance.objects.create(
        occurrence=meeting, user=person, seconds=seconds, open_seconds=3600, **fields
    )


def make(person, now=NOW, name=LEGAL, **wish):
    return proofs.make_proof(actor=person, wish=Wish(name, FIRST, LAST, **wish), now=now)


def check(client, code):
    return client.get(reverse("verify_proof", args=[code]))


def test_it_adds_up_the_meetings_one_was_present_at(member):
    made = make(member, with_minutes=True).proof
    assert (made.meetings, made.minutes) == (2, 100)


def test_the_verify_page_says_what_was_chosen_and_nothing_else(member, client):
    made = make(member, now=timezone.now())
    page = check(client, made.code).content.decode()
    assert LEGAL in page
    assert "2 support meetings" in page
    assert "between 1 November 2026 and 30 November 2026" in page
    for secret in ("Slow River", "Evening Circle", "Quiet Hour", "Jamuna House", "Total time", "Online"):
        assert secret not in page, secret
    for absence in ("absent", "missed", " of 3", "Partly"):
        assert absence not in page


def test_what_was_chosen_is_said(member, client):
    chosen = {"group": member.meeting.group, "with_minutes": True, "with_way": True}
    made = make(member, now=timezone.now(), **chosen)
    page = check(client, made.code).content.decode()
    for word in ("1 meeting", "Evening Circle", "1 hour", "Online"):
        assert word in page


def test_the_way_people_met(member):
    assert make(member, with_way=True).proof.way == "online"
    place = factories.group(factories.centre("Third"))
    attend(member, occurrence(place, attendance=MeetingSeries.Attendance.IN_PERSON, online_kind=""), 3600)
    assert make(member, with_way=True).proof.way == "both"
    assert make(member, with_way=True, group=place).proof.way == "in_person"
    assert make(member).proof.way == ""


def test_a_host_word_counts_and_one_taken_off_does_not(member):
    attend(member, occurrence(), 0, correction="attested")
    attend(member, occurrence(), 3600, correction="withdrawn", reason="Another person")
    made = make(member, with_minutes=True).proof
    assert (made.meetings, made.minutes) == (3, 160)


def test_days_are_those_of_the_persons_own_calendar(member):
    late = occurrence(starts_at=NOW.replace(day=30, hour=18, minute=30))  # 00:30 on 1 December in Dhaka
    attend(member, late, 3600)
    assert make(member).proof.meetings == 2
    wish = Wish(LEGAL, FIRST, date(2026, 12, 1))
    assert proofs.make_proof(actor=member, wish=wish, now=NOW).proof.meetings == 3


def test_nothing_to_show_is_said_kindly(member):
    with pytest.raises(DomainError, match="Choose other days"):
        proofs.make_proof(actor=member, wish=Wish(LEGAL, date(2020, 1, 1), date(2020, 2, 1)), now=NOW)


def test_guests_leave_none():
    with pytest.raises(NotAllowed):
        make(guest())


def test_neither_the_code_nor_the_name_stands_in_the_database(member):
    made = make(member)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(p)::text FROM groups_proof p")
        row = cursor.fetchone()[0]
        cursor.execute("SELECT coalesce(string_agg(row_to_json(a)::text, ''), '') FROM ledger_auditentry a")
        row += cursor.fetchone()[0]
    for secret in (made.code, LEGAL, LEGAL.encode().hex(), made.code.encode().hex()):
        assert secret not in row


def test_codes_are_twelve_letters_that_cannot_be_guessed(member):
    codes = {make(member).code for _ in range(15)}
    assert len(codes) == 15
    assert all(proofs.is_code(code) for code in codes)


def test_it_opens_however_the_code_was_typed(member, client):
    code = make(member).code
    typed = f"{code[:4]} {code[4:8].lower()}-{code[8:]}"
    typed = typed.replace("0", "O").replace("1", "l")
    answer = client.post(reverse("type_proof"), {"code": typed})
    assert answer["Location"] == reverse("verify_proof", args=[code])


def answers_no(client, code):
    answer = check(client, code)
    body = answer.content.decode().replace(code, "CODE")
    body = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", body)
    return answer.status_code, len(answer.content), body, sorted(answer.headers)


def test_unknown_revoked_and_ended_are_one_answer(member, client):
    now = timezone.now()
    made, ended = make(member, now=now), make(member, now=now - timedelta(days=200))
    proofs.revoke_proof(actor=member, proof=made.proof, now=NOW)
    unknown = answers_no(client, "0123456789AB")
    assert unknown[0] == 404
    assert "We cannot confirm this record." in unknown[2]
    assert answers_no(client, made.code) == unknown
    assert answers_no(client, ended.code) == unknown


def test_unknown_and_revoked_cost_the_same_query(member, django_assert_num_queries):
    made = make(member)
    proofs.revoke_proof(actor=member, proof=made.proof, now=NOW)
    for code in (made.code, "0123456789AB"):
        with django_assert_num_queries(1):
            assert proofs.confirm(code=code, now=NOW) is None


def test_only_its_person_takes_it_back(member):
    made = make(member)
    with pytest.raises(NotAllowed):
        proofs.revoke_proof(actor=adult("Other"), proof=made.proof, now=NOW)
    assert proofs.confirm(code=made.code, now=NOW) is not None


def test_taken_back_from_the_page(member, client):
    made = make(member, now=timezone.now())
    client.force_login(member)
    assert "Records you made" in client.get(reverse("my_record")).content.decode()
    client.post(reverse("revoke_proof", args=[made.proof.pk]))
    assert "Records you made" not in client.get(reverse("my_record")).content.decode()
    assert proofs.confirm(code=made.code, now=timezone.now()) is None


def test_it_ends_after_ninety_days(member):
    made = make(member)
    assert proofs.confirm(code=made.code, now=NOW + timedelta(days=89)) is not None
    assert proofs.confirm(code=made.code, now=NOW + timedelta(days=90)) is None


def test_an_erased_person_is_confirmed_no_more(member):
    made = make(member)
    member.delete()
    assert proofs.confirm(code=made.code, now=NOW) is None


def test_a_meeting_taken_off_ends_the_papers_that_counted_it():
    host, person, meeting = hosted()
    row = attend(person, meeting, 3600)
    made = make(person, now=NOW + timedelta(hours=2))
    closing.correct_attendance(
        actor=host,
        occurrence=meeting,
        key=f"s{person.seats.get().code}",
        correction="withdrawn",
        reason="It was somebody else",
        now=NOW + timedelta(hours=3),
    )
    row.refresh_from_db()
    assert not row.is_present
    assert proofs.confirm(code=made.code, now=NOW + timedelta(hours=3)) is None
    assert person.notices.filter(kind="groups.proof_ended").exists()


def test_guessing_is_slowed_and_good_codes_are_not(member, client):
    made = make(member, now=timezone.now())
    assert [check(client, made.code).status_code for _ in range(25)] == [200] * 25
    assert [check(client, f"{number:012d}").status_code for number in range(20)] == [404] * 20
    assert check(client, "999999999999").status_code == 429


def test_the_print_page_opens_for_its_person_alone(member, client):
    made = proofs.make_proof(actor=member, wish=Wish(LEGAL, FIRST, LAST), now=timezone.now())
    client.force_login(adult("Other"))
    assert client.get(reverse("proof", args=[made.code])).status_code == 404
    client.force_login(member)
    page = client.get(reverse("proof", args=[made.code])).content.decode()
    for word in (LEGAL, f"/v/{made.code}/", 'class="qr"', "says nothing about health"):
        assert word in page
    User.objects.filter(pk=member.pk).update(language="ur")
    assert f"/ur/v/{made.code}/" in client.get(reverse("proof", args=[made.code])).content.decode()
    assert "recovery" not in re.search(r"<title>(.*?)</title>", page, re.DOTALL).group(1).lower()


def test_made_on_the_page(member, client):
    client.force_login(member)
    posted = {"name": LEGAL, "group": "", "from_on": "2026-11-01", "until_on": "2026-11-30"}
    answer = client.post(reverse("new_proof"), posted)
    assert answer.status_code == 302, answer.content.decode()
    assert Proof.objects.get().named == "neutral"
    assert LEGAL in client.get(answer["Location"]).content.decode()


def test_a_page_with_mistakes_keeps_what_was_typed(member, client):
    client.force_login(member)
    posted = {"name": LEGAL, "group": "", "from_on": "2026-11-30", "until_on": "2026-11-01"}
    answer = client.post(reverse("new_proof"), posted)
    assert answer.status_code == 422
    assert LEGAL in answer.content.decode()
    assert not Proof.objects.exists()


def test_a_record_is_taken_back_after_a_question_and_its_page_says_so(member, client):
    made = proofs.make_proof(actor=member, wish=Wish(LEGAL, FIRST, LAST), now=timezone.now())
    client.force_login(member)
    html = client.get(reverse("my_record")).content.decode()
    assert html.index("Take it back") < html.index("This cannot be undone.") < html.index("Yes, take it back")
    own = reverse("proof", args=[made.code])
    assert client.get(own).status_code == 200
    client.post(reverse("revoke_proof", args=[made.proof.pk]))
    gone = client.get(own)
    assert gone.status_code == 410
    assert "You took it back, or its time ended." in gone.content.decode()
    client.force_login(adult("Other"))
    assert client.get(own).status_code == 404
