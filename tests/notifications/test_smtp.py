"""One connection, many messages: order, refusals, lost connections, with and without PIPELINING."""

import socket

import pytest
from aiosmtpd.controller import Controller

from notifications.smtp import (
    Connection,
    ConnectionLostError,
    Outgoing,
    Server,
    Verdict,
    Watch,
    envelope_address,
)
from tests.notifications.smtp_server import scripted_server

BODY = b"Subject: note\r\n\r\nOne line\r\n.hidden dot\r\n"


class Diary:
    """A watch that remembers what it was told."""

    def __init__(self):
        self.events = []
        self.watch = Watch(
            begin=lambda number: self.events.append((">", number)),
            accepted=lambda number: self.events.append(("+", number)),
            flush=lambda: None,
        )


def messages(*addresses):
    return [Outgoing(number, address, BODY) for number, address in enumerate(addresses, 1)]


def server_for(port):
    return Server(host="127.0.0.1", port=port, sender="notes@here.example")


def send(port, batch):
    """Everything that came out before the end or before the connection was lost."""
    diary, outcomes, lost = Diary(), [], False
    connection = Connection(server_for(port))
    try:
        for outcome in connection.send(batch, diary.watch):
            outcomes.append(outcome)
    except ConnectionLostError:
        lost = True
    finally:
        connection.close()
    return [(o.id, o.verdict.value) for o in outcomes], lost, diary.events


@pytest.fixture(params=[True, False], ids=["pipelining", "lock-step"])
def pipelining(request):
    return request.param


def test_all_arrive_in_order_with_their_dots(pipelining):
    people = [f"p{n}@x.example" for n in range(50)]
    with scripted_server(pipelining=pipelining) as server:
        outcomes, lost, events = send(server.port, messages(*people))
    assert [address for address, _ in server.accepted] == people
    assert {text for _, text in server.accepted} == {BODY}
    assert outcomes == [(n, "accepted") for n in range(1, 51)]
    assert not lost
    assert events == [event for n in range(1, 51) for event in ((">", n), ("+", n))]
    assert server.connections == 1


def test_nothing_to_send_says_nothing(pipelining):
    with scripted_server(pipelining=pipelining) as server:
        assert send(server.port, []) == ([], False, [])


@pytest.mark.parametrize("data_without_rcpt", [b"503 no recipients", b"354 go anyway"])
def test_a_refused_address_does_not_disturb_the_others(pipelining, data_without_rcpt):
    answers = {"bad@x.example": b"550 5.1.1 no such mailbox", "slow@x.example": b"451 4.7.1 later"}
    people = ["a@x.example", "bad@x.example", "b@x.example", "slow@x.example", "c@x.example"]
    with scripted_server(
        pipelining=pipelining, answers=answers, data_without_rcpt=data_without_rcpt
    ) as server:
        outcomes, lost, _ = send(server.port, messages(*people))
    assert [verdict for _, verdict in outcomes] == ["accepted", "refused", "accepted", "later", "accepted"]
    assert [n for n, _ in outcomes] == [1, 2, 3, 4, 5]
    assert [address[0] for address, _ in server.accepted] == ["a", "b", "c"]
    assert not lost


def test_all_refused(pipelining):
    people = [f"p{n}@x.example" for n in range(3)]
    answers = dict.fromkeys(people, b"550 5.1.1 no")
    with scripted_server(pipelining=pipelining, answers=answers) as server:
        outcomes, lost, events = send(server.port, messages(*people))
    assert outcomes == [(1, "refused"), (2, "refused"), (3, "refused")]
    assert (lost, events) == (False, [])


def test_a_policy_against_us_is_not_the_addresss_fault(pipelining):
    answers = {"a@x.example": b"554 5.7.1 relay access denied"}
    with scripted_server(pipelining=pipelining, answers=answers) as server:
        outcomes, _, _ = send(server.port, messages("a@x.example"))
    assert outcomes == [(1, "later")]


def test_a_refused_text_is_tried_later(pipelining):
    answers = {"b@x.example": b"552 5.2.2 mailbox full"}
    with scripted_server(pipelining=pipelining, text_answers=answers) as server:
        outcomes, _, events = send(server.port, messages("a@x.example", "b@x.example", "c@x.example"))
    assert [verdict for _, verdict in outcomes] == ["accepted", "later", "accepted"]
    assert ("+", 2) not in events


def test_a_refused_sender_blames_nobody(pipelining):
    with scripted_server(pipelining=pipelining, mail_answer=b"550 who are you") as server:
        outcomes, lost, events = send(server.port, messages("a@x.example", "b@x.example"))
    assert (outcomes, lost, events) == ([], True, [])


def test_a_connection_that_ends_leaves_one_in_doubt(pipelining):
    people = [f"p{n}@x.example" for n in range(6)]
    with scripted_server(pipelining=pipelining, drop_after_text=3) as server:
        outcomes, lost, events = send(server.port, messages(*people))
    assert outcomes == [(1, "accepted"), (2, "accepted"), (3, "unsure")]
    assert lost
    assert (">", 4) not in events
    assert len(server.accepted) == 2


def test_a_connection_that_ends_between_texts_leaves_none_in_doubt(pipelining):
    with scripted_server(pipelining=pipelining, drop_after_accept=2) as server:
        outcomes, lost, events = send(server.port, messages(*[f"p{n}@x.example" for n in range(4)]))
    assert outcomes == [(1, "accepted"), (2, "accepted")]
    assert lost
    assert (">", 3) not in events


def test_pipelining_needs_one_round_trip_a_message():
    with scripted_server() as server:
        connection = Connection(server_for(server.port))
        writes = []
        real = connection._socket

        class Counting:
            def sendall(self, data):
                writes.append(data)
                real.sendall(data)

            def __getattr__(self, name):
                return getattr(real, name)

        connection._socket = Counting()
        list(connection.send(messages(*["a@x.example"] * 10), Diary().watch))
        connection.close()
    assert len(writes) == 12  # the first envelope, ten texts, QUIT


def test_the_journal_is_told_before_every_wait():
    """What the server took is handed to the kernel before this process waits for anything."""
    log = []
    watch = Watch(lambda n: log.append(f">{n}"), lambda n: log.append(f"+{n}"), lambda: log.append("flush"))
    with scripted_server() as server:
        connection = Connection(server_for(server.port))
        list(connection.send(messages("a@x.example", "b@x.example"), watch))
        connection.close()
    for number in (1, 2):
        assert log[log.index(f">{number}") + 1] == "flush"
    assert "flush" in log[log.index("+1") : log.index(">2") + 2]


def test_nobody_listens():
    with pytest.raises(ConnectionLostError):
        Connection(server_for(1))


class Hello:
    """aiosmtpd with PIPELINING announced; it takes letters in any script."""

    def __init__(self):
        self.envelopes = []

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return [responses[0], "250-PIPELINING", *responses[1:]]

    async def handle_DATA(self, server, session, envelope):
        self.envelopes.append((envelope.rcpt_tos, envelope.content))
        return "250 kept"


def test_against_aiosmtpd_with_addresses_of_every_script():
    handler = Hello()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
    controller.start()
    try:
        batch = messages("a@x.example", "امید@مثال.example", "b@bücher.example", "no at sign")
        outcomes, lost, _ = send(port, batch)
    finally:
        controller.stop()
    assert [verdict for _, verdict in outcomes] == ["accepted", "accepted", "accepted", "refused"]
    assert not lost
    assert [rcpt[0] for rcpt, _ in handler.envelopes] == [
        "a@x.example",
        "امید@مثال.example",
        "b@xn--bcher-kva.example",
    ]
    assert handler.envelopes[0][1] == BODY


@pytest.mark.parametrize(
    ("address", "utf8", "wire"),
    [
        ("a@x.example", False, b"a@x.example"),
        ("a+b.c@x.example", False, b"a+b.c@x.example"),
        ("a@bücher.example", False, b"a@xn--bcher-kva.example"),
        ("امید@x.example", False, None),
        ("امید@x.example", True, "امید@x.example".encode()),
        ("a@x.example>\r\nDATA", True, None),
        ("a@x.example\nRCPT TO:<b@y.example>", True, None),
        ("a b@x.example", True, None),
        ("<a@x.example>", True, None),
        ("a@x.example, b@y.example", True, None),
        ("@x.example", True, None),
        ("a@", True, None),
        ("", True, None),
        ("a" * 250 + "@x.example", True, None),
        ("a@" + "x" * 64 + ".example", False, None),
    ],
)
def test_only_real_addresses_reach_the_wire(address, utf8, wire):
    assert envelope_address(address, utf8=utf8) == wire


def test_verdicts_are_four():
    assert {verdict.value for verdict in Verdict} == {"accepted", "refused", "later", "unsure"}
