"""Reading sent mail on a local install."""

import importlib

import pytest
from django.core import mail
from django.core.mail.backends.filebased import EmailBackend

from recovery_network import dev_mail, urls

pytestmark = pytest.mark.django_db
LETTER = {"subject": "A note for you", "body": "Open https://example.org/n/ <b>now</b>\n-- \nSaathi"}


@pytest.fixture(params=["memory", "file"])
def sent(request, settings, tmp_path):
    message = mail.EmailMessage(**LETTER, from_email="Notes <n@localhost>", to=["a@example.org"])
    if request.param == "memory":
        settings.EMAIL_FILE_PATH = None
        mail.outbox = [message]
    else:
        settings.EMAIL_FILE_PATH = str(tmp_path)
        EmailBackend(file_path=str(tmp_path)).send_messages([message, message])
    return request.param


def test_mail_is_listed_and_shown_escaped(client, sent):
    listed = client.get("/dev/mail/").content.decode()
    assert "A note for you" in listed
    key = dev_mail.sent_mail()[0].key
    shown = client.get(f"/dev/mail/{key}/").content.decode()
    assert "&lt;b&gt;now&lt;/b&gt;" in shown
    assert 'href="https://example.org/n/"' in shown


def test_no_mail_is_said(client, settings, tmp_path):
    settings.EMAIL_FILE_PATH = str(tmp_path)
    assert "No mail yet" in client.get("/dev/mail/").content.decode()


@pytest.mark.parametrize("key", ["none-0", "..%2F..%2Fetc", "memory-99"])
def test_an_unknown_key_is_not_found(client, key):
    assert client.get(f"/dev/mail/{key}/").status_code == 404


def test_production_has_no_such_address(settings):
    settings.LOCAL = False
    try:
        names = [getattr(p, "name", None) or str(p.pattern) for p in importlib.reload(urls).urlpatterns]
        included = [str(getattr(p, "urlconf_module", "")) for p in urls.urlpatterns]
        assert not any("urls_local" in text for text in [*names, *included])
    finally:
        settings.LOCAL = True
        importlib.reload(urls)
