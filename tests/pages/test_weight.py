"""What a first page weighs over the wire, and how many times it asks."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

pytestmark = pytest.mark.django_db
LIMIT_BYTES, LIMIT_REQUESTS = 21_000, 4
PAGES = [
    *("/help/?country=IN", "/help/beside/?country=IN", "/help/minute/"),
    *("/how/", "/family/", "/privacy/", "/ur/how/"),
]


def asked_for(html: str) -> set[str]:
    """Files a page makes the browser fetch, without the favicon."""
    wanted = set(re.findall(r'<(?:script|img)[^>]* src="([^"]+)"', html))
    wanted |= set(re.findall(r'<link rel="stylesheet" href="([^"]+)"', html))
    return wanted | {found.split("#")[0] for found in re.findall(r'<use href="([^"]+)"', html)}


def weight(path: str) -> int:
    file = finders.find(path.removeprefix("/static/"))
    return len(gzip.compress(Path(file).read_bytes(), 6))


@pytest.mark.parametrize("address", PAGES)
def test_first_page_is_light(client, address):
    call_command("load_crisis_lines", verbosity=0)
    response = client.get(address, headers={"accept-encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    files = asked_for(gzip.decompress(response.content).decode())
    total = len(response.content) + sum(weight(path) for path in files)
    assert 1 + len(files) <= LIMIT_REQUESTS, files
    assert total <= LIMIT_BYTES, total
