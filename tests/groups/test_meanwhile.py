"""Two hosts with one form open: the second is shown what the first did, and nothing is lost."""

import json
from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from groups.models import Group, GroupRole, Language, MeetingSeries
from groups.services import dates, groups, series
from groups.services.fields import mark, overwritten
from groups.services.follow import rebuild
from tests.groups import factories
from tests.groups.filled import Fields, form_with
from tests.html import check_html

pytestmark = pytest.mark.django_db
SENTENCE = "This was changed while you were writing"


@pytest.fixture
def group():
    return factories.group(factories.centre(), notes_public="Tea\nand talk")


@pytest.fixture
def host(group, client):
    person = factories.person("Simran", adult_confirmed_at=timezone.now())
    factories.role(person, group, GroupRole.Role.FACILITATOR)
    client.force_login(person)
    return person


@pytest.fixture
def other(group):
    person = factories.person("Amrit")
    factories.role(person, group, GroupRole.Role.FACILITATOR)
    return person


@pytest.fixture
def weekly(group) -> MeetingSeries:
    made = factories.series(group, weekdays=127, name="Lantern Walk")
    rebuild([made.pk], timezone.now())
    return made


def page(response, status: int = 200) -> str:
    assert response.status_code == status
    html = response.content.decode()
    assert check_html(html) == []
    return html


class TestASeries:
    @pytest.fixture
    def url(self, weekly) -> str:
        return reverse("host_edit_series", args=[weekly.code])

    @staticmethod
    def change(other, weekly, **fields) -> None:
        series.edit_series(actor=other, series=weekly, now=timezone.now(), **fields)

    def opened(self, client, url, **typed: str) -> Fields:
        return form_with(page(client.get(url)), "opened") | {name: [value] for name, value in typed.items()}

    def test_nothing_meanwhile_and_it_is_saved(self, client, host, weekly, url):
        fields = self.opened(client, url, notes="Bring tea")
        hidden = form_with(page(client.post(url, fields | {"do": "check"})), "opened")
        assert client.post(url, hidden | {"do": "save"}).status_code == 302
        assert MeetingSeries.objects.get().notes == "Bring tea"

    @pytest.mark.parametrize("do", ["check", "edit", "save"])
    def test_the_other_ones_change_stays_and_mine_is_not_lost(self, client, host, other, weekly, url, do):
        fields = self.opened(client, url, notes="Bring tea", local_start="21:00")
        self.change(other, weekly, name="River Walk", local_start=time(18, 30))
        html = page(client.post(url, fields | {"do": do}), 409)
        assert SENTENCE in html
        assert "<bdi>River Walk</bdi>" in html
        assert "<bdi>18:30</bdi>" in html
        shown = form_with(html, "opened")
        assert (shown["name"], shown["notes"], shown["local_start"]) == (
            ["River Walk"], ["Bring tea"], ["21:00"],
        )  # fmt: skip
        weekly.refresh_from_db()
        assert (weekly.name, weekly.notes, weekly.local_start) == ("River Walk", "", time(18, 30))

    def test_saved_again_on_purpose(self, client, host, other, weekly, url):
        fields = self.opened(client, url, local_start="21:00")
        self.change(other, weekly, name="River Walk", local_start=time(18, 30))
        shown = form_with(page(client.post(url, fields | {"do": "save"}), 409), "opened")
        checked = form_with(page(client.post(url, shown | {"do": "check"})), "opened")
        assert client.post(url, checked | {"do": "save"}).status_code == 302
        weekly.refresh_from_db()
        assert (weekly.name, weekly.local_start) == ("River Walk", time(21))

    def test_a_change_between_the_check_and_the_save_is_seen_too(self, client, host, other, weekly, url):
        fields = self.opened(client, url, name="Mine")
        hidden = form_with(page(client.post(url, fields | {"do": "check"})), "opened")
        self.change(other, weekly, name="Theirs")
        assert SENTENCE in page(client.post(url, hidden | {"do": "save"}), 409)

    def test_languages_count_too(self, client, host, other, weekly, url):
        spoken = Language.objects.all()[:2]
        fields = self.opened(client, url, notes="Bring tea")
        self.change(other, weekly, languages=spoken)
        html = page(client.post(url, fields | {"do": "save"}), 409)
        assert str(spoken[0]) in html.split("now it says")[1]
        assert form_with(html, "opened")["languages"] == [str(each.pk) for each in spoken]

    def test_what_is_not_in_the_form_may_change(self, client, host, other, weekly, url):
        fields = self.opened(client, url, notes="Bring tea")
        day = weekly.occurrences.filter(starts_at__gt=timezone.now()).latest("starts_at").local_date
        dates.cancel_date(actor=other, series=weekly, local_date=day, now=timezone.now())
        assert client.post(url, fields | {"do": "save"}).status_code == 302

    def test_pressed_twice_is_saved_once_and_no_quarrel(self, client, host, weekly, url):
        fields = self.opened(client, url, notes="Bring\r\ntea")
        for _time in range(2):
            assert client.post(url, fields | {"do": "save"}).status_code == 302

    def test_the_row_is_asked_again_under_its_lock(self, client, host, other, weekly, url, monkeypatch):
        """The other one saves after the page was compared and before it is written."""
        fields = self.opened(client, url, name="Mine")
        real = series.edit_series

        def late(**named):
            monkeypatch.setattr(series, "edit_series", real)
            self.change(other, weekly, name="Theirs")
            return real(**named)

        monkeypatch.setattr(series, "edit_series", late)
        assert "<bdi>Theirs</bdi>" in page(client.post(url, fields | {"do": "save"}), 409)
        weekly.refresh_from_db()
        assert weekly.name == "Theirs"

    @pytest.mark.parametrize("opened", ["", "x", "[]", "3", '{"pk": "1", "external_raw": "2", "words": 3}'])
    def test_nonsense_marks_ask_nothing(self, client, host, weekly, url, opened):
        fields = self.opened(client, url, notes="Bring tea", opened=opened)
        assert client.post(url, fields | {"do": "save"}).status_code == 302


class TestAGroup:
    def test_the_same_for_a_group(self, client, host, other, group):
        url = reverse("host_edit_group", args=[group.code])
        fields = form_with(page(client.get(url)), "opened") | {"agreements": ["Be kind"]}
        groups.edit_group(actor=other, group=group, now=timezone.now(), notes_public="Coffee", kind="family")
        html = page(client.post(url, fields), 409)
        assert SENTENCE in html
        assert "<bdi>Coffee</bdi>" in html
        assert "<bdi>For family and friends</bdi>" in html
        shown = form_with(html, "opened")
        assert (shown["agreements"], shown["notes_public"]) == (["Be kind"], ["Coffee"])
        assert client.post(url, shown).status_code == 302
        group.refresh_from_db()
        assert (group.agreements, group.notes_public, group.kind) == ("Be kind", "Coffee", "family")

    def test_private_notes_are_not_asked_about_by_who_may_not_read_them(self, client, host, group):
        Group.objects.filter(pk=group.pk).update(notes_private="Rent is due")
        url = reverse("host_edit_group", args=[group.code])
        fields = form_with(page(client.get(url)), "opened")
        opened = json.loads(fields["opened"][0])
        assert "notes_private" not in opened
        fields["opened"] = [json.dumps(opened | {"notes_private": mark("a guess")})]
        assert client.post(url, fields).status_code == 302


def test_marks_are_of_what_is_held_and_not_of_how_it_is_written(group):
    assert not overwritten(group, {"notes_public": mark("Tea\r\nand talk ")}, {"notes_public": "Other"})
    assert overwritten(group, {"notes_public": mark("Tea")}, {"notes_public": "Other"}) == ["notes_public"]
    assert not overwritten(group, {"notes_public": mark("Tea")}, {"notes_public": "Tea\r\nand talk"})
    assert mark(None) == mark("") == mark([])
    assert mark(timedelta(1)) != mark(None)


class TestADate:
    @pytest.fixture
    def day(self, weekly):
        later = timezone.now() + timedelta(days=2)
        return weekly.occurrences.filter(starts_at__gt=later).earliest("starts_at").local_date

    @pytest.fixture
    def url(self, weekly, day) -> str:
        return reverse("host_move_date", args=[weekly.code, day.isoformat()])

    @staticmethod
    def move(other, weekly, day, **change) -> None:
        change = {"new_date": day, "new_start": time(18, 30), "note": "The hall is taken"} | change
        dates.move_date(actor=other, series=weekly, local_date=day, now=timezone.now(), **change)

    def test_moved_by_two(self, client, host, other, weekly, day, url):
        fields = form_with(page(client.get(url)), "opened") | {"start": ["21:00"], "note": ["Sorry"]}
        self.move(other, weekly, day)
        html = page(client.post(url, fields), 409)
        assert SENTENCE in html
        assert "evening 6:30 to 7:30" in html
        assert "The hall is taken" in html
        shown = form_with(html, "opened")
        assert (shown["start"], shown["note"]) == (["21:00"], ["Sorry"])
        assert weekly.exceptions.get().new_start == time(18, 30)
        assert client.post(url, shown).status_code == 302
        assert weekly.exceptions.get().new_start == time(21)

    def test_cancelled_while_the_other_moves_it(self, client, host, other, weekly, day, url):
        fields = form_with(page(client.get(url)), "opened")
        dates.cancel_date(actor=other, series=weekly, local_date=day, now=timezone.now())
        html = page(client.post(url, fields), 409)
        assert "Does not take place" in html
        assert weekly.exceptions.get().kind == "cancelled"

    def test_moving_again_begins_with_what_was_said_before(self, client, host, other, weekly, day, url):
        self.move(other, weekly, day, new_duration=45)
        fields = form_with(page(client.get(url)), "opened")
        assert (fields["note"], fields["minutes"]) == (["The hall is taken"], ["45"])

    def test_the_same_twice_is_no_quarrel(self, client, host, weekly, day, url):
        fields = form_with(page(client.get(url)), "opened") | {"start": ["21:00"]}
        for _time in range(2):
            assert client.post(url, fields).status_code == 302

    @pytest.mark.parametrize("do", ["cancel", "restore"])
    def test_a_button_on_an_old_page_does_nothing_and_says_so(self, client, host, other, weekly, day, do):
        self.move(other, weekly, day)
        row = {"day": day.isoformat(), "opened": self.mark_on_page(client, weekly, day)}
        self.move(other, weekly, day, new_start=time(17))
        path = reverse("host_change_date", args=[weekly.code])
        assert "changed meanwhile" in page(client.post(path, row | {"do": do, "sure": "1"}, follow=True))
        assert weekly.exceptions.get().new_start == time(17)
        row["opened"] = self.mark_on_page(client, weekly, day)
        assert "Saved." in page(client.post(path, row | {"do": do, "sure": "1"}, follow=True))

    @staticmethod
    def mark_on_page(client, weekly, day) -> str:
        html = page(client.get(reverse("host_series", args=[weekly.code])))
        return html.split(f'name="day" value="{day}"><input type="hidden" name="opened" value="')[1][:12]
