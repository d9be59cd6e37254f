"""Tags and components as a page uses them."""

from datetime import UTC, datetime

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import User
from recovery_network.common.templatetags import ui
from tests.html import check_html

START = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def drawn(source: str, **context) -> str:
    return Template(source).render(Context(context))


def test_a_drawing_says_nothing_to_screen_readers():
    html = drawn('{% icon "leave" "i-flip" %}')
    assert html == (
        '<svg class="i i-flip" aria-hidden="true" focusable="false">'
        '<use href="/static/img/icons.svg#i-leave"></use></svg>'
    )


def test_a_drawing_cannot_carry_markup():
    assert "<script" not in drawn("{% icon name %}", name='"><script>')


def test_a_code_is_drawn_as_one_shape():
    assert drawn('{% avatar "abc" %}') == drawn('{% avatar "abc" %}')
    assert drawn('{% avatar "abc" "avatar--l" %}').startswith('<span class="avatar av-')


def test_a_time_carries_its_moment_for_machines():
    assert drawn('{% clock at "Asia/Dhaka" %}', at=START) == (
        '<time datetime="2026-11-23T20:00+06:00"><bdi>evening 8:00</bdi></time>'
    )
    assert "7:30 to 8:30" in drawn(
        '{% clock_range at end "Asia/Kolkata" %}', at=START, end=START.replace(hour=15)
    )


def test_the_word_can_stand_apart_from_the_clock():
    assert drawn('{% bare_clock at "Asia/Kolkata" %} {% part_of_day at "Asia/Kolkata" %}', at=START).endswith(
        "<bdi>7:30</bdi></time> evening"
    )


def test_days_near_now_have_names():
    now = START.replace(day=22)
    assert "Tomorrow" in drawn('{% day at "UTC" now %}', at=START, now=now)
    assert "Tomorrow, afternoon 2:00" in drawn('{% when at "UTC" now %}', at=START, now=now)
    assert 'datetime="2026-11-23"' in drawn("{% day at %}", at=START.date())


def test_a_number_to_call_runs_left_to_right():
    assert drawn('{% phone "999" %}') == '<a href="tel:999"><bdi dir="ltr">999</bdi></a>'


def test_visitors_and_members_have_their_four_places():
    visitor = ui.places(Context({"user": AnonymousUser(), "nav": "help"}))
    member = ui.places(Context({"user": User(public_name="A"), "nav": ""}))
    assert [place["key"] for place in visitor if place["current"]] == ["help"]
    assert {place["key"] for place in visitor} <= {"meetings", "family", "help", "me"}
    assert {place["key"] for place in member} <= {"today", "meetings", "notes", "me"}


def test_public_pages_change_language_by_address(rf):
    found = {one["code"]: one for one in ui.languages(Context({"request": rf.get("/help/?country=BD")}))}
    assert found["ur"]["url"] == "/ur/help/?country=BD"
    assert found["en"]["current"]
    assert found["ur"]["name"] == "اردو"


def test_other_pages_change_language_by_a_form(rf):
    assert {one["url"] for one in ui.languages(Context({"request": rf.get("/healthz")}))} == {""}


class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="Any name.")
    how = forms.ChoiceField(label="How", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    agree = forms.BooleanField(label="I agree")


def whole_page(form: forms.Form) -> str:
    body = '{% include "components/error_summary.html" %}<form method="post">{{ form }}</form>'
    return drawn(
        "<!doctype html><html lang=en><title>x</title><main><h1>x</h1>" + body + "</main></html>", form=form
    )


def test_fields_have_labels_hints_and_errors_that_belong_to_them():
    html = whole_page(Sample({"name": "", "how": "x"}))
    assert check_html(html) == []
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<fieldset class="field choices field--error"' in html


def test_the_summary_leads_to_each_fault():
    html = whole_page(Sample({"name": "", "how": "x"}))
    assert "There is a problem" in html
    for target in ("id_name", "id_how_0", "id_agree"):
        assert f'href="#{target}"' in html
        assert f'id="{target}"' in html


def test_a_form_without_faults_has_no_summary():
    assert "There is a problem" not in whole_page(Sample())


@pytest.mark.parametrize(("form", "prefix"), [(Sample({}), True), (Sample(), False), (None, False)])
def test_the_title_says_error_first(rf, form, prefix):
    request = rf.get("/help/")
    request.user = AnonymousUser()
    html = render_to_string("base.html", {"form": form}, request)
    assert ("<title>Error: " in html) is prefix


def test_the_frame_is_sound_in_both_directions(rf):
    request = rf.get("/help/")
    request.user = AnonymousUser()
    for language, direction in (("en", "ltr"), ("ur", "rtl")):
        with translation.override(language):
            html = render_to_string("errors/404.html", {}, request)
        assert f'lang="{language}" dir="{direction}"' in html
        assert check_html(html) == []


def test_the_top_bar_keeps_its_order(rf):
    request = rf.get("/help/")
    request.user = AnonymousUser()
    html = render_to_string("base.html", {}, request)
    order = [html.index(mark) for mark in ('class="brand"', 'class="lang"', 'class="help"', 'class="exit"')]
    assert order == sorted(order)
    assert html.count("data-exit rel") == 3  # skip link, top bar, help dialog


@pytest.mark.django_db
@pytest.mark.parametrize(("chosen", "mark"), [("dark", 'data-theme="dark"'), ("light", 'data-theme="light"')])
def test_a_chosen_theme_is_said_and_auto_is_not(rf, chosen, mark):
    request = rf.get("/help/")
    request.user = User.objects.create_user("a1", public_name="A", theme=chosen)
    assert mark in render_to_string("errors/404.html", {}, request)
    request.user.theme = "auto"
    assert "data-theme" not in render_to_string("errors/404.html", {}, request)
