"""The command: a dry run unless told, clean JSON, exit codes, and never a trace."""

import io
import json
import os
import stat

import pytest
from django.core.management import CommandError, call_command

from groups.models import ImportRun, MeetingSeries
from groups.services.import_lists import bmlt_query, is_address, load
from tests.groups import factories
from tests.groups.importing.makers import MEETING, as_json, meeting, workbook
from tests.groups.importing.test_bmlt import BODIES, FORMATS, RECORD
from tests.groups.importing.test_shared_data import DATA, GOOD, REFUSED, ZONE

pytestmark = pytest.mark.django_db
KEYS = ["read", "created", "updated", "unchanged", "skipped", "missing", "warnings"]


@pytest.fixture
def centre():
    return factories.centre()


def run(*args) -> tuple[int, str, str]:
    """Exit code, stdout, stderr."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command("import_meetings", *[str(a) for a in args], stdout=out, stderr=err)
    except SystemExit as stop:
        code = stop.code
    return code, out.getvalue(), err.getvalue()


def report(*args) -> dict:
    code, out, _err = run(*args, "--report", "json")
    found = json.loads(out)
    assert out.count("\n") == 1
    assert ("error" in found) is (code != 0)
    assert list(found)[:7] == KEYS
    assert all(list(row) == ["record", "field", "value", "action"] for row in found["warnings"])
    return found


def file(tmp_path, data: bytes, name="list.json"):
    path = tmp_path / name
    path.write_bytes(data)
    return path


def test_a_dry_run_unless_told(centre, tmp_path):
    path = file(tmp_path, as_json(MEETING))
    assert report(path, "--centre", centre.code)["created"] == 1
    assert not MeetingSeries.objects.exists()
    assert report(path, "--centre", centre.code, "--commit")["created"] == 1
    assert MeetingSeries.objects.count() == 1
    again = report(path, "--centre", centre.code, "--commit")
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 1)


def test_the_report_of_what_was_saved_names_the_way_back(centre, tmp_path):
    path = file(tmp_path, as_json(MEETING))
    assert "undo" not in report(path, "--centre", centre.code)
    code = report(path, "--centre", centre.code, "--commit")["undo"]
    assert run("--undo", code)[0] == 0
    assert not MeetingSeries.objects.exists()


def test_the_report_has_a_row_for_each_change(centre, tmp_path):
    path = file(tmp_path, as_json(meeting(time="8:00", types=["O", "C"])))
    rows = report(path, "--centre", centre.name)["warnings"]
    assert rows == [
        {"record": "lamplight", "field": "time", "value": "8:00", "action": "Read as 08:00."},
        {
            "record": "lamplight",
            "field": "types",
            "value": "O, C",
            "action": "Both open and closed are given: closed is kept.",
        },
    ]


def test_words_for_people(centre, tmp_path):
    path = file(tmp_path, as_json(meeting(time="8:00")))
    code, out, err = run(path, "--centre", centre.code)
    assert (code, err) == (0, "")
    assert "lamplight · time · 8:00 · Read as 08:00." in out
    assert "1 read, 1 created" in out
    assert "Nothing was written" in out


@pytest.mark.parametrize("data", [b"", b"[]", b"[{", b"<html>", b"BEGIN:VCALENDAR", b"PK\x03\x04x", b"%PDF"])
def test_what_cannot_be_used_says_so_and_ends_with_1(centre, tmp_path, data):
    code, out, err = run(file(tmp_path, data), "--centre", centre.code, "--commit", "--report", "json")
    assert code == 1
    found = json.loads(out)
    assert [found[key] for key in KEYS] == [0, 0, 0, 0, 0, 0, []]
    assert found["error"] in err
    assert "Traceback" not in out + err
    assert not ImportRun.objects.exists()


def test_a_file_that_is_not_there_or_not_ours(centre, tmp_path):
    assert "no file" in report(tmp_path / "none.json", "--centre", centre.code)["error"]
    assert "no GetSearchResults" in report(tmp_path, "--centre", centre.code)["error"]
    assert report("x" * 5000, "--centre", centre.code)["error"]
    assert report("a\x00b", "--centre", centre.code)["error"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read any file")
def test_a_file_we_may_not_read(centre, tmp_path):
    path = file(tmp_path, as_json(MEETING))
    path.chmod(stat.S_IWUSR)
    assert "cannot be read" in report(path, "--centre", centre.code)["error"]


def test_unknown_centre_zone_and_programme(centre, tmp_path):
    path = file(tmp_path, as_json(MEETING))
    assert centre.code in report(path, "--centre", "Nowhere")["error"]
    assert "Mars" in report(path, "--centre", centre.code, "--timezone", "Mars")["error"]
    assert "xyz" in report(path, "--centre", centre.code, "--programme", "xyz")["error"]
    factories.centre(centre.name)
    assert "Two centres" in report(path, "--centre", centre.name)["error"]


def test_no_zone_says_what_to_do(centre, tmp_path):
    path = file(tmp_path, as_json(meeting(timezone=None)))
    found = report(path, "--centre", centre.code)
    assert "time zone" in found["error"]
    assert (found["read"], found["skipped"]) == (1, 1)
    assert report(path, "--centre", centre.code, "--timezone", "Asia/Dhaka")["created"] == 1


def test_usage(centre):
    with pytest.raises(CommandError):
        call_command("import_meetings")
    with pytest.raises(CommandError):
        call_command("import_meetings", "x.json", "--centre", centre.code, "--format", "xml")


def test_undo(centre, tmp_path):
    run(file(tmp_path, as_json(MEETING)), "--centre", centre.code, "--commit")
    code, out, _err = run("--undo", ImportRun.objects.get().code)
    assert (code, out) == (0, "Undone.\n")
    assert not MeetingSeries.objects.exists()
    assert run("--undo", "nothing")[0] == 1


def test_a_folder_of_bmlt(centre, tmp_path):
    for name, rows in (("GetSearchResults", [RECORD]), ("GetFormats", FORMATS), ("GetServiceBodies", BODIES)):
        file(tmp_path, json.dumps(rows).encode(), f"{name}.json")
    for source in (tmp_path, tmp_path / "GetSearchResults.json"):
        found = report(source, "--centre", centre.code, "--timezone", "America/Detroit")
        assert (found["created"], found["warnings"]) == (1, [])
    found = report(tmp_path, "--centre", centre.code, "--timezone", "America/Detroit", "--format", "tsml")
    assert "bmlt list" in found["error"]


def test_a_workbook_and_a_table(centre, tmp_path):
    rows = [["Name", "Day", "Time", "Timezone"], ["Lamplight", "Monday", "6:00 PM", "Asia/Dhaka"]]
    assert report(file(tmp_path, workbook(rows), "a.xlsx"), "--centre", centre.code)["created"] == 1
    table = "\n".join("\t".join(row) for row in rows).encode()
    assert report(file(tmp_path, table, "a.tsv"), "--centre", centre.code, "--format", "tsml")["created"] == 1


# --- Addresses ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "formats"),
    [
        (
            "https://bmlt.example.org/main_server/client_interface/json/?switcher=GetSearchResults&services=7",
            "https://bmlt.example.org/main_server/client_interface/json/?switcher=GetFormats",
        ),
        (
            "https://bmlt.example.org/main_server/",
            "https://bmlt.example.org/main_server/client_interface/json/?switcher=GetFormats",
        ),
        (
            "https://bmlt.example.org/client_interface/json/?switcher=GetSearchResults&lang_enum=es",
            "https://bmlt.example.org/client_interface/json/?switcher=GetFormats&lang_enum=es",
        ),
        ("https://example.org/meetings.json", None),
    ],
)
def test_a_bmlt_server_is_asked_for_its_tables(url, formats):
    assert bmlt_query(url, "GetFormats") == formats


def test_a_query_for_meetings_stays_as_it_was_given():
    url = "https://bmlt.example.org/json/?switcher=GetSearchResults&services=7"
    assert bmlt_query(url, "GetSearchResults") == url
    assert is_address(" HTTPS://example.org")
    assert not is_address("/lists/a.json")


class FakeFetcher:
    """Answers by switcher, and remembers what it was asked."""

    def __init__(self, **answers):
        self.answers, self.asked = answers, []

    def get(self, url):
        from recovery_network.common.net import Document, FetchError

        self.asked.append(url)
        for name, rows in self.answers.items():
            if name in url:
                return Document(json.dumps(rows).encode(), url)
        raise FetchError("gone")


def test_meetings_formats_and_bodies_of_a_server():
    fetcher = FakeFetcher(GetSearchResults=[RECORD], GetServiceBodies=BODIES)
    loaded = load("https://bmlt.example.org/main_server/", fetcher)
    whole = json.loads(loaded.data)
    assert whole["service_bodies"] == BODIES
    assert "formats" not in whole
    assert len(fetcher.asked) == 3
    assert (loaded.name, loaded.location) == ("bmlt.example.org", "https://bmlt.example.org/main_server/")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/list.json", "http://localhost/x", "http://169.254.169.254/latest/"]
)
def test_private_addresses_are_refused_with_words(centre, url):
    assert "private network" in report(url, "--centre", centre.code)["error"]


# --- Real lists ---------------------------------------------------------------------------------

with_lists = pytest.mark.skipif(DATA is None, reason="no meeting lists beside the project (../shared/data)")


@with_lists
@pytest.mark.parametrize("name", GOOD)
def test_real_lists(centre, name):
    read, drafts, skipped = GOOD[name]
    found = report(DATA / name, "--centre", centre.code, "--timezone", ZONE)
    assert (found["read"], found["created"], found["skipped"]) == (read, drafts, skipped)


@with_lists
@pytest.mark.parametrize("name", ["meeting-guide/sussex-123.json", "edge/synthetic-text-attacks.json"])
def test_real_lists_saved_twice(centre, name):
    args = (DATA / name, "--centre", centre.code, "--timezone", ZONE, "--commit")
    first, second = report(*args), report(*args)
    assert first["created"] == second["unchanged"] == GOOD[name][1]
    assert (second["created"], second["updated"]) == (0, 0)


@with_lists
@pytest.mark.parametrize("name", REFUSED)
def test_real_lists_refused(centre, name):
    assert report(DATA / name, "--centre", centre.code, "--timezone", ZONE)["error"]
