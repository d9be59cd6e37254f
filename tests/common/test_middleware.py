"""Headers on every kind of answer, gzip, language and zone."""

from datetime import UTC, datetime

import pytest
from django.conf.urls.i18n import i18n_patterns
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path
from django.utils import translation

from accounts.models import User
from recovery_network.common import times
from recovery_network.common.middleware import FIXED_HEADERS, PublicGzip, is_public_path
from recovery_network.urls import urlpatterns as project

pytestmark = pytest.mark.django_db

WANTED = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "manifest-src 'self'",
    "require-trusted-types-for 'script'",
    "trusted-types rn",
}


def say(request):
    local = times.clock(datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
    return HttpResponse(f"{translation.get_language()} {local} " + "x" * 400)


def boom(request):
    raise RuntimeError("planted")


def start_session(request):
    request.session["a"] = 1
    return HttpResponse("x" * 400)


urlpatterns = [
    path("own/", say),
    path("boom/", boom),
    path("session/", start_session),
    *i18n_patterns(path("open/", say), prefix_default_language=False),
    *project,
]
handler500 = "recovery_network.views.server_error"
handler404 = "recovery_network.views.not_found"
handler400 = "recovery_network.views.bad_request"


@pytest.fixture(autouse=True)
def own_urls(settings, client):
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False


def assert_whole_set(response):
    policy = set(response.headers["Content-Security-Policy"].split("; "))
    assert policy >= WANTED
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    for name, value in FIXED_HEADERS.items():
        assert response.headers[name] == value


@pytest.mark.parametrize(
    ("address", "status"),
    [("/open/", 200), ("/own", 301), ("/none/", 404), ("/boom/", 500), ("/static/css/app.css", 200)],
)
def test_every_kind_of_answer_carries_the_set(client, address, status):
    response = client.get(address)
    assert response.status_code == status
    assert_whole_set(response)


def test_a_host_we_do_not_know_gets_the_set_and_a_page(client):
    response = client.get("/open/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert_whole_set(response)
    assert "We could not read that" in response.content.decode()


def test_a_crash_inside_middleware_carries_the_set(client, monkeypatch):
    def crash(self, request):
        raise RuntimeError("planted")

    monkeypatch.setattr(SessionMiddleware, "process_request", crash)
    response = client.get("/open/")
    assert response.status_code == 500
    assert_whole_set(response)
    assert "What you wrote may not be saved" in response.content.decode()


def test_the_error_page_comes_even_when_static_names_are_lost(client, monkeypatch):
    def lost(name):
        raise ValueError("Missing staticfiles manifest entry")

    monkeypatch.setattr("django.templatetags.static.StaticNode.handle_simple", lost)
    response = client.get("/boom/")
    assert response.status_code == 500
    assert "What you wrote may not be saved" in response.content.decode()


def test_only_the_admin_gets_inline_styles(client):
    policy = client.get("/ops/admin/nothing/").headers["Content-Security-Policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "script-src 'self';" in policy


@override_settings(HTTPS=True)
def test_strict_transport_only_with_https(client):
    assert "max-age=63072000" in client.get("/open/").headers["Strict-Transport-Security"]


def test_a_page_of_a_session_is_never_kept(client):
    assert "Cache-Control" not in client.get("/open/").headers
    client.get("/session/")
    assert "no-store" in client.get("/open/").headers["Cache-Control"]


def test_static_files_are_nobodys_even_with_a_session(client):
    client.get("/session/")
    assert "no-store" not in client.get("/static/css/app.css").headers.get("Cache-Control", "")


def test_gzip_is_for_visitors_only(client):
    asked = {"accept-encoding": "gzip"}
    assert client.get("/open/", headers=asked).headers.get("Content-Encoding") == "gzip"
    assert "Content-Encoding" not in client.get("/session/", headers=asked).headers
    assert "Content-Encoding" not in client.get("/open/", headers=asked).headers


def test_an_answer_that_starts_a_session_is_not_gzipped(rf, settings):
    response = HttpResponse("x" * 400)
    response.set_cookie(settings.SESSION_COOKIE_NAME, "a")
    request = rf.get("/", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in PublicGzip(lambda r: response)(request).headers


def test_public_pages_speak_the_language_of_their_address(client):
    urdu = {"accept-language": "ur"}
    assert client.get("/open/", headers=urdu).content.startswith(b"en ")
    assert client.get("/ur/open/").content.startswith(b"ur ")
    assert "Accept-Language" not in client.get("/open/").headers.get("Vary", "")


def test_other_pages_follow_the_browser_then_the_account(client):
    urdu = {"accept-language": "ur"}
    assert client.get("/own/", headers=urdu).content.startswith(b"ur ")
    client.force_login(User.objects.create_user("sana1", public_name="Sana", language="ur"))
    assert client.get("/own/").content.startswith(b"ur ")
    assert client.get("/open/").content.startswith(b"en ")


def test_public_paths_are_known_without_a_prefix():
    assert is_public_path("/open/")
    assert not is_public_path("/own/")
    assert not is_public_path("/ur/")


def test_a_visitor_may_choose_a_zone_and_it_stays(client):
    assert b"evening 5:30" in client.get("/open/").content
    assert b"evening 6:00" in client.get("/open/?tz=Asia/Dhaka").content
    assert b"evening 6:00" in client.get("/open/").content
    assert client.cookies["tz"]["samesite"] == "Lax"


@pytest.mark.parametrize("bad", ["x", "../../etc/passwd", "Etc/GMT+5", "\x00"])
def test_a_zone_that_is_none_is_ignored(client, bad):
    response = client.get("/open/", {"tz": bad})
    assert b"evening 5:30" in response.content
    assert "tz" not in response.cookies


@pytest.mark.parametrize("address", ["/r/%00/", "/r/a%00b/wait/", "/m/%00/", "/v/%00/"])
def test_an_address_with_a_nul_is_nobodys(client, address):
    client.force_login(User.objects.create_user(sign_in_name="nul", public_name="Green Field"))
    assert client.get(address).status_code == 404
