"""A mail server for tests that follows a script: refusals, silence, dropped connections."""

import socket
import socketserver
import threading
from collections import Counter
from contextlib import contextmanager


class ScriptedServer(socketserver.ThreadingTCPServer):
    """Speaks SMTP line by line. `answers` maps an address to its RCPT answer.

    `drop_after_text` closes the connection after so many texts without an answer to the last;
    `drop_after_accept` closes it right after the answer.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, **script):
        self.pipelining = script.pop("pipelining", True)
        self.extensions = script.pop("extensions", [])
        self.answers = script.pop("answers", {})
        self.mail_answer = script.pop("mail_answer", b"250 ok")
        self.text_answers = script.pop("text_answers", {})
        self.drop_after_text = script.pop("drop_after_text", 0)
        self.drop_after_accept = script.pop("drop_after_accept", 0)
        self.data_without_rcpt = script.pop("data_without_rcpt", b"503 no recipients")
        assert not script
        self.accepted = []
        self.connections = 0
        self.reads = Counter()
        super().__init__(("127.0.0.1", 0), _Session)

    @property
    def port(self):
        return self.server_address[1]


class _Session(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def say(self, text):
        self.wfile.write(text + b"\r\n")
        self.wfile.flush()

    def handle(self):
        self.server.connections += 1
        self.texts = 0
        self.rcpt = None
        self.say(b"220 here")
        while line := self.rfile.readline():
            word = line.split(b":")[0].strip().upper().split(b" ")[0]
            self.server.reads[word] += 1
            if getattr(self, f"on_{word.decode().lower()}", self.on_other)(line.strip()):
                return

    def on_ehlo(self, line):
        names = [b"here", *self.server.extensions, *([b"PIPELINING"] if self.server.pipelining else [])]
        for name in names[:-1]:
            self.say(b"250-" + name)
        self.say(b"250 " + names[-1])

    def on_mail(self, line):
        self.line = line
        self.say(self.server.mail_answer)
        return self.server.mail_answer.startswith(b"421")

    def on_rcpt(self, line):
        address = line.split(b"<")[1].split(b">")[0].decode()
        answer = self.server.answers.get(address, b"250 ok")
        self.rcpt = address if answer.startswith(b"2") else None
        self.say(answer)

    def on_data(self, line):
        if self.rcpt is None and not self.server.data_without_rcpt.startswith(b"354"):
            return self.say(self.server.data_without_rcpt)
        self.say(b"354 go")
        text = b""
        while (part := self.rfile.readline()) not in {b".\r\n", b""}:
            text += part[1:] if part.startswith(b".") else part
        return self.finish_text(text)

    def finish_text(self, text):
        if self.rcpt is None:
            return self.say(b"554 no valid recipients")
        self.texts += 1
        if self.server.drop_after_text == self.texts:
            self.server.drop_after_text = 0
            return self.drop()
        answer = self.server.text_answers.get(self.rcpt, b"250 ok")
        if answer.startswith(b"2"):
            self.server.accepted.append((self.rcpt, text))
        self.rcpt = None
        self.say(answer)
        if self.server.drop_after_accept == self.texts:
            return self.drop()
        return None

    def drop(self):
        self.connection.shutdown(socket.SHUT_RDWR)
        return True

    def on_rset(self, line):
        self.rcpt = None
        self.say(b"250 ok")

    def on_quit(self, line):
        self.say(b"221 bye")
        return True

    def on_other(self, line):
        self.say(b"502 what")


@contextmanager
def scripted_server(**script):
    with ScriptedServer(**script) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
