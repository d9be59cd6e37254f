"""Web addresses and dial-in numbers, without their pass codes."""

import pytest

from groups.importing.links import is_meeting_host, read_link, read_phone


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://zoom.us/j/5550001", "https://zoom.us/j/5550001"),
        ("HTTPS://Zoom.us/j/5550001", "https://zoom.us/j/5550001"),
        ("http://example.org:8080/a?b=c", "http://example.org:8080/a?b=c"),
        ("zoom.us/j/5550001", "https://zoom.us/j/5550001"),
        ("www.example.org", "https://www.example.org"),
        ("https://teams.live.com/meet/9?ctx=%7b1%7d", "https://teams.live.com/meet/9?ctx=%7b1%7d"),
        ("https://münchen.example/x", "https://münchen.example/x"),
    ],
)
def test_good_links(text, url):
    link = read_link(text)
    assert link is not None
    assert link.url == url
    assert link.secret == ""
    assert link.repaired is not text.lower().startswith("http")


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "ftp://example.org",
        "zoom/5550100",
        "mailto:mary@example.org",
        "data:text/html,x",
        "//example.org",
        "https://",
        "https://127.0.0.1/x",
        "https://localhost/",
        "https://exa mple",
        "https://example.org\\@evil.org",
        "http://[::1]/",
        "http://[",
        "https://example.org:99999/",
        "none",
        "https://-bad-.org",
        "x" * 2000,
    ],
)
def test_what_is_no_link(text):
    assert read_link(text) is None


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://zoom.us/j/5550001?pwd=abc", "https://zoom.us/j/5550001"),
        ("https://zoom.us/j/5550001?pwd=abc&x=1", "https://zoom.us/j/5550001?x=1"),
        ("https://zoom.us/j/5550001&pwd=abc", "https://zoom.us/j/5550001"),
        ("https://zoom.us/j/5550001;passcode=abc", "https://zoom.us/j/5550001"),
        ("https://bob:secret@zoom.us/j/5550001", "https://zoom.us/j/5550001"),
        ("https://zoom.us/j/5550001?tk=abc", "https://zoom.us/j/5550001"),
        ("https://zoom.us/j/5550001?x=1;pwd=abc", "https://zoom.us/j/5550001"),
    ],
)
def test_pass_codes_are_cut_off_and_the_whole_link_is_secret(text, url):
    link = read_link(text)
    assert link is not None
    assert link.url == url
    assert link.secret == text


def test_a_host_ends_at_a_dot():
    assert is_meeting_host("https://us02web.zoom.us/j/1")
    assert is_meeting_host("https://zoom.us/j/1")
    assert not is_meeting_host("https://evilzoom.us/j/1")
    assert not is_meeting_host("https://zoom.us.evil.org/j/1")


@pytest.mark.parametrize(
    ("text", "url", "number", "is_secret"),
    [
        ("+1 (555) 010-0012", "", "+15550100012", False),
        ("+15550100012,,555001585#", "https://zoom.us/j/555001585", "+15550100012,,555001585#", False),
        (
            "+15550100012,,555001585#,,0#,123456#",
            "https://zoom.us/j/555001585",
            "+15550100012,,555001585#",
            True,
        ),
        ("+15550100012,,555001585#", "", "+15550100012", True),
        (
            "15550100032,,5550002102#,,,,,##",
            "https://zoom.us/j/5550002102",
            "15550100032,,5550002102#",
            False,
        ),
        ("(15550100089,,", "", "15550100089", False),
        ("+15550100012 code 1234", "", "+15550100012", True),
        ("+8801711123456", "", "+8801711123456", False),
    ],
)
def test_only_the_number_and_a_public_id_stay(text, url, number, is_secret):
    phone = read_phone(text, url)
    assert phone is not None
    assert phone.number == number
    assert phone.secret == (text if is_secret else "")


@pytest.mark.parametrize("text", ["000", "", "call us", "12345", "1" * 30])
def test_what_is_no_phone(text):
    assert read_phone(text) is None
