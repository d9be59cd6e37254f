"""The help page: the right country or none, honest about what was checked, never empty."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Centre, Membership, User
from safeguarding.models import CrisisLine
from safeguarding.services import lines

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shipped():
    lines.load_lines(now=timezone.now())


def page(client, query="", **extra):
    return client.get(f"/help/{query}", **extra).content.decode()


def test_nobody_gets_a_number_before_a_country_is_chosen(client):
    html = page(client)
    assert "Where are you?" in html
    assert "tel:" not in html
    assert "Call the emergency number of the place you are in." in html
    assert "findahelpline.com" in html


def test_the_guess_is_only_offered_first(client):
    html = page(client, "?tz=Asia/Karachi")
    assert html.index('value="PK"') < html.index('value="BD"')
    assert "tel:" not in html


def test_the_language_is_a_guess_too(client):
    html = client.get("/ur/help/", {"tz": "Europe/Paris"}).content.decode()
    assert html.index('value="PK"') < html.index('value="BD"')


def test_one_country_and_no_other(client):
    html = page(client, "?country=BD")
    assert 'href="tel:999"' in html
    assert 'href="tel:09643262626"' in html
    for elsewhere in ("14416", "0311-7786264", "116 123"):
        assert elsewhere not in html


def test_the_choice_is_kept_and_can_be_taken_back(client):
    assert "tel:" not in page(client)
    page(client, "?country=PK")
    assert 'href="tel:1122"' in page(client)
    assert "tel:" not in page(client, "?country=none")


@pytest.mark.parametrize("nonsense", ["XX", "bd", "<script>", "BD;IN"])
def test_an_unknown_country_shows_none(client, nonsense):
    assert "tel:" not in client.get("/help/", {"country": nonsense}).content.decode()


def test_an_install_for_one_country_says_so(client, settings):
    settings.HELP_COUNTRY = "IN"
    html = page(client)
    assert "Numbers for India" in html
    assert 'href="tel:14416"' in html


def test_a_member_sees_the_lines_of_their_centre(client):
    user = User.objects.create_user("a1", public_name="A")
    centre = Centre.objects.create(name="House", country="PK", time_zone="Asia/Karachi")
    Membership.objects.create(user=user, centre=centre)
    client.force_login(user)
    assert "Numbers for Pakistan" in page(client)


def test_numbers_in_conflict_are_never_shown(client):
    html = page(client, "?country=BD")
    for number in CrisisLine.objects.get(key="bd-kaan-pete-roi").numbers_in_conflict:
        assert number not in html


def test_police_lines_stand_apart_with_their_label(client):
    html = page(client, "?country=IN")
    default, apart = html.split("Lines run by the police")
    assert "1933" not in default
    assert "1933" in apart
    assert "Run by the police" in apart


def test_what_was_checked_is_said(client):
    line = CrisisLine.objects.get(key="bd-brac-moner-jotno")
    assert "We have not called this number yet" in page(client, "?country=BD")
    operator = User.objects.create_user("o1", public_name="O", is_superuser=True)
    lines.verify_line(actor=operator, line=line, number=line.number, now=timezone.now())
    assert "Checked on" in page(client, "?country=BD")
    CrisisLine.objects.filter(pk=line.pk).update(expires_on=timezone.now().date() - timedelta(days=1))
    assert "Not checked since" in page(client, "?country=BD")


def test_no_step_that_a_clinician_has_not_approved(client):
    html = page(client, "?country=BD").lower()
    for word in ("naloxone", "side.", "recovery position"):
        assert word not in html


def test_visitors_may_keep_the_page(client):
    named = client.get("/help/?country=BD")
    assert "public" in named.headers["Cache-Control"]
    assert "private" in client.get("/help/").headers["Cache-Control"]
    client.force_login(User.objects.create_user("a1", public_name="A"))
    assert "no-store" in client.get("/help/?country=BD").headers["Cache-Control"]


def test_help_page_without_any_line_still_helps(client):
    CrisisLine.objects.all().delete()
    html = page(client)
    assert "Call the emergency number of the place you are in." in html
    assert "findahelpline.com" in html


def test_the_minute_needs_no_line(client):
    assert "Breathe out slowly" in client.get("/help/minute/").content.decode()


def test_a_name_is_said_in_the_pages_language_where_the_line_has_one(client):
    CrisisLine.objects.filter(key="pk-umang").update(name="Hope", names={"ur": "امید", "bn": "আশা"})
    html = client.get("/ur/help/", {"country": "PK"}).content.decode()
    assert "<bdi>امید</bdi>" in html
    assert '<bdi lang="en">Human rights helpline</bdi>' in html
    html = page(client, "?country=PK")
    assert "<bdi>Hope</bdi>" in html
    assert "<bdi>Human rights helpline</bdi>" in html


def test_shipped_names_are_of_languages_in_which_the_line_answers():
    for line in CrisisLine.objects.exclude(names={}):
        assert set(line.names) <= set(line.languages) - {"en"}, line.key
    assert CrisisLine.objects.get(key="pk-rescue-1122").names == {"ur": "ریسکیو 1122"}


def test_the_name_is_marked_inside_a_sentence_too(client):
    CrisisLine.objects.filter(key="us-crisis-text-line").update(name="<Text> Line")
    html = client.get("/ur/help/", {"country": "US"}).content.decode()
    assert '<bdi lang="en">&lt;Text&gt; Line</bdi>' in html
    assert "<Text>" not in html
