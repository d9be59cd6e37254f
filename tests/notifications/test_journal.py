"""The journal of a sender that died says what the mail server already has."""

import signal
import subprocess
import sys
import textwrap

import pytest

from notifications.journal import Journal, abandoned


def test_a_living_senders_journal_is_left_alone(tmp_path):
    journal = Journal(tmp_path)
    journal.begin(1)
    journal.flush()
    assert list(abandoned(tmp_path)) == []
    journal.close()
    assert list(tmp_path.iterdir()) == []


def test_no_directory_yet(tmp_path):
    assert list(abandoned(tmp_path / "none")) == []


def test_nothing_is_written_before_the_flush(tmp_path):
    journal = Journal(tmp_path)
    journal.begin(1)
    assert journal.path.read_bytes() == b""
    journal.flush()
    journal.accepted(1)
    journal.begin(2)
    journal.flush()
    assert journal.path.read_bytes() == b">1\n+1\n>2\n"
    journal.clear()
    assert journal.path.read_bytes() == b""
    journal.begin(3)
    journal.close(keep=True)
    assert journal.path.read_bytes() == b">3\n"


def test_what_a_killed_sender_left(tmp_path):
    script = f"""
        import os, signal
        from pathlib import Path
        from notifications.journal import Journal
        journal = Journal(Path({str(tmp_path)!r}))
        for number in (5, 6, 7):
            journal.begin(number)
            journal.flush()
            if number != 7:
                journal.accepted(number)
        print(journal.name, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    process = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=False
    )
    assert process.returncode == -signal.SIGKILL
    (remains,) = abandoned(tmp_path)
    assert (remains.owner, remains.accepted, remains.unsure) == (process.stdout.strip(), [5, 6], [7])
    assert list(abandoned(tmp_path)) == []


def test_a_torn_last_line_is_not_read(tmp_path):
    (tmp_path / "x.log").write_bytes(b">12\n+12\n>34\n+3")
    (remains,) = abandoned(tmp_path)
    assert (remains.accepted, remains.unsure) == ([12], [34])


def test_the_file_stays_when_the_reader_fails(tmp_path):
    (tmp_path / "x.log").write_bytes(b">12\n+12\n")
    reader = abandoned(tmp_path)
    next(reader)
    with pytest.raises(LookupError):
        reader.throw(LookupError)
    assert (tmp_path / "x.log").exists()
    assert [remains.accepted for remains in abandoned(tmp_path)] == [[12]]


def test_two_readers_at_once_read_it_once(tmp_path):
    (tmp_path / "x.log").write_bytes(b"+1\n")
    first = abandoned(tmp_path)
    assert next(first).accepted == [1]
    assert list(abandoned(tmp_path)) == []
    assert list(first) == []
    assert list(tmp_path.iterdir()) == []
