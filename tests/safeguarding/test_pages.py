"""The way of one report through the pages, without scripts: told, taken, decided, looked at again."""

from datetime import timedelta

import pytest

from notifications.models import Notice
from safeguarding import subjects
from safeguarding.models import Appeal, Block, Case, Check, CrisisLine, Sanction
from safeguarding.services import checks
from tests.cast import World
from tests.html import check_html
from tests.matrix.accounts import add_second_step
from tests.matrix.safeguarding import make_line


@pytest.fixture
def staffed(world: World) -> World:
    for name in ("counselor", "coordinator", "manager"):
        add_second_step(world, name)
    return world


def test_from_telling_to_another_look(staffed: World, words) -> None:
    world = staffed
    told = world.client("neighbour").post(
        "/tell/message/one/", {"reason": "contact", "words": "Every night.", "also_block": "on"}
    )
    assert told["Location"] == "/me/told/"
    assert Block.objects.get().alias == "Paper Boat"
    case = Case.objects.get()
    staff = world.client("counselor")
    page = staff.get(f"/centre/desk/{case.code}/")
    assert "Every night." in page.content.decode()
    assert "Neighbour" not in page.content.decode()
    assert "Line 10" in page.content.decode()
    staff.post(f"/centre/desk/{case.code}/take/")
    limit = {
        "limit-step": "rest",
        "limit-days": "3",
        "limit-words": "Please rest.",
        "limit-reasons": "Wrote.",
    }
    assert staff.post(f"/centre/desk/{case.code}/limit/", limit).status_code == 302
    mine = world.client("member")
    assert "Please rest." in mine.get("/me/limits/").content.decode()
    made = Sanction.objects.get()
    mine.post(f"/me/limits/{made.code}/again/", {"words": "It was a mistake."})
    other = world.client("manager")
    assert f"/centre/limits/{made.code}/look/" in other.get("/centre/desk/").content.decode()
    other.post(f"/centre/limits/{made.code}/look/", {"answer": "lifted", "words": "You were right."})
    assert Appeal.objects.get().decided_by == world.manager
    assert "You were right." in mine.get("/me/limits/").content.decode()
    assert {n.recipient for n in Notice.objects.filter(kind="safeguarding.answer")} == {world.neighbour}


def test_what_one_may_not_see_cannot_be_told_of(world: World) -> None:
    subjects.KINDS.clear()
    assert world.client("member").get("/tell/message/one/").status_code == 404


def test_the_one_it_is_about_learns_nothing(staffed: World, words) -> None:
    world = staffed
    world.client("neighbour").post("/tell/message/one/", {"reason": "hurtful"})
    for path in ("/me/told/", "/me/apart/", "/me/limits/", "/notes/", "/me/log/"):
        assert "Neighbour" not in world.client("member").get(path).content.decode()
    assert not Notice.objects.filter(recipient=world.member).exists()


def test_a_form_that_lacks_its_reason_says_so(world: World, words) -> None:
    page = world.client("neighbour").post("/tell/message/one/", {"words": "x"})
    assert page.status_code == 422
    assert check_html(page.content.decode()) == []
    assert not Case.objects.exists()


def test_judging_words_are_named_and_may_be_kept(staffed: World, words) -> None:
    world = staffed
    world.client("neighbour").post("/tell/message/one/", {"reason": "hurtful"})
    case, staff = Case.objects.get(), world.client("manager")
    staff.post(f"/centre/desk/{case.code}/take/")
    answer = {"decision": "talked", "note": "The addict was sorry."}
    page = staff.post(f"/centre/desk/{case.code}/decide/", answer)
    assert page.status_code == 422
    assert 'name="keep_words"' in page.content.decode()
    assert staff.post(f"/centre/desk/{case.code}/decide/", answer | {"keep_words": "on"}).status_code == 302


def test_a_check_from_the_card_to_the_end(staffed: World) -> None:
    world = staffed
    check = checks.open_check(
        about_user=world.member,
        raised_by=world.host,
        room_ref="room:one",
        alias="Paper Boat",
        centre=world.centre,
        hosts=[world.host],
        now=world.now,
    )
    host = world.client("host")
    assert "Nobody has it yet" in host.get("/host/checks/").content.decode()
    path = f"/host/checks/{check.code}/"
    host.post(f"{path}do/", {"do": "take"})
    late = world.client("counselor").post(f"{path}do/", {"do": "take"}, follow=True)
    assert "Somebody else has taken it" in late.content.decode()
    page = host.get(path).content.decode()
    assert "You have it." in page
    assert check_html(page) == []
    host.post(f"{path}step/", {"step": "Call the person on duty."})
    host.post(f"{path}step/", {"text": "She is with her sister."})
    host.post(f"{path}do/", {"do": "finish"})
    assert Check.objects.get().done_at is not None
    done = host.get(path).content.decode()
    assert "She is with her sister." in done
    assert "This is done." in done


def test_a_shift_and_the_steps_of_a_centre(staffed: World) -> None:
    world = staffed
    manager = world.client("manager")
    begins = world.now + timedelta(hours=1)
    shift = {
        "person": world.counselor.code,
        "starts_at": begins.strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (begins + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M"),
        "place": "1",
    }
    assert manager.post("/centre/duty/add/", shift).status_code == 302
    assert "Counselor" in manager.get("/centre/duty/").content.decode()
    wrong = manager.post("/centre/duty/add/", shift | {"person": world.member.code})
    assert wrong.status_code == 422
    manager.post("/centre/duty/steps/", {"steps": "Ring Rakhi"})
    assert "Ring Rakhi" in manager.get("/centre/duty/").content.decode()


def test_a_help_line_is_called_doubted_and_taken_off(staffed: World) -> None:
    world = staffed
    make_line("bd-one", "BD")
    manager = world.client("manager")
    assert manager.post("/centre/help-lines/bd-one/", {"number": "16263"}).status_code == 422
    manager.post("/centre/help-lines/bd-one/", {"number": "16263", "called": "on"})
    line = CrisisLine.objects.get(key="bd-one")
    assert line.is_verified(world.now.date())
    manager.post("/centre/help-lines/bd-one/change/", {"do": "expire"})
    line.refresh_from_db()
    assert line.is_stale(world.now.date())
    assert "Call again" in manager.get("/centre/help-lines/").content.decode()
    manager.post("/centre/help-lines/bd-one/change/", {"do": "retire"})
    line.refresh_from_db()
    assert line.retired_at is not None


def test_lines_of_another_country_are_not_there(staffed: World) -> None:
    make_line("in-one", "IN")
    assert staffed.client("manager").get("/centre/help-lines/in-one/").status_code == 404
