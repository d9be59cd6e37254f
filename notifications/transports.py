"""Ways out for finished messages: a mail server, or Django's file and memory backends locally."""

import smtplib
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from notifications import mail
from notifications.smtp import (
    Connection,
    ConnectionLostError,
    Outcome,
    Outgoing,
    Server,
    Verdict,
    Watch,
    envelope_address,
)

# Asked before each message: is there still time, and does nobody want us to end?
GoOn = Callable[[], bool]


class Transport(Protocol):
    """Sends a batch. What has no outcome at the end was not begun and may be tried again."""

    def send(self, batch: list[Outgoing], watch: Watch, go_on: GoOn) -> Iterator[Outcome]: ...

    def close(self) -> None: ...


def from_settings() -> Transport:
    """The way out that EMAIL_URL names."""
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return SmtpTransport(server_from_settings())
    return DjangoTransport()


def server_from_settings() -> Server:
    address = mail.sender_address()
    return Server(
        host=settings.EMAIL_HOST,
        port=settings.EMAIL_PORT,
        sender=address,
        user=settings.EMAIL_HOST_USER,
        password=settings.EMAIL_HOST_PASSWORD,
        starttls=settings.EMAIL_USE_TLS,
        tls=settings.EMAIL_USE_SSL,
        timeout=settings.EMAIL_TIMEOUT,
        helo=address.rpartition("@")[2] or "localhost",
    )


class SmtpTransport:
    """One connection kept from batch to batch, opened again when it ends and something got through."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection: Connection | None = None

    def send(self, batch: list[Outgoing], watch: Watch, go_on: GoOn) -> Iterator[Outcome]:
        """As long as it may go on. A server that only hangs up is left after one try."""
        rest = {message.id: message for message in batch}
        fresh = self._connection is None
        while rest and go_on():
            before = len(rest)
            try:
                self._connection = self._connection or Connection(self._server)
                for outcome in self._connection.send(_while(go_on, list(rest.values())), watch):
                    del rest[outcome.id]
                    yield outcome
            except ConnectionLostError:
                self._drop()
                if len(rest) == before and fresh:
                    return
            fresh = True

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _drop(self) -> None:
        """Forget a broken connection; an old one may simply have been idle too long."""
        self.close()


def _while(go_on: GoOn, batch: list[Outgoing]) -> Iterator[Outgoing]:
    for message in batch:
        if not go_on():
            return
        yield message


class Prebuilt(EmailMessage):
    """A finished message in the shape Django's backends take."""

    def __init__(self, message: Outgoing) -> None:
        parsed = message_from_bytes(message.data, policy=policy.SMTPUTF8)
        assert isinstance(parsed, ParsedMessage)
        self.parsed = parsed
        super().__init__(
            subject=str(parsed["Subject"]),
            body=parsed.get_content(),
            from_email=str(parsed["From"]),
            to=[message.address],
            headers={name: str(parsed[name]) for name in ("Message-ID", "List-Unsubscribe")},
        )

    def message(self) -> ParsedMessage:  # type: ignore[override]
        return self.parsed


class DjangoTransport:
    """Local files or memory, through the same claims and the same journal."""

    def send(self, batch: list[Outgoing], watch: Watch, go_on: GoOn) -> Iterator[Outcome]:
        connection = get_connection()
        for message in _while(go_on, batch):
            if envelope_address(message.address, utf8=True) is None:
                yield Outcome(message.id, Verdict.REFUSED)
                continue
            watch.begin(message.id)
            watch.flush()
            try:
                connection.send_messages([Prebuilt(message)])
            except (OSError, smtplib.SMTPException):
                return
            watch.accepted(message.id)
            yield Outcome(message.id, Verdict.ACCEPTED)

    def close(self) -> None:
        """Nothing is kept open."""
