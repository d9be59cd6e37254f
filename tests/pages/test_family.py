"""The family track: where it leads, and that nothing on it tells whether a person is here."""

import re
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.urls import resolve
from django.utils import timezone

from groups.services import rolling
from recovery_network.pages import PAGES
from tests.cast import people_and_centres
from tests.groups import factories
from tests.html import check_html
from tests.mentoring import people

pytestmark = pytest.mark.django_db
PUBLIC = ["/family/", "/help/beside/", "/help/beside/?country=IN", "/with-me/code/"]


@pytest.fixture(autouse=True)
def nobody_guessed():
    cache.clear()


def main_of(answer) -> str:
    text = answer.content.decode()
    assert check_html(text) == []
    main = text.partition("<main")[2].partition("</main>")[0]
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", main)


def test_every_way_on_is_there(client):
    """No page of the track ends in nothing, for a visitor or for somebody with a name."""
    client.force_login(people.person(people.centre()))
    for path in PUBLIC[:2]:
        links = re.findall(r'href="(/[^"#]*)', main_of(client.get(path)))
        assert len(links) > 4
        for link in set(links):
            assert client.get(link, follow=True).status_code == 200, link


def test_its_meetings_are_those_of_families_alone(client):
    at = factories.centre()
    for name, kind in (("Lamp at Home", "family"), ("Evening Circle", "open")):
        factories.series(factories.group(at, name, kind=kind), name=name)
    rolling.roll_forward(now=timezone.now())
    link = re.search(r'href="([^"]*who=family)"', main_of(client.get("/family/")))[1]
    shown = main_of(client.get(f"{link}&when=any"))
    assert "Lamp at Home" in shown
    assert "Evening Circle" not in shown


class TestHelpForWhoStandsBeside:
    def test_the_numbers_are_those_of_the_directory_under_their_own_situations(self, client):
        call_command("load_crisis_lines", verbosity=0)
        beside, help_now = (main_of(client.get(f"/help/{page}?country=IN")) for page in ("beside/", ""))
        numbers = set(re.findall(r'href="tel:([^"]+)"', beside))
        assert numbers
        assert numbers <= set(re.findall(r'href="tel:([^"]+)"', help_now))

    def test_lines_of_the_police_are_not_among_them(self, client):
        call_command("load_crisis_lines", verbosity=0)
        assert "1933" in main_of(client.get("/help/?country=IN"))
        assert "1933" not in main_of(client.get("/help/beside/?country=IN"))

    def test_without_a_country_it_asks_for_one_and_comes_back_here(self, client):
        call_command("load_crisis_lines", verbosity=0)
        page = main_of(client.get("/help/beside/?country=none"))
        assert "Where are you?" in page
        assert 'action="/help/beside/"' in page
        assert 'action="/help/"' in main_of(client.get("/help/?country=none"))


class TestNobodyIsFound:
    """The same answer for every name, address and code: of a member, of a stranger, of nobody."""

    def asked_for(self, world) -> list[str]:
        member = world.member
        known = [member.public_name, member.code, str(member.subject), member.sign_in_name]
        return [*known, "x@x.example", "Zz"]

    @pytest.mark.parametrize("path", PUBLIC)
    @pytest.mark.parametrize("who", ["visitor", "newcomer", "neighbour"])
    def test_no_question_changes_a_page(self, path, who):
        world = people_and_centres()
        client, glue = world.client(who), "&" if "?" in path else "?"
        plain = main_of(client.get(path))
        for value in self.asked_for(world):
            for name in ("q", "name", "code", "email", "who"):
                assert main_of(client.get(f"{path}{glue}{name}={quote(value)}")) == plain

    def test_no_page_has_a_field_to_look_for_a_person(self, client):
        for path in PUBLIC[:3]:
            fields = re.findall(r"<(?:input|textarea|select)[^>]*>", main_of(client.get(path)))
            assert fields == []

    @pytest.mark.parametrize("who", ["visitor", "newcomer", "neighbour"])
    def test_what_is_typed_instead_of_a_code_is_one_and_the_same(self, who):
        world = people_and_centres()
        client, answers = world.client(who), set()
        for value in self.asked_for(world):
            cache.clear()
            sent = client.post("/with-me/code/", {"code": value})
            if sent.status_code == 302:
                assert resolve(sent["Location"]).url_name == "take_ally"
                sent = client.get(sent["Location"])
            text = main_of(sent)
            answers.add((sent.status_code, re.sub(r'(next=|value=)[^">]*', "", text)))
        assert len({status for status, _text in answers if status != 422}) == 1
        assert world.member.public_name not in str(answers)

    def test_the_pages_of_words_are_the_same_for_everybody(self):
        """With a name or without: what stands there depends on nobody."""
        world = people_and_centres()
        assert "family/" in {route for route, _name, _nav in PAGES}
        pages = {main_of(world.client(who).get("/family/")) for who in ("visitor", "newcomer", "member")}
        assert len(pages) == 1
