"""The guarded fetch, against a small site of our own on this machine."""

import contextlib
import gzip
import http.server
import threading
import time
from collections.abc import Iterator

import pytest

from recovery_network.common.net import Fetcher, FetchError, is_public

ANYWHERE = {"may_connect": lambda address: True, "ports": None}


class Site(http.server.BaseHTTPRequestHandler):
    """Answers by path; /to?x redirects to x."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path, _mark, rest = self.path.partition("?")
        getattr(self, f"page_{path.strip('/')}", self.page_missing)(rest)

    def answer(self, data: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def page_list(self, rest: str) -> None:
        self.answer(f"[{self.headers['Host']}]".encode())

    def page_to(self, rest: str) -> None:
        self.answer(b"", 302, Location=rest)

    def page_loop(self, rest: str) -> None:
        self.answer(b"", 302, Location="/loop")

    def page_big(self, rest: str) -> None:
        self.answer(b"x" * 5000)

    def page_packed(self, rest: str) -> None:
        self.answer(gzip.compress(b"y" * int(rest)), Content_Encoding="gzip")

    def page_human(self, rest: str) -> None:
        self.answer(b"<title>Just a moment...</title>", 403)

    def page_missing(self, rest: str) -> None:
        self.answer(b"no", 404)

    def page_drip(self, rest: str) -> None:
        self.send_response(200)
        self.end_headers()
        with contextlib.suppress(OSError):
            for _n in range(100):
                self.wfile.write(b".")
                time.sleep(0.1)

    def page_broken(self, rest: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"half")
        self.close_connection = True

    def log_message(self, *args: object) -> None:
        """Silent."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a00:1::1"),
        *("2001:0:4136:e378:8000:63bf:f5ff:fffe", "not an address", ""),
    ],
)
def test_private_addresses(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses(address):
    assert is_public(address)


def test_a_document(site):
    document = Fetcher(**ANYWHERE).get(f"{site}/list")
    assert document.data.decode() == f"[{site[7:]}]"


def test_redirects_are_followed_and_named(site):
    document = Fetcher(**ANYWHERE).get(f"{site}/to?/to?/list")
    assert document.url == f"{site}/list"
    with pytest.raises(FetchError, match="page to page"):
        Fetcher(**ANYWHERE).get(f"{site}/loop")


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
    ],
)
def test_private_networks_are_not_called(url):
    with pytest.raises(FetchError, match=r"private network|no site"):
        Fetcher().get(url)


def test_one_private_address_among_public_ones_is_enough():
    mixed = Fetcher(resolve=lambda host, port: ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(FetchError, match="private network"):
        mixed.get("http://mixed.example.org/")


def test_a_redirect_into_a_private_network_is_not_followed(site):
    inside = {"public.example.org": ["127.0.0.1"], "inner.example.org": ["10.0.0.1"]}
    fetcher = Fetcher(
        resolve=lambda host, port: inside[host], may_connect=lambda a: a == "127.0.0.1", ports=None
    )
    port = site.rpartition(":")[2]
    assert fetcher.get(f"http://public.example.org:{port}/list").data
    with pytest.raises(FetchError, match="private network"):
        fetcher.get(f"http://public.example.org:{port}/to?http://inner.example.org/")
    with pytest.raises(FetchError, match="begin with"):
        fetcher.get(f"http://public.example.org:{port}/to?file:///etc/passwd")


def test_a_name_that_changes_its_address_is_asked_once(site):
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    fetcher = Fetcher(
        resolve=lambda host, port: next(answers), may_connect=lambda a: a == "127.0.0.1", ports=None
    )
    port = site.rpartition(":")[2]
    assert (
        fetcher.get(f"http://rebind.example.org:{port}/list").data == f"[rebind.example.org:{port}]".encode()
    )


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://example.org/x", "begin with"),
        ("file:///etc/passwd", "begin with"),
        ("https://", "begin with"),
        ("http://[", "not a web address"),
        ("http://example.org:99999/", "not a web address"),
        ("http://bob:secret@example.org/", "password"),
        ("http://example.org/a b", "begin with"),
        ("http://example.org:22/", "port"),
        ("http://a..b/", "not a web address"),
    ],
)
def test_addresses_that_are_not_called(url, words):
    with pytest.raises(FetchError, match=words):
        Fetcher(resolve=lambda host, port: ["8.8.8.8"]).get(url)


def test_limits(site):
    small = Fetcher(**ANYWHERE, max_bytes=4000)
    with pytest.raises(FetchError, match="larger"):
        small.get(f"{site}/big")
    with pytest.raises(FetchError, match="larger"):
        small.get(f"{site}/packed?9000000")
    assert small.get(f"{site}/packed?3000").data == b"y" * 3000
    started = time.monotonic()
    with pytest.raises(FetchError, match="too long"):
        Fetcher(**ANYWHERE, seconds=0.5).get(f"{site}/drip")
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(("page", "words"), [("missing", "404"), ("human", "human"), ("broken", "broke off")])
def test_answers_that_are_no_document(site, page, words):
    with pytest.raises(FetchError, match=words):
        Fetcher(**ANYWHERE).get(f"{site}/{page}")


def test_a_site_must_prove_who_it_is(site):
    with pytest.raises(FetchError, match="TLS"):
        Fetcher(**ANYWHERE).get(site.replace("http:", "https:") + "/list")


def test_no_answer():
    with pytest.raises(FetchError, match="does not answer"):
        Fetcher(**ANYWHERE).get("http://127.0.0.1:9/")
    with pytest.raises(FetchError, match="no site"):
        Fetcher(resolve=_unknown).get("http://nowhere.example.org/")


def _unknown(host: str, port: int) -> list[str]:
    raise OSError("unknown")
