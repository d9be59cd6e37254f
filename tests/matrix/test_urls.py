"""Rules 4, 5 and 7: every address, asked by everybody, answers as the table says, with a sound page."""

from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from recovery_network import urls as project_urls
from recovery_network import views
from tests.cast import CAST, World
from tests.html import check_html
from tests.matrix.tables import Url, all_urls, build_world
from tests.queries import assert_same_queries, tables_written

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(240)]

# Django admin is one area with one door: its index stands in the table for all of it.
ONE_DOOR = {"admin:"}
# Reading a page may note that it was read, and keep the session alive. Nothing else.
MAY_BE_WRITTEN = {"ledger_accessentry", "django_session", "usersessions_usersession"}
HEADERS = {
    *("Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options", "Permissions-Policy"),
    *("Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy"),
}
REFUSALS = {400, 405, 409, 410, 415, 422, 429}


def named_patterns(patterns: list, prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from named_patterns(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name or pattern.pattern}"


def verdict_of(response: HttpResponseBase) -> str:
    code = response.status_code
    if code in {301, 302, 303}:
        return "sign_in" if response["Location"].startswith(resolve_url(settings.LOGIN_URL)) else "moved"
    names = {200: "ok", 403: "forbidden", 404: "hidden"}
    return names.get(code) or ("refused" if code in REFUSALS else f"status {code}")


def ask(world: World, url: Url, signed_in: SimpleCookie) -> tuple[HttpResponseBase, set[str]]:
    """The answer, with everything it did undone, and the tables a GET wrote to."""
    path = reverse(url.name, kwargs=url.kwargs(world)) + url.query
    client = Client(raise_request_exception=False)
    client.cookies.update(signed_in)
    with transaction.atomic():
        with CaptureQueriesContext(connection) as queries:
            response = client.post(path, url.post(world)) if url.post else client.get(path)
        transaction.set_rollback(True)
    written = set() if url.post else tables_written([query["sql"] for query in queries.captured_queries])
    return response, written - MAY_BE_WRITTEN - url.writes


@pytest.fixture(autouse=True)
def refusals_are_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each person is shown the pages that say no once; after that their number is enough, and is all we read.

    Half of all answers are refusals, and drawing their pages took longer than all else in these tests.
    """
    for name, view in (("handler403", views.forbidden), ("handler404", views.not_found)):
        monkeypatch.setattr(project_urls, name, _once_for_each(view))


def _once_for_each(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    drawn: dict[object, int] = {}

    def answer(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        person = request.user.pk
        if person in drawn:
            return HttpResponse(status=drawn[person])
        response = view(request, exception)
        drawn[person] = response.status_code
        return response

    return answer


def wrong_cells(urls: list[Url], world: World) -> list[str]:
    found = []
    # Signing in costs as much as asking. What an answer did is undone, so nobody has to do it twice.
    signed_in = {person: world.client(person).cookies for person in CAST}
    for url in urls:
        for person in CAST:
            response, written = ask(world, url, signed_in[person])
            faults = faults_of(url, person, response)
            faults += [f"a GET wrote to {table}" for table in sorted(written)]
            found += [f"{url.name} as {person}: {fault}" for fault in faults]
    return found


def faults_of(url: Url, person: str, response: HttpResponseBase) -> list[str]:
    faults = []
    if (verdict := verdict_of(response)) != url.verdict(person):
        faults.append(f"{verdict}, the table says {url.verdict(person)}")
    faults += [f"no {name}" for name in sorted(HEADERS - set(response.headers))]
    if response.headers.get("Content-Type", "").startswith("text/html") and not url.name.startswith("admin:"):
        faults += check_html(response.content.decode()) if response.status_code == 200 else []
    return faults


def test_every_address_is_in_the_table() -> None:
    walked = set(named_patterns(get_resolver().url_patterns))
    walked = {name for name in walked if not name.startswith(tuple(ONE_DOOR))} | {"admin:index"}
    listed = {url.name for url in all_urls()}
    assert walked - listed == set(), "add these to URLS in tests/matrix/<app>.py"
    assert listed - walked == set(), "no such address"


PARTS = 4  # so that the workers of a run can share them


@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_gets_the_answer_of_the_table(part: int) -> None:
    found = wrong_cells(all_urls()[part::PARTS], build_world())
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("url", [url for url in all_urls() if url.lists], ids=lambda url: url.name)
def test_a_list_costs_the_same_however_long(url: Url) -> None:
    world = build_world()
    person = next(name for name in reversed(CAST) if url.verdict(name) == "ok")
    path = reverse(url.name, kwargs=url.kwargs(world)) + url.query
    client = world.client(person)
    assert_same_queries(lambda: client.get(path), lambda: url.lists(world))


def test_a_wrong_table_and_a_forgotten_address_are_found() -> None:
    world = build_world()
    found = wrong_cells([Url("admin:index", ok="member", moved="*", lists=None)], world)
    assert "admin:index as member: moved, the table says ok" in found
    assert "admin:index as operator: ok, the table says moved" in found
    assert len(found) == 2
    with pytest.raises(LookupError, match="nothing said about"):
        Url("healthz", ok="member", lists=None)
    with pytest.raises(ValueError, match="said twice"):
        Url("healthz", ok="* member", hidden="member", lists=None)
