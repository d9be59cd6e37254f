"""Every text that leaves the page, in every language, scanned for words that would out somebody."""

import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone, translation

from accounts.models import User
from groups.models import MeetingSeries
from notifications import kinds, mail
from notifications.mail import Parcel
from notifications.models import Notice
from notifications.wording import line
from tests.groups import factories
from tests.outing.scan import outing, words

CENTRE, GROUP = "Nasha Mukti Kendra", "Thursday Sober Circle NA"
LANGUAGES = [code for code, _name in settings.LANGUAGES]
TEMPLATES = Path(settings.BASE_DIR) / "templates"
TITLE = re.compile(r"{%-? *block title *%}(.*?){%-? *endblock", re.DOTALL)

in_every_language = pytest.mark.parametrize("language", LANGUAGES)


def all_mails(language):
    """What each kind sends, with telling names among its parameters."""
    params = {"name": GROUP, "starts": 1781532000, "centre": CENTRE}
    for kind in kinds.KINDS.values():
        for safe in ("fine", "shared") if kind.mail else ():
            parcel = Parcel(
                1,
                "key",
                kind.name,
                "/m/abcdefgh/",
                params,
                "p@x.example",
                "A" * 22,
                language,
                "Asia/Dhaka",
                safe,
            )
            (message,) = mail.build([parcel], timezone.now())
            yield f"{kind.name} {safe}", message_from_bytes(message.data, policy=policy.default)


@in_every_language
def test_mails_of_every_kind(language):
    found = {}
    for name, message in all_mails(language):
        for header, value in message.items():
            found[f"{name} {header}"] = outing(value, GROUP, CENTRE)
        found[f"{name} text"] = outing(message.get_content(), GROUP, CENTRE)
    assert len(found) > 50
    assert {where: words for where, words in found.items() if words} == {}


@in_every_language
def test_notices_of_those_who_want_no_names(language):
    reader = User(neutral_text=True, time_zone="Asia/Dhaka")
    with translation.override(language):
        for kind in kinds.KINDS:
            notice = Notice(kind=kind, params={"name": GROUP, "starts": 1781532000})
            assert outing(line(notice, reader, timezone.now()), GROUP, CENTRE) == [], kind


def mail_templates():
    return sorted(
        path
        for path in TEMPLATES.rglob("*.txt")
        if {"email", "emails"} & set(path.relative_to(TEMPLATES).parts)
    )


@in_every_language
@pytest.mark.parametrize("path", mail_templates(), ids=lambda path: path.name)
def test_every_mail_template(path, language):
    """Those of sign-in too: rendered with nothing known, so that only their own words speak."""
    with translation.override(language):
        source = (TEMPLATES / path).read_text(encoding="utf-8")
        text = Template(source).render(Context({"SITE_NAME": settings.SITE_NAME}))
    assert outing(text) == []


def titles():
    for path in sorted(TEMPLATES.rglob("*.html")):
        for title in TITLE.findall(path.read_text(encoding="utf-8")):
            yield pytest.param(title, id=str(path.relative_to(TEMPLATES)))


@in_every_language
@pytest.mark.parametrize("title", list(titles()))
def test_titles_of_pages(title, language):
    """History, tabs and bookmarks show them; no name of a group or person may stand there either."""
    with translation.override(language):
        text = Template(title).render(Context({"SITE_NAME": settings.SITE_NAME}))
    assert outing(text) == []
    variables = set(re.findall(r"{{ *([\w.]+)", title))
    assert variables <= {"SITE_NAME"}, "a title may hold no name"


def routes(patterns, before=""):
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            yield path


def test_addresses():
    """What stands in the history of a browser and in the log of a proxy."""
    ours = [path for path in routes(get_resolver().url_patterns) if not path.startswith("ops/")]
    assert len(ours) > 20
    spoken = {path: outing(re.sub(r"<[^>]*>|[/_^$\\-]+", " ", path)) for path in ours}
    assert {path: words for path, words in spoken.items() if words} == {}


@in_every_language
def test_calendar_entries(db, language):
    """A calendar at work shows them to colleagues."""
    series = factories.series(
        factories.group(factories.centre(CENTRE), GROUP), notes="For addicts, by addicts."
    )
    prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
    answer = Client().get(f"{prefix}/m/{series.code}/calendar.ics")
    assert answer.status_code == 200
    text = answer.content.decode().replace("\r\n ", "")
    assert "SUMMARY:" in text
    assert MeetingSeries.objects.get().title == GROUP
    assert outing(text, GROUP, CENTRE) == []
    assert outing(answer["Content-Disposition"], GROUP, CENTRE) == []


def test_names_of_static_files_and_of_the_site():
    for path in (Path(settings.BASE_DIR) / "static").rglob("*"):
        assert outing(re.sub(r"[-_.]", " ", path.name)) == []
        if path.suffix in {".webmanifest", ".json"}:
            assert outing(path.read_text(encoding="utf-8")) == []
    assert outing(settings.DEFAULT_FROM_EMAIL) == []
    assert outing(settings.SITE_NAME) == []


# --- The scan bites --------------------------------------------------------------------------------


def test_the_list_is_long_and_clean():
    assert len(words()) >= 150
    assert len(set(words())) == len(words())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Your AA meeting starts soon", ["AA"]),
        ("Meeting Reminder: Recovery Circle", ["Recovery"]),
        ("naa aap", []),
        ("na, so ein Abend", []),
        ("NASHA  mukti", ["NASHA", "NASHA  mukti"]),
        ("नशामुक्ति केंद्र", ["नशा", "नशामुक्ति"]),
        ("নেশার কথা", ["নেশা"]),
        ("নিরাময় কেন্দ্র", ["নিরাময়"]),
        ("মদদ", []),
        ("دولت اور سہولت", []),
        ("منشیات سے بحالی", ["منشیات", "بحالی"]),
        ("ਨਸ਼ਾ", ["ਨਸ਼ਾ"]),
        ("Evening Circle", []),
    ],
)
def test_the_scan_bites(text, found):
    assert sorted(outing(text)) == sorted(found)


def test_names_are_found_in_any_case():
    assert outing("the evening circle", "Evening Circle") == ["Evening Circle"]


def test_a_planted_letter_is_found(monkeypatch):
    planted = kinds.Kind("test.planted", "x", "x", mail="notifications/note")
    monkeypatch.setitem(kinds.KINDS, "test.planted", planted)
    monkeypatch.setattr(settings, "DEFAULT_FROM_EMAIL", "Sober Friends <notes@x.example>")
    mail.letter.cache_clear()
    senders = [outing(message["From"]) for name, message in all_mails("en")]
    mail.letter.cache_clear()
    assert ["Sober"] in senders
