"""Rules 5 and 7: the checks on pages and on the cost of lists, each shown to bite."""

import pytest
from django.http import HttpResponse

from accounts.models import User
from tests.html import check_html
from tests.queries import assert_same_queries, tables_written

SOUND = """<!doctype html><html lang="en"><head><title>Notes</title><link rel="stylesheet" href="/a.css">
<script type="module" src="/a.js"></script></head><body><main><h1>Meetings</h1>
<form action="/find/" method="get"><label for="q">Word</label><input id="q" name="q" aria-describedby="h">
<p id="h">Any word.</p><label>Day <select name="day"></select></label><input type="hidden" name="t">
<svg><use href="/icons.svg#i-exit"></use></svg><button>Find</button></form>
<a href="https://example.org/" rel="noopener noreferrer">Weather</a></main></body></html>"""


def test_a_sound_page_passes() -> None:
    assert check_html(SOUND) == []


@pytest.mark.parametrize(
    ("part", "instead", "fault"),
    [
        ('<label for="q">Word</label>', "", "field q has no label"),
        ('<p id="h">', '<p id="q">', "id q is not unique"),
        ('<p id="h">', "<p>", "aria-describedby points to no id: h"),
        ("<main>", "<main><script>go()</script>", "inline script"),
        ("<main>", "<main><style>p{}</style>", "inline style on <style>"),
        ("<main>", '<main style="color:red">', "inline style on <main>"),
        ("<button>", '<button onclick="go()">', "onclick on <button>"),
        ('href="https://example.org/"', 'href="javascript:go()"', "href=javascript:go() on <a>"),
        (' rel="noopener noreferrer"', "", "link to another host without rel=noreferrer"),
        ('src="/a.js"', 'src="https://cdn.example.org/a.js"', "<script src> names another host"),
        ('href="/a.css"', 'href="//cdn.example.org/a.css"', "<link href> names another host"),
        ('action="/find/"', 'action="https://example.org/"', "<form action> names another host"),
        ("/icons.svg#", "https://example.org/icons.svg#", "<use href> names another host"),
        ("<svg>", '<img src="/a.png"><svg>', "<img> has no alt"),
        (' lang="en"', "", "<html> has no lang"),
        ("<title>Notes</title>", "<title></title>", "<title> is empty"),
        ("<h1>Meetings</h1>", "", "0 <h1>"),
        ("<h1>Meetings</h1>", "<h1>A</h1><h1>B</h1>", "2 <h1>"),
    ],
)
def test_planted_fault_is_found(part: str, instead: str, fault: str) -> None:
    assert part in SOUND
    found = check_html(SOUND.replace(part, instead, 1))
    assert any(each.startswith(fault) for each in found), found


@pytest.mark.django_db
def test_a_query_for_every_row_is_found() -> None:
    made = iter(range(100))

    def make_row() -> None:
        User.objects.create_user(f"row-{next(made)}", public_name="Row")

    def careful() -> HttpResponse:
        return HttpResponse(", ".join(user.sign_in_name for user in User.objects.all()))

    def careless() -> HttpResponse:
        return HttpResponse(
            ", ".join(User.objects.get(pk=user.pk).sign_in_name for user in User.objects.all())
        )

    assert_same_queries(careful, make_row)
    with pytest.raises(AssertionError, match="SELECT"):
        assert_same_queries(careless, make_row)
    with pytest.raises(AssertionError, match="three rows look like one"):
        assert_same_queries(careful, lambda: None)


def test_writes_are_seen() -> None:
    statements = ['SELECT 1 FROM "a"', 'INSERT INTO "b" ("x")', 'UPDATE "c" SET', 'DELETE FROM "d" WHERE']
    assert tables_written(statements) == {"b", "c", "d"}
