"""Letters as bytes: what stands in them, what must never, and that any mail program can read them."""

import email
import ssl
from datetime import UTC, datetime
from email import policy

import pytest
from django.utils import translation

from notifications import kinds, mail, transports
from notifications.kinds import Kind
from notifications.mail import Parcel
from notifications.smtp import Connection, ConnectionLostError, Server, Watch
from tests.notifications.smtp_server import scripted_server

NOW = datetime(2026, 6, 15, 13, 0, tzinfo=UTC)
STARTS = int(datetime(2026, 6, 15, 14, 0, tzinfo=UTC).timestamp())
SILENT = Watch(lambda n: None, lambda n: None, lambda: None)


@pytest.fixture(autouse=True)
def fresh_letters():
    mail.letter.cache_clear()
    yield
    mail.letter.cache_clear()


def parcel(**fields):
    usual = {
        "id": 1,
        "key": "o1:2:reminder",
        "kind": "groups.reminder",
        "path": "/m/abcdefgh/",
        "params": {"name": "Evening Circle", "starts": STARTS},
        "address": "p@x.example",
        "code": "A" * 22,
        "language": "en",
        "time_zone": "Asia/Dhaka",
        "safe_contact": "fine",
    }
    return Parcel(**{**usual, **fields})


def built(**fields):
    (message,) = mail.build([parcel(**fields)], NOW)
    return message.data, email.message_from_bytes(message.data, policy=policy.default)


def test_a_reminder_whole():
    raw, message = built()
    assert message["From"] == "Saathi <notes@localhost>"
    assert message["To"] == "p@x.example"
    assert message["Subject"] == "Something you asked to be reminded of"
    assert message["Date"].datetime == NOW
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = message["List-Unsubscribe"].strip("<>")
    text = message.get_content()
    assert text.splitlines()[:2] == [
        "You asked us to remind you.",
        "It begins on Mon 15 June, evening 8:00 (time in Bangladesh).",
    ]
    assert "http://localhost:8000/m/abcdefgh/" in text
    assert stop in text
    assert stop.startswith("http://localhost:8000/n/")
    assert "Evening Circle" not in raw.decode()
    assert message.defects == []


def test_lines_end_as_mail_wants_and_are_seven_bit():
    for language in ("en", "ur"):
        raw, _ = built(language=language)
        assert raw.isascii()
        assert b"\n" not in raw.replace(b"\r\n", b"")
        assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_every_letter_of_every_kind_in_every_language_has_no_hole_left(settings):
    for code, _name in settings.LANGUAGES:
        for kind in (each for each in kinds.KINDS.values() if each.mail):
            for safe in ("fine", "shared"):
                _, message = built(kind=kind.name, language=code, safe_contact=safe)
                text = message.get_content()
                assert message["Subject"]
                assert not any(mark in text for mark in "\ue000\ue001{}%&;")
                assert text.count("http://localhost:8000/") == 2


def test_times_are_the_persons_own():
    _, message = built(time_zone="America/New_York")
    assert "Mon 15 June, morning 10:00 (time in United States, east)" in message.get_content()


def test_a_shared_mailbox_learns_nothing_but_that_there_is_a_note():
    _, message = built(safe_contact="shared")
    text = message.get_content()
    assert message["Subject"] == "A note for you"
    assert "/m/" not in text
    assert "8:00" not in text
    assert "http://localhost:8000/notes/" in text


def test_words_in_another_script_arrive_whole(settings):
    settings.DEFAULT_FROM_EMAIL = "ساتھی <notes@x.example>"
    with translation.override("en"):
        raw, message = built()
    assert message["From"].addresses[0].display_name == "ساتھی"
    assert raw.isascii()
    encoding, body = mail._encoded("آپ کے لیے ایک نوٹ\n" * 40)
    assert encoding == "base64"
    assert max(map(len, body.split(b"\r\n"))) <= 76


def test_a_subject_in_another_script_is_folded():
    header = mail._header("جس کی یاد دہانی آپ نے مانگی تھی " * 4)
    lines = header.split("\r\n")
    assert all(line.isascii() and len(line) <= 78 for line in lines)
    assert all(line.startswith(" ") for line in lines[1:])


def test_the_same_promise_has_the_same_message_id():
    first, again = built()[1], built()[1]
    other = built(key="o1:3:reminder")[1]
    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]
    assert first["Message-ID"].endswith("@localhost>")
    assert "o1" not in first["Message-ID"]


def test_a_name_of_the_site_with_marks_stays_as_it_is(settings):
    settings.SITE_NAME, settings.DEFAULT_FROM_EMAIL = "Tea & Co", "Tea & Co <notes@x.example>"
    kinds.KINDS["test.and"] = Kind("test.and", "x", "x", mail="notifications/note")
    try:
        _, message = built(kind="test.and")
    finally:
        del kinds.KINDS["test.and"]
    assert "&amp;" not in str(message)
    assert message["From"].addresses[0].display_name == "Tea & Co"


def test_nothing_is_rendered_again_for_the_next_person(django_assert_num_queries, monkeypatch):
    mail.build([parcel()], NOW)
    monkeypatch.setattr(mail, "render_to_string", None)
    messages = mail.build([parcel(id=n, key=str(n)) for n in range(100)], NOW)
    assert len({message.data for message in messages}) == 100


def test_an_address_cannot_smuggle_a_command():
    (message,) = mail.build([parcel(address="p@x.example>\r\nRCPT TO:<q@x.example")], NOW)
    with scripted_server() as server:
        connection = Connection(Server("127.0.0.1", server.port, "notes@here.example"))
        outcomes = list(connection.send([message], SILENT))
        connection.close()
    assert [outcome.verdict.value for outcome in outcomes] == ["refused"]
    assert server.accepted == []


# --- Ways out --------------------------------------------------------------------------------------


def test_settings_choose_the_way_out(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "mail.x.example", 587, True
    way = transports.from_settings()
    assert isinstance(way, transports.SmtpTransport)
    assert (way._server.host, way._server.port, way._server.starttls) == ("mail.x.example", 587, True)
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert isinstance(transports.from_settings(), transports.DjangoTransport)


def outgoing(count):
    return mail.build([parcel(id=n, key=str(n), address=f"p{n}@x.example") for n in range(count)], NOW)


def smtp_way(server):
    return transports.SmtpTransport(Server("127.0.0.1", server.port, "notes@here.example", timeout=5))


def test_the_connection_is_kept_between_batches():
    with scripted_server() as server:
        way = smtp_way(server)
        for _ in range(3):
            assert len(list(way.send(outgoing(5), SILENT, lambda: True))) == 5
        way.close()
    assert server.connections == 1


def test_a_drop_in_the_middle_retries_only_what_is_unknown():
    """The third text was swallowed without an answer: only that one is in doubt, nobody gets two."""
    with scripted_server(drop_after_text=3) as server:
        way = smtp_way(server)
        outcomes = [(o.id, o.verdict.value) for o in way.send(outgoing(6), SILENT, lambda: True)]
        way.close()
    assert outcomes == [(n, "unsure" if n == 2 else "accepted") for n in range(6)]
    assert [address for address, _ in server.accepted] == [f"p{n}@x.example" for n in (0, 1, 3, 4, 5)]
    assert server.connections == 2


def test_a_server_that_hangs_up_after_each_message_is_used_as_it_is():
    with scripted_server(drop_after_accept=1) as server:
        way = smtp_way(server)
        outcomes = list(way.send(outgoing(4), SILENT, lambda: True))
        way.close()
    assert [o.verdict.value for o in outcomes] == ["accepted"] * 4
    assert server.connections == 4


def test_a_server_that_takes_nothing_is_left_alone():
    with scripted_server(mail_answer=b"421 too busy") as server:
        way = smtp_way(server)
        assert list(way.send(outgoing(4), SILENT, lambda: True)) == []
        way.close()
    assert server.connections == 1


def test_a_server_that_is_away():
    way = transports.SmtpTransport(Server("127.0.0.1", 1, "notes@here.example", timeout=1))
    assert list(way.send(outgoing(4), SILENT, lambda: True)) == []


def test_files_and_memory_end_at_the_deadline(mailoutbox):
    way = transports.DjangoTransport()
    go_on = iter([True, True, False])
    assert len(list(way.send(outgoing(5), SILENT, lambda: next(go_on)))) == 2
    assert [m.to for m in mailoutbox] == [["p0@x.example"], ["p1@x.example"]]
    assert mailoutbox[0].extra_headers["Message-ID"] == mail.message_id("0")


def test_a_full_disk_is_a_server_that_is_away(settings, tmp_path, monkeypatch):
    class Full:
        def send_messages(self, messages):
            raise OSError("No space left on device")

    monkeypatch.setattr(transports, "get_connection", Full)
    way = transports.DjangoTransport()
    assert list(way.send(outgoing(2), SILENT, lambda: True)) == []


# --- Encryption and sign-in ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for "localhost" that signs itself, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1))
        .not_valid_after(datetime(2040, 1, 1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return path


@pytest.fixture
def tls_server(certificate, unused_tcp_port):
    """aiosmtpd that wants STARTTLS and a password."""
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import AuthResult

    class Keeper:
        def __init__(self):
            self.rcpt = []

        async def handle_EHLO(self, server, session, envelope, hostname, responses):
            session.host_name = hostname
            return [responses[0], "250-PIPELINING", *responses[1:]]

        async def handle_DATA(self, server, session, envelope):
            self.rcpt += envelope.rcpt_tos
            return "250 kept"

    def check(server, session, envelope, mechanism, data):
        # Not "handled": the server itself answers 535.
        return AuthResult(success=(data.login, data.password) == (b"name", b"word"), handled=False)

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    controller = Controller(
        Keeper(),
        hostname="localhost",
        port=unused_tcp_port,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=check,
    )
    controller.start()
    yield controller
    controller.stop()


def test_tls_and_sign_in_are_kept_under_pipelining(tls_server, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    server = Server("localhost", tls_server.port, "notes@here.example", "name", "word", starttls=True)
    connection = Connection(server)
    assert connection.pipelining
    assert isinstance(connection._socket, ssl.SSLSocket)
    outcomes = list(connection.send(outgoing(20), SILENT))
    connection.close()
    assert [o.verdict.value for o in outcomes] == ["accepted"] * 20
    assert len(tls_server.handler.rcpt) == 20


def test_a_certificate_nobody_vouches_for_is_refused(tls_server):
    server = Server("localhost", tls_server.port, "notes@here.example", "name", "word", starttls=True)
    with pytest.raises(ConnectionLostError, match="SSL"):
        Connection(server)


def test_a_wrong_password_is_no_delivery(tls_server, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    server = Server("localhost", tls_server.port, "notes@here.example", "name", "no", starttls=True)
    with pytest.raises(ConnectionLostError, match="SMTPAuthenticationError"):
        Connection(server)
