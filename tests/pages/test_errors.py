"""What a person reads when something went wrong."""

import pytest
from django.template.loader import render_to_string

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
