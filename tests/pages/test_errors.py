"""What a person reads when something went wrong."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from tests.html import check_html

pytestmark = pytest.mark.django_db


def test_not_found_blames_nobody_and_leads_on(client):
    response = client.get("/no-such-page/")
    page = response.content.decode()
    assert response.status_code == 404
    assert "Page not found" in page
    assert 'href="/exit/"' in page
    assert "/help/" in page
    assert "404" not in page


def test_server_error_page_needs_no_context():
    page = render_to_string("errors/500.html", {})
    assert "What you wrote may not be saved" in page
    assert "/help/" in page


def test_an_expired_form_says_what_to_do(csrf_post):
    response = csrf_post("/language/", {"language": "ur"})
    page = response.content.decode()
    assert response.status_code == 403
    assert "This page was open too long" in page
    assert "nothing was saved" in page
    assert "/help/" in page
    assert "CSRF" not in page


@pytest.fixture
def csrf_post():
    return Client(enforce_csrf_checks=True).post


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "csrf"])
@pytest.mark.parametrize("language", ["en", "ur"])
def test_every_error_page_leads_to_help_and_out(rf, name, language):
    request = rf.get("/help/")
    request.user = AnonymousUser()
    with translation.override(language):
        page = render_to_string(f"errors/{name}.html", {}, None if name == "500" else request)
    assert check_html(page) == []
    assert 'href="/exit/"' in page
    assert "help/" in page
