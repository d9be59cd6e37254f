"""Getting a document from another site without being turned against our own network (SSRF).

The host is resolved once, every address of it must be public, and the connection goes to that very
address: a name that answers differently a moment later (DNS rebinding) changes nothing. Redirects
are followed three times at most, each checked again. Proxies of the environment are not used.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import string
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin, urlsplit

from django.utils.translation import gettext_lazy as _

from recovery_network.common.errors import DomainError

MAX_REDIRECTS = 3
PORTS = frozenset({80, 443, 8080, 8443})
_CHUNK = 64 * 1024
_AGENT = "meeting-list-import/1.0"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class FetchError(DomainError):
    """The document could not be had, in words for the person who gave the address."""


@dataclass(frozen=True)
class Document:
    """What was answered, and the address it came from after redirects."""

    data: bytes
    url: str


def addresses_of(host: str, port: int) -> list[str]:
    """Every address a name has now."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def is_public(address: str) -> bool:
    """Not ours, not the machine's own, not a cloud's metadata; addresses inside addresses count too."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    return all(one.is_global and not one.is_multicast and not one.is_reserved for one in _inner(ip))


def _inner(ip: Address) -> list[Address]:
    """IPv6 may carry an IPv4 address in four ways; what counts is where the packet ends up."""
    if isinstance(ip, ipaddress.IPv4Address):
        return [ip]
    if ip.ipv4_mapped:
        return [ip.ipv4_mapped]
    found: list[Address] = [ip]
    if ip.sixtofour:
        found.append(ip.sixtofour)
    if ip.teredo:
        found += ip.teredo
    if ip in _NAT64:
        return [ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)]
    return found


@dataclass(frozen=True)
class Fetcher:
    """The guard and its limits. Tests pass their own `resolve`, `may_connect` and `ports`."""

    max_bytes: int = 20 * 1024 * 1024
    seconds: float = 30
    resolve: Callable[[str, int], list[str]] = addresses_of
    may_connect: Callable[[str], bool] = is_public
    ports: frozenset[int] | None = PORTS
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def get(self, url: str) -> Document:
        """The document at an http or https address. Raises FetchError."""
        deadline = time.monotonic() + self.seconds
        for _hop in range(MAX_REDIRECTS + 1):
            status, headers, data = self._ask(url, deadline)
            if status not in (301, 302, 303, 307, 308):
                return Document(_checked(status, headers, data), url)
            url = urljoin(url, headers.get("location", ""))
        raise FetchError(_("The other site sends us from page to page."))

    def _ask(self, url: str, deadline: float) -> tuple[int, dict[str, str], bytes]:
        secure, host, port, path = _parts(url)
        if self.ports is not None and port not in self.ports:
            raise FetchError(_("This address uses a port we do not call."))
        with _Line(self._connect(host, port, deadline), deadline) as line:
            try:
                if secure:
                    line.sock = self.tls.wrap_socket(line.sock, server_hostname=host)
                answer = self._talk(line.sock, host, None if port == (443 if secure else 80) else port, path)
            except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
                raise _problem(error, line.is_cut) from None
            if line.is_cut:
                raise FetchError(_("The other site takes too long."))
        return answer

    def _connect(self, host: str, port: int, deadline: float) -> socket.socket:
        """Only to an address that was checked; the first that answers."""
        for address in self._allowed(host, port):
            try:
                return socket.create_connection((address, port), timeout=_left(deadline))
            except OSError:
                continue
        raise FetchError(_("The other site does not answer."))

    def _allowed(self, host: str, port: int) -> list[str]:
        try:
            found = self.resolve(host, port)
        except (OSError, UnicodeError):
            raise FetchError(_("There is no site of this name.")) from None
        if not found or not all(self.may_connect(address) for address in found):
            raise FetchError(_("This address leads into a private network. We do not call those."))
        return found

    def _talk(
        self, sock: socket.socket, host: str, port: int | None, path: str
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(host, port)
        connection.sock = sock
        name = f"[{host}]" if ":" in host else host
        headers = {
            "Host": f"{name}:{port}" if port else name,
            "User-Agent": _AGENT,
            "Accept": "application/json, text/csv, */*;q=0.5",
            "Accept-Encoding": "identity",
            "Connection": "close",
        }
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, found, self._read(answer, found)

    def _read(self, answer: http.client.HTTPResponse, headers: dict[str, str]) -> bytes:
        """At most `max_bytes`, also after unpacking what the site packed unasked."""
        packed = headers.get("content-encoding", "").strip().lower() in ("gzip", "x-gzip", "deflate")
        unpack = zlib.decompressobj(zlib.MAX_WBITS | 32) if packed else None
        data = bytearray()
        while chunk := answer.read(_CHUNK):
            room = self.max_bytes + 1 - len(data)
            data += unpack.decompress(chunk, room) if unpack else chunk
            if len(data) > self.max_bytes:
                raise FetchError(_("The document is larger than we read."))
        if answer.length:
            raise http.client.IncompleteRead(bytes(data))
        return bytes(data)


class _Line:
    """An open line that is cut at the deadline: one byte a minute never trips a socket's own limit."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self.sock = sock
        self.is_cut = False
        self._watch = threading.Timer(max(0.0, deadline - time.monotonic()), self._cut)
        self._watch.daemon = True

    def __enter__(self) -> "_Line":
        self._watch.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._watch.cancel()
        self.sock.close()

    def _cut(self) -> None:
        self.is_cut = True
        with contextlib.suppress(OSError):  # it has just ended by itself
            # The socket's own method: a TLS one would first say goodbye, and wait.
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def _parts(url: str) -> tuple[bool, str, int, str]:
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
    except (ValueError, UnicodeError):
        raise FetchError(_("This is not a web address.")) from None
    if parts.scheme not in ("http", "https") or not host or any(ord(c) < 33 for c in url):
        raise FetchError(_("Only addresses that begin with http:// or https:// are called."))
    if parts.username is not None:
        raise FetchError(_("An address with a name and password in it is not called."))
    secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return secure, host, port or (443 if secure else 80), quote(path, safe=string.punctuation)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise FetchError(_("The other site takes too long."))
    return min(left, 10)


def _problem(error: Exception, is_cut: bool) -> FetchError:
    if isinstance(error, TimeoutError) or is_cut:
        return FetchError(_("The other site takes too long."))
    if isinstance(error, ssl.SSLError):
        return FetchError(_("The other site cannot prove who it is (TLS)."))
    return FetchError(_("The other site broke off the answer."))


def _checked(status: int, headers: dict[str, str], data: bytes) -> bytes:
    if status == 200:
        return data
    if headers.get("cf-mitigated") == "challenge" or b"Just a moment" in data[:4000]:
        raise FetchError(_("The other site asks us to prove that we are human. It must let our server in."))
    raise FetchError(_("The other site answered with error %(status)s.") % {"status": status})
