"""Mails of sign-in say nothing to whoever sees them on the table (B11), in every language."""

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.utils.translation import override

from accounts.adapter import CHANGES, CODES, SignInAdapter

_TELLING = """
recover sober addict alcohol drug clinic centre center meeting group support heal nasha نش بحال مدد
relapse rehab aa na member counselor mentor sponsor
"""
TELLING = _TELLING.split()
KINDS = [*CODES, *CHANGES, "unknown_account"]


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_tells(kind, language, rf: RequestFactory):
    with override(language):
        mail = SignInAdapter().render_mail(f"account/email/{kind}", "a@example.org", {"code": "123456"})
    text = f"{mail.subject}\n{mail.body}".lower()
    words = set(text.replace(".", " ").replace(",", " ").split())
    assert not [word for word in TELLING if (len(word) > 2 and word in text) or word in words]
    assert mail.body.strip()
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "http" not in text


def test_the_code_stands_in_it():
    mail = SignInAdapter().render_mail("account/email/login_code", "a@example.org", {"code": "123456"})
    assert "123456" in mail.body
    assert "123456" not in mail.subject


def test_only_two_subjects():
    with override("en"):
        subjects = {
            SignInAdapter().render_mail(f"account/email/{kind}", "a@example.org", {}).subject
            for kind in KINDS
        }
    assert subjects == {"Your code", "A note for you"}
