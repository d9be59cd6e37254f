"""The pages of the ally link: choice, preview, code once, who came, yes; and guesses that lead nowhere."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts import consent_texts
from accounts.models import Grant
from journey import shareable
from journey.models import AllyLink
from journey.services import allies
from recovery_network.common.codes import typed_code
from tests.html import check_html
from tests.journey import making
from tests.journey.making import NOW

pytestmark = pytest.mark.django_db
OFFER = "/way/share/link/"
SAID = {
    "called": "My sister", "items": [shareable.MOOD], "until_on": "2026-12-22",
    "text_version": consent_texts.CURRENT,
}  # fmt: skip


@pytest.fixture(autouse=True)
def evening(time_machine):
    time_machine.move_to(NOW, tick=False)
    cache.clear()


@pytest.fixture
def owner():
    made = making.person("Paper Boat")
    making.filled(made)
    return made


def at(client, person, path, data=None, **changes):
    client.force_login(person)
    answer = client.get(path) if data is None else client.post(path, data | changes)
    answer.text = answer.content.decode()
    if answer.status_code in (200, 404, 422):
        assert check_html(answer.text) == []
    return answer


def made(client, owner) -> str:
    """The code, as it stands on the page that shows it."""
    page = at(client, owner, OFFER, SAID, yes="1")
    return re.search(r"<code[^>]*>([^<]+)</code>", page.text)[1].replace(" ", "")


def test_from_the_first_page_to_what_the_ally_sees(client, owner):
    ally = making.person("Warm Stone")
    blank = at(client, owner, OFFER)
    assert "checked" not in blank.text.partition("<main")[2]
    preview = at(client, owner, OFFER, SAID)
    assert "Today was: Hard" in preview.text
    assert "Canary" not in preview.text
    assert not AllyLink.objects.exists()
    code = made(client, owner)
    assert "Paper Boat" not in (page := at(client, ally, f"/with-me/code/{code}/")).text
    assert "They read that <bdi>Warm Stone</bdi> has used their code" in page.text
    assert at(client, ally, page.request["PATH_INFO"], {})["Location"] == "/with-me/"
    assert "Nothing is shared with you" in at(client, ally, "/with-me/").text

    listed = at(client, owner, "/way/share/")
    assert "<bdi>My sister</bdi>" in listed.text
    address = reverse("answer_ally", args=[AllyLink.objects.get().code])
    assert address in listed.text
    asked = at(client, owner, address)
    assert "<bdi>Warm Stone</bdi> has used your link" in asked.text
    assert "Today was: Hard" in asked.text
    yes = {"do": "yes", "text_version": consent_texts.CURRENT}
    assert at(client, owner, address, yes)["Location"] == "/way/share/"
    assert at(client, owner, address).status_code == 404

    grant = Grant.objects.get()
    theirs = at(client, ally, f"/with-me/{grant.code}/").text
    mine = at(client, owner, f"/way/share/{grant.code}/as/").text
    assert "Today was: Hard" in theirs
    assert "My sister" not in theirs
    shown = [text.partition("data-shown>")[2].partition("</section>")[0] for text in (theirs, mine)]
    assert shown[0] == shown[1] != ""


def test_the_code_stands_on_one_page_once(client, owner):
    code = made(client, owner)
    link = AllyLink.objects.get()
    for path in ("/way/share/", reverse("answer_ally", args=[link.code]), "/notes/"):
        assert code not in at(client, owner, path).text


def test_taken_back_before_anybody_came(client, owner):
    code = made(client, owner)
    address = reverse("answer_ally", args=[AllyLink.objects.get().code])
    page = at(client, owner, address)
    assert "Nobody has used it yet" in page.text
    assert 'value="yes"' not in page.text
    assert at(client, owner, address, {"do": "no"})["Location"] == "/way/share/"
    assert at(client, making.person(), f"/with-me/code/{code}/").status_code == 404


def test_who_came_is_refused_and_reads_nothing_of_it(client, owner):
    ally = making.person("Warm Stone")
    code = made(client, owner)
    at(client, ally, f"/with-me/code/{code}/", {})
    assert "If they say yes" in at(client, ally, "/with-me/").text
    waiting = at(client, ally, "/with-me/").text.partition("<main")[2]
    over = at(client, ally, f"/with-me/code/{code}/").text.partition("<main")[2]
    at(client, owner, reverse("answer_ally", args=[AllyLink.objects.get().code]), {"do": "no"})
    main = at(client, ally, "/with-me/").text.partition("<main")[2]
    assert main.partition("</main>")[0] == waiting.partition("</main>")[0]
    assert at(client, ally, f"/with-me/code/{code}/").text.partition("<main")[2] == over
    assert not Grant.objects.exists()


def test_an_answer_that_is_none_changes_nothing(client, owner):
    made(client, owner)
    link = AllyLink.objects.get()
    for said in ({}, {"do": "perhaps"}, {"do": "yes"}):
        at(client, owner, reverse("answer_ally", args=[link.code]), said)
    assert AllyLink.objects.get() == link


def test_the_words_that_stood_on_the_page_are_agreed_to(client, owner, monkeypatch):
    ally = making.person()
    code = made(client, owner)
    at(client, ally, f"/with-me/code/{code}/", {})
    address = reverse("answer_ally", args=[AllyLink.objects.get().code])
    monkeypatch.setitem(consent_texts.TEXTS, "2027-01", ("New words.",))
    monkeypatch.setattr(consent_texts, "CURRENT", "2027-01")
    at(client, owner, address, {"do": "yes", "text_version": "2026-11"})
    assert not Grant.objects.exists()
    at(client, owner, address, {"do": "yes", "text_version": "2027-01"})
    assert Grant.objects.get().text_version == "2027-01"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"items": []}, "Choose at least one thing"),
        ({"items": ["journey.everything"]}, "Select a valid choice"),
        ({"until_on": ""}, "This field is required"),
        ({"until_on": "2026-11-21"}, "This day is over"),
        ({"until_on": "tomorrow"}, "Write a day"),
        ({"called": "x" * 41}, "at most 40"),
        ({"until_on": "2028-01-01", "yes": "1"}, "within one year"),
        ({"text_version": "2019-01", "yes": "1"}, "have changed"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(client, owner, changes, words):
    page = at(client, owner, OFFER, SAID, **changes)
    assert page.status_code == 422
    assert words in page.text
    assert not AllyLink.objects.exists()


class TestGuessing:
    def test_every_wrong_code_has_one_page(self, client, owner):
        person = making.person()
        used, back, old = (making.ally_link(owner) for _each in range(3))
        allies.take(actor=making.person(), link=used[0], now=NOW)
        allies.drop(actor=owner, link=back[0], now=NOW)
        AllyLink.objects.filter(pk=old[0].pk).update(made_at=NOW - timedelta(days=9), expires_at=NOW)
        codes = [used[1], back[1], old[1], typed_code(), "0", "Ä" * 12, "'; --"]
        answers = [at(client, person, reverse("take_ally", args=[code])) for code in codes]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.text.partition("<main")[2] for answer in answers}) == 1

    def test_ten_wrong_ones_and_then_a_right_one_waits(self, client, owner):
        person, (_link, code) = making.person(), making.ally_link(owner)
        for _each in range(10):
            assert at(client, person, f"/with-me/code/{typed_code()}/").status_code == 404
        assert at(client, person, f"/with-me/code/{code}/").status_code == 429
        assert at(client, making.person(), f"/with-me/code/{code}/").status_code == 200

    def test_right_ones_are_no_guess(self, client, owner):
        person, (_link, code) = making.person(), making.ally_link(owner)
        for _each in range(15):
            assert at(client, person, f"/with-me/code/{code}/").status_code == 200

    def test_without_a_name_no_code_is_looked_for(self, client, owner, django_assert_num_queries):
        """Right or wrong: the same page, which leads back to this address."""
        _link, code = making.ally_link(owner)
        pages = {}
        for each in (code, typed_code()):
            with django_assert_num_queries(0):
                answer = client.get(f"/with-me/code/{each}/")
            assert answer.status_code == 200
            text = answer.content.decode()
            assert f"next=/with-me/code/{each}/" in text
            pages[each] = text.partition("<main")[2].replace(each, "CODE")
        assert len(set(pages.values())) == 1
        assert client.post(f"/with-me/code/{code}/").status_code == 200
        assert AllyLink.objects.get().taken_by is None

    def test_ones_own_code_says_so(self, client, owner):
        _link, code = making.ally_link(owner)
        for data in (None, {}):
            assert "This is your own link" in at(client, owner, f"/with-me/code/{code}/", data).text
        assert AllyLink.objects.get().taken_by is None

    def test_typed_by_hand(self, client, owner):
        _link, code = making.ally_link(owner)
        typed = f"{code[:4].lower()} {code[4:8]} {code[8:]}"
        assert at(client, making.person(), "/with-me/code/", {"code": typed})["Location"] == (
            f"/with-me/code/{code}/"
        )
        assert at(client, making.person(), "/with-me/code/", {"code": ""}).status_code == 422
