"""Mail that a local install "sent": read back from files, never in production (see urls_local.py)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.core import mail
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

NEWEST = 100
# Django's file backend writes this between the messages of one connection.
_SEPARATOR = b"-" * 79 + b"\n"


@dataclass(frozen=True)
class Sent:
    """One message as the recipient's mail program would show it."""

    key: str
    to: str
    subject: str
    sender: str
    at: datetime
    text: str


def sent_mail() -> list[Sent]:
    """The newest first."""
    if not settings.EMAIL_FILE_PATH:
        found = [_read(f"memory-{n}", _bytes(m), datetime.now(UTC)) for n, m in enumerate(_outbox())]
        return found[::-1][:NEWEST]
    files = sorted(
        Path(settings.EMAIL_FILE_PATH).glob("*.log"), key=lambda f: f.stat().st_mtime, reverse=True
    )
    return [one for file in files[:NEWEST] for one in _of_file(file)][:NEWEST]


def _outbox() -> list:
    return getattr(mail, "outbox", [])


def _bytes(message) -> bytes:
    return message.message().as_bytes()


def _of_file(file: Path) -> list[Sent]:
    at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    parts = [part for part in file.read_bytes().split(_SEPARATOR) if part.strip()]
    return [_read(f"{file.stem}-{n}", part, at) for n, part in reversed(list(enumerate(parts)))]


def _read(key: str, raw: bytes, at: datetime) -> Sent:
    message = message_from_bytes(raw, policy=policy.default)
    return Sent(
        key=key,
        to=str(message["to"] or ""),
        subject=str(message["subject"] or ""),
        sender=str(message["from"] or ""),
        at=at,
        text=_text(message),
    )


def _text(message: EmailMessage) -> str:
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    content = part.get_content()
    return content if isinstance(content, str) else ""


@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    return render(request, "ops/mail_list.html", {"sent": sent_mail()})


@require_safe
def mail_one(request: HttpRequest, key: str) -> HttpResponse:
    one = next((each for each in sent_mail() if each.key == key), None)
    if one is None:
        raise Http404
    return render(request, "ops/mail_one.html", {"one": one})
