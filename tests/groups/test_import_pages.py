"""The staff page of imports: form, preview, report, save and undo, with scripts off."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import strip_tags

from accounts.models import StaffRole
from groups import import_table
from groups.forms.imports import ImportForm
from groups.importing.report import Row
from groups.models import ImportRun, ImportSource, MeetingSeries
from groups.services import imports
from tests.groups import factories
from tests.groups.importing.makers import MEETING, as_json, meeting
from tests.groups.test_imports import CANARIES
from tests.html import check_html
from tests.matrix.accounts import add_second_step
from tests.queries import assert_same_queries

pytestmark = pytest.mark.django_db
State = ImportRun.State


@pytest.fixture
def centre():
    return factories.centre()


@pytest.fixture
def browser(centre):
    return staff_browser(factories.staff(centre, StaffRole.Role.COORDINATOR))


def staff_browser(person) -> Client:
    """Signed in, second step passed."""
    from tests.cast import World

    world = World(people={"amina": person}, session={}, now=timezone.now())
    add_second_step(world, "amina")
    return world.client("amina")


def upload(browser, data: bytes, name="list.json", **fields):
    file = SimpleUploadedFile(name, data)
    return browser.post(reverse("import_list"), {"file": file, "time_zone": "", **fields})


def work() -> ImportRun:
    run = ImportRun.objects.latest("pk")
    imports.work_on(run.pk, timezone.now())
    run.refresh_from_db()
    return run


def page(browser, run, **query) -> str:
    response = browser.get(reverse("import_run", args=[run.code]), query)
    assert response.status_code == 200
    text = response.content.decode()
    assert check_html(text) == []
    return text


def test_the_whole_way(browser, centre):
    assert "No list was read yet." in browser.get(reverse("import_list")).content.decode()
    response = upload(browser, as_json(MEETING, meeting(slug="b", time="8:00")))
    run = ImportRun.objects.get()
    assert response.url == reverse("import_run", args=[run.code])
    waiting = browser.get(response.url)
    assert waiting["Refresh"] == "3"
    assert "looks again by itself" in waiting.content.decode()
    work()
    text = page(browser, run)
    assert "Add 2 meetings" in text
    assert "Lamplight" in text
    assert "Read as 08:00." in page(browser, run, part="report")
    browser.post(reverse("save_import", args=[run.code]))
    assert work().state == State.SAVED
    assert "Take it back" in page(browser, run)
    assert MeetingSeries.objects.count() == 2
    browser.post(reverse("undo_import", args=[run.code]))
    assert work().state == State.UNDONE
    assert not MeetingSeries.objects.exists()
    assert "Undone" in page(browser, run)
    assert "list.json" in browser.get(reverse("import_list")).content.decode()


def test_a_second_copy_says_what_changes(browser, centre):
    upload(browser, as_json(MEETING, meeting(slug="b")))
    work()
    browser.post(reverse("save_import", args=[ImportRun.objects.get().code]))
    work()
    upload(browser, as_json(meeting(time="19:00", types=["C"])), list_key=ImportSource.objects.get().key)
    text = page(browser, work())
    assert "Change 1 meeting" in text
    assert "starts at" in text
    assert "No longer in the list" in text
    upload(browser, as_json(MEETING, meeting(slug="b")))
    assert "Nothing in this list is new." in page(browser, work())


def first_line(browser, run) -> str:
    """Of the table of changes: its cells, without the tags."""
    row = page(browser, run).partition("<tbody>")[2].partition("</tr>")[0]
    return " | ".join(strip_tags(cell).strip() for cell in row.split("</td>"))


def test_the_preview_says_when_and_where(browser, centre):
    upload(browser, as_json(MEETING))
    run = work()
    line = first_line(browser, run)
    for words in ("Lamplight", "New", "Wednesday, evening 6:00", "Bangladesh", "Dhaka"):
        assert words in line
    assert "12 Lake Road" not in line
    with translation.override("ur"):
        assert "Wednesday" not in import_table.changes(run.plan)[0].when


def test_the_preview_of_a_change_says_what_will_stand_here(browser, centre):
    """The list moves the hour, a host here had moved the day: both are what the page shows."""
    upload(browser, as_json(MEETING))
    work()
    browser.post(reverse("save_import", args=[ImportRun.objects.get().code]))
    work()
    MeetingSeries.objects.update(weekdays=127)
    upload(browser, as_json(meeting(time="19:00")), list_key=ImportSource.objects.get().key)
    assert "Every day, evening 7:00" in first_line(browser, work())


def test_a_list_by_appointment_has_no_hour(browser, centre):
    upload(browser, as_json(meeting(day=None, time=None)))
    assert "By appointment" in first_line(browser, work())


def test_a_plan_kept_from_before_is_still_shown(browser, centre):
    upload(browser, as_json(MEETING))
    run = work()
    run.plan = [["x", "Old Plan", "created", []]]
    run.save()
    assert "Old Plan" in page(browser, run)


def test_a_list_that_is_not_wanted_is_thrown_away(browser, centre):
    upload(browser, as_json(MEETING))
    run = work()
    assert "Do not use this list" in page(browser, run)
    answer = browser.post(reverse("drop_import", args=[run.code]), follow=True)
    assert "The list is not used. Nothing was changed." in answer.content.decode()
    assert "No list was read yet." in answer.content.decode()
    assert not ImportRun.objects.exists()
    assert not MeetingSeries.objects.exists()


def test_what_is_saved_already_cannot_be_thrown_away(browser, centre):
    upload(browser, as_json(MEETING))
    run = work()
    browser.post(reverse("save_import", args=[run.code]))
    answer = browser.post(reverse("drop_import", args=[run.code]), follow=True)
    assert "moved on" in answer.content.decode()
    work()
    assert "Do not use this list" not in page(browser, run)
    assert MeetingSeries.objects.count() == 1


def test_what_cannot_be_used_is_said(browser, centre):
    upload(browser, b"BEGIN:VCALENDAR", "x.ics")
    text = page(browser, work())
    assert "Calendar files (.ics) cannot be imported yet." in text
    assert "Take it back" not in text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "one of the two"),
        ({"file": b"[]", "address": "https://example.org/x"}, "one of the two"),
        ({"address": "ftp://example.org"}, "begins with http"),
        ({"file": b"[]", "list_key": "of-another-centre"}, "valid choice"),
        ({"file": b"[]", "time_zone": "Mars"}, "valid choice"),
    ],
)
def test_the_form_says_what_is_wrong(browser, centre, fields, words):
    data = {k: SimpleUploadedFile("a.json", v) if k == "file" else v for k, v in fields.items()}
    response = browser.post(reverse("import_list"), data)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not ImportRun.objects.exists()


def test_a_file_too_large(centre, monkeypatch):
    monkeypatch.setattr("groups.forms.imports.MAX_BYTES", 10)
    form = ImportForm({}, {"file": SimpleUploadedFile("a.json", b"x" * 11)}, centre=centre)
    assert form.errors["file"] == ["The file is larger than 20 MB."]


def test_the_zone_of_the_centre_stands_ready(centre):
    assert ImportForm(centre=centre)["time_zone"].initial == "Asia/Dhaka"


def test_another_centre_is_not_found(browser, centre):
    other = factories.centre("Indus House")
    run = ImportRun.objects.create(centre=other, state=State.READY)
    for name in ("import_run", "import_report"):
        assert browser.get(reverse(name, args=[run.code])).status_code == 404
    for name in ("save_import", "undo_import"):
        assert browser.post(reverse(name, args=[run.code])).status_code == 404
    assert browser.get(reverse("import_list"), {"centre": other.code}).status_code == 404
    assert upload(browser, b"[]", centre=other.code).status_code == 404


def test_asking_too_late_is_told(browser, centre):
    upload(browser, as_json(MEETING))
    response = browser.post(reverse("undo_import", args=[work().code]), follow=True)
    assert "moved on" in response.content.decode()


def test_many_changes_cost_no_more_queries(browser, centre):
    upload(browser, as_json(MEETING))
    run = work()

    def add() -> None:
        run.plan.append(["x", "Another", "created", []])
        run.save()

    assert_same_queries(lambda: browser.get(reverse("import_run", args=[run.code])), add)
    text = page(browser, run)
    assert "Page 1 of" not in text
    run.plan = [[str(n), f"Meeting {n}", "created", []] for n in range(60)]
    run.save()
    assert "Page 1 of 3" in page(browser, run)
    assert "Meeting 59" in page(browser, run, page="3")


def test_the_report_as_a_table_holds_no_formula(browser, centre):
    upload(browser, as_json(meeting(slug="=1+1", time="8:00"), meeting(slug="b", day="@x")))
    run = work()
    response = browser.get(reverse("import_report", args=[run.code]))
    assert response["Content-Type"].startswith("text/csv")
    cells = [cell for row in csv.reader(io.StringIO(response.content.decode("utf-8-sig"))) for cell in row]
    assert "'=1+1" in cells
    assert "'@x" in cells
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", "\rx", "\x00x"])
def test_cells(cell):
    assert import_table.safe_cell(cell) == f"'{cell}"
    assert import_table.safe_cell("a" + cell) == "a" + cell
    assert f"'{cell[0]}" in import_table.as_csv([Row(cell, "", "", "back")])


def test_fields_have_names_for_people():
    assert import_table.field_label("local_start") == "starts at"
    assert import_table.field_label("secret") == "pass code"
    assert import_table.field_label("group: notes_public") == "about the group"
    assert import_table.field_label("unknown_column") == "unknown_column"


# --- Nothing secret is public -------------------------------------------------------------------


def test_no_page_shows_a_secret(browser, centre):
    upload(browser, as_json(CANARIES, CANARIES | {"slug": "b", "time": "8:00", "day": [1, 2]}))
    run = work()
    shown = [page(browser, run), page(browser, run, part="report")]
    shown.append(browser.get(reverse("import_report", args=[run.code])).content.decode())
    browser.post(reverse("save_import", args=[run.code]))
    work()
    shown += [page(browser, run), page(browser, run, part="report")]
    visitor = Client()
    member = Client()
    member.force_login(factories.member_of(centre))
    for anyone in (visitor, member):
        shown.append(anyone.get(reverse("finder"), {"when": "any"}).content.decode())
        for series in MeetingSeries.objects.all():
            shown.append(anyone.get(reverse("meeting", args=[series.code])).content.decode())
            shown.append(anyone.get(reverse("meeting_calendar", args=[series.code])).content.decode())
    assert len(shown) == 5 + 2 * (1 + 2 * 2)
    assert sum("Lamplight" in text for text in shown) >= 5
    for text in shown:
        assert "CANARY" not in text
        assert "000-2265" not in text
