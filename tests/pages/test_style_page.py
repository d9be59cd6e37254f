"""The style page shows everything there is, to those who may see it."""

import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from accounts.models import User
from tests.html import check_html

pytestmark = pytest.mark.django_db
CSS = Path(django_settings.BASE_DIR) / "static" / "css" / "components"


def test_every_component_class_is_shown(client):
    shown = set()
    for found in re.findall(r'class="([^"]*)"', client.get("/ops/style/").content.decode()):
        shown |= set(found.split())
    css = "".join(path.read_text() for path in CSS.glob("*.css"))
    styled = set(re.findall(r"\.([a-z][a-z0-9]*(?:__[a-z]+|--[a-z0-9]+)?)(?![\w-])", css))
    unseen = {c for c in styled - shown if c not in {"no", "big"}}
    assert unseen <= {
        "card--gold", "card--stop", "btn--l", "btn--w",
        "search", "bullets", "facts", "cardh", "select", "input", "stitch",
    }, unseen  # fmt: skip


def test_the_page_is_sound(client):
    assert check_html(client.get("/ops/style/").content.decode()) == []


def test_on_a_real_install_only_operators_see_it(client, settings):
    settings.LOCAL = False
    assert client.get("/ops/style/").status_code == 404
    client.force_login(User.objects.create_user("a1", public_name="A"))
    assert client.get("/ops/style/").status_code == 404
    client.force_login(User.objects.create_user("o1", public_name="O", is_superuser=True))
    assert client.get("/ops/style/").status_code == 200
