"""System checks that refuse to start an unsafe production."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

LOCAL_SECRETS = {"local-only-not-a-secret", "local-only-not-a-secret-either"}


@register(Tags.security)
def production_is_safe(app_configs, **kwargs):
    """Default keys, DEBUG, console or file mail and plain HTTP stop a production install."""
    if not settings.PRODUCTION:
        return []
    faults = [
        (settings.DEBUG, "DEBUG must be off in production.", "rn.E001"),
        (
            settings.SECRET_KEY in LOCAL_SECRETS or len(settings.SECRET_KEY) < 40,
            "SECRET_KEY must be your own, 40 characters or more.",
            "rn.E002",
        ),
        (
            settings.FIELD_KEY in LOCAL_SECRETS or len(settings.FIELD_KEY) < 40,
            "FIELD_KEY must be your own, 40 characters or more.",
            "rn.E003",
        ),
        (settings.FIELD_KEY == settings.SECRET_KEY, "FIELD_KEY and SECRET_KEY must differ.", "rn.E004"),
        (
            not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"),
            "EMAIL_URL must name a mail server: smtp://, smtp+tls:// or smtps://.",
            "rn.E005",
        ),
        (not settings.HTTPS, "RN_ORIGINS must start with an https:// origin.", "rn.E006"),
    ]
    found: list[CheckMessage] = [Error(text, id=code) for bad, text, code in faults if bad]
    if not settings.DATABASE_ROLES_DIFFER:
        found.append(
            Warning(
                "DATABASE_URL and DATABASE_OWNER_URL are one role: the audit could be changed.", id="rn.W001"
            )
        )
    return found
