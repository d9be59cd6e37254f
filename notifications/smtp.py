"""Sending many messages over one connection with PIPELINING (RFC 2920), over smtplib's socket.

smtplib makes the connection, TLS and sign-in; after that this module speaks. The text of one
message and the envelope of the next leave in one write, so each message costs one round trip, and
never more than one message is in doubt when the connection, or this process, ends. A server
without PIPELINING gets the same commands one at a time.
"""

import contextlib
import re
import smtplib
import socket
import ssl
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

_LONGEST_REPLY = 64 * 1024
_ADDRESS = re.compile(r'[^\s<>"(),:;\\\x00-\x1f\x7f]+@[^\s<>"(),:;\\@\x00-\x1f\x7f]+')


class Verdict(Enum):
    ACCEPTED = "accepted"
    REFUSED = "refused"  # this address, for good
    LATER = "later"  # this message, not now
    UNSURE = "unsure"  # the connection ended before the answer


class Outgoing(NamedTuple):
    """One message for one address; `data` has CRLF line ends and no doubled dots yet."""

    id: int
    address: str
    data: bytes


class Outcome(NamedTuple):
    id: int
    verdict: Verdict
    code: int = 0


class ConnectionLostError(Exception):
    """The connection is gone, or the server wants nothing from us. What has no outcome was not begun."""


class Reply(NamedTuple):
    code: int
    text: bytes

    @property
    def ok(self) -> bool:
        return 200 <= self.code < 300


@dataclass(frozen=True)
class Server:
    """Where to send, as whom, and how to sign in."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False
    timeout: float = 10.0
    helo: str = "localhost"


class Watch(NamedTuple):
    """Told as each message goes, so that a journal can keep up; `flush` comes before every wait."""

    begin: Callable[[int], None]
    accepted: Callable[[int], None]
    flush: Callable[[], None]


def open_smtp(server: Server) -> smtplib.SMTP:
    """smtplib's connection, greeted, encrypted and signed in as the server wants it."""
    smtp: smtplib.SMTP
    if server.tls:
        trust = ssl.create_default_context()
        smtp = smtplib.SMTP_SSL(server.host, server.port, server.helo, timeout=server.timeout, context=trust)
    else:
        smtp = smtplib.SMTP(server.host, server.port, server.helo, timeout=server.timeout)
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.starttls:
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def envelope_address(address: str, *, utf8: bool) -> bytes | None:
    """The address as it may stand between < and >, or None when this server cannot take it."""
    if len(address) > 254 or not _ADDRESS.fullmatch(address):
        return None
    local, _, domain = address.rpartition("@")
    try:
        if local.isascii():
            return f"{local}@".encode("ascii") + domain.encode("idna")
        return address.encode() if utf8 else None
    except UnicodeError:
        return None


class Connection:
    """One open connection; `send` may be called many times until it raises ConnectionLostError."""

    def __init__(self, server: Server) -> None:
        try:
            self._smtp = open_smtp(server)
        except (OSError, smtplib.SMTPException) as error:
            raise ConnectionLostError(type(error).__name__) from error
        assert self._smtp.sock is not None
        self._socket = self._smtp.sock
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.pipelining = self._smtp.has_extn("pipelining")
        self._utf8 = self._smtp.has_extn("smtputf8")
        self._mail = b"MAIL FROM:<%s>" % server.sender.encode("ascii")
        self._unwritten: deque[bytes] = deque()
        self._unread = b""
        self._must_reset = False

    def close(self) -> None:
        """Say goodbye without waiting for the answer."""
        with contextlib.suppress(OSError):
            self._socket.sendall(b"QUIT\r\n")
        self._smtp.close()

    def send(self, messages: Iterable[Outgoing], watch: Watch) -> Iterator[Outcome]:
        """One outcome per message, in order, until the end or ConnectionLostError."""
        coming = iter(messages)
        current: Outgoing | None = None  # its envelope is taken, its text comes next
        while (following := next(coming, None)) or current:
            if current:
                self._unwritten.append(_stuffed(current.data))
            sendable = following is not None and self._queue_envelope(following)
            if current:
                yield (outcome := self._hand_over(current.id, watch))
                if outcome.verdict is Verdict.UNSURE:
                    raise ConnectionLostError("in doubt")
            current = None
            if following is None:
                return
            if not sendable:
                yield Outcome(following.id, Verdict.REFUSED)
            elif refusal := self._envelope_refusal(watch):
                yield Outcome(following.id, *refusal)
            else:
                current = following

    def _queue_envelope(self, message: Outgoing) -> bool:
        """False when this server cannot take the address at all."""
        address = envelope_address(message.address, utf8=self._utf8)
        if address is None:
            return False
        mail = self._mail if address.isascii() else self._mail + b" SMTPUTF8"
        if self._must_reset:
            self._unwritten.append(b"RSET\r\n")
        self._unwritten += (mail + b"\r\n", b"RCPT TO:<%s>\r\n" % address, b"DATA\r\n")
        return True

    def _hand_over(self, delivery_id: int, watch: Watch) -> Outcome:
        """Write the text that waits and hear what the server says about it."""
        watch.begin(delivery_id)
        try:
            reply = self._reply(watch)
        except ConnectionLostError:
            return Outcome(delivery_id, Verdict.UNSURE)
        if not reply.ok:
            return Outcome(delivery_id, Verdict.LATER, reply.code)
        watch.accepted(delivery_id)
        return Outcome(delivery_id, Verdict.ACCEPTED, reply.code)

    def _envelope_refusal(self, watch: Watch) -> tuple[Verdict, int] | None:
        """None when the text may follow. A refused sender is our fault, never the message's."""
        if self._must_reset and not self._reply(watch).ok:
            raise ConnectionLostError("RSET")
        self._must_reset = False
        mail, rcpt, data = (self._reply(watch) for _ in range(3))
        if not mail.ok or rcpt.code == 421 or data.code == 421:
            raise ConnectionLostError(f"MAIL {mail.code}")
        if rcpt.ok and data.code == 354:
            return None
        if data.code == 354:  # RFC 2920 3.1: then an empty text must follow
            self._unwritten.append(b".\r\n")
            self._reply(watch)
        self._must_reset = True
        return (Verdict.LATER, data.code) if rcpt.ok else (_blame(rcpt), rcpt.code)

    def _reply(self, watch: Watch) -> Reply:
        """The next answer; before it, what waits is written: all, or without PIPELINING one command."""
        try:
            if self._unwritten:
                watch.flush()
                self._socket.sendall(self._next_write())
            line = self._line(watch)
            while line[3:4] == b"-":
                line = self._line(watch)
        except OSError as error:
            raise ConnectionLostError(type(error).__name__) from error
        if not line[:3].isdigit():
            raise ConnectionLostError("nonsense")
        return Reply(int(line[:3]), line)

    def _next_write(self) -> bytes:
        if not self.pipelining:
            return self._unwritten.popleft()
        everything = b"".join(self._unwritten)
        self._unwritten.clear()
        return everything

    def _line(self, watch: Watch) -> bytes:
        while (end := self._unread.find(b"\n")) < 0:
            watch.flush()
            more = self._socket.recv(_LONGEST_REPLY)
            if not more or len(self._unread) > _LONGEST_REPLY:
                raise ConnectionLostError("closed")
            self._unread += more
        line, self._unread = self._unread[:end], self._unread[end + 1 :]
        return line


def _stuffed(data: bytes) -> bytes:
    """The text as it goes over the wire: leading dots doubled, a lone dot at the end."""
    data = data.replace(b"\r\n.", b"\r\n..")
    return data + (b".\r\n" if data.endswith(b"\r\n") else b"\r\n.\r\n")


def _blame(rcpt: Reply) -> Verdict:
    """5xx means the address is wrong for good, but x.7.x is the server's policy towards us."""
    return Verdict.REFUSED if rcpt.code >= 500 and not rcpt.text[4:8].startswith(b"5.7.") else Verdict.LATER
