"""Evidence stays for its time, and then no word of it is left."""

from datetime import timedelta

from accounts.services import erasure
from safeguarding.models import Case, Check, CheckStep, Report
from safeguarding.models.report import KEPT
from safeguarding.services import checks, forgetting
from tests.cast import World


def a_check(world: World, about: str) -> Check:
    """Done, with a note."""
    check = checks.open_check(
        about_user=getattr(world, about),
        raised_by=None,
        room_ref="room:x",
        now=world.now,
        alias="Paper Boat",
        hosts=[world.host],
    )
    host = world.host
    check = checks.take_check(actor=host, check=check, now=world.now)
    checks.note_step(actor=host, check=check, text="Paper Boat is at home.", is_note=True, now=world.now)
    return checks.finish_check(actor=host, check=check, text="Paper Boat is safe.", now=world.now)


def all_words() -> str:
    said = [*Check.objects.values_list("alias", flat=True), *CheckStep.objects.values_list("text", flat=True)]
    return " ".join([*said, *Report.objects.values_list("words", flat=True)])


def report(world: World, decided: bool) -> Report:
    case = Case.objects.create(
        centre=world.centre,
        thing=f"group:{decided}",
        due_at=world.now,
        decided_at=world.now if decided else None,
        decision="nothing" if decided else "",
        note="Paper Boat told us.",
    )
    return Report.objects.create(
        case=case, reporter=world.member, kind="group", subject_code="x", reason="other",
        words=f"My words {decided}", excerpt=[{"who": "Paper Boat", "text": "Words", "at": 1, "here": True}],
    )  # fmt: skip


def test_who_is_erased_takes_the_words_of_what_is_settled(world) -> None:
    person = world.member
    a_check(world, "member")
    report(world, decided=True)
    report(world, decided=False)
    erasure.erase_account(actor=person, user=person, now=world.now)
    assert "Paper Boat" not in all_words()
    assert "My words True" not in all_words()
    assert "My words False" in all_words()  # evidence of what nobody has looked at yet
    assert not Report.objects.exclude(reporter=None).exists()


def test_somebody_who_is_looked_for_keeps_the_name_they_are_looked_for_by(world) -> None:
    person = world.member
    check = checks.open_check(
        about_user=person, raised_by=None, room_ref="room:x", now=world.now, alias="Paper Boat"
    )
    erasure.erase_account(actor=person, user=person, now=world.now)
    check.refresh_from_db()
    assert (check.about, check.alias, check.done_at) == (None, "Paper Boat", None)


def test_after_its_time_all_of_it_goes(world) -> None:
    check = a_check(world, "member")
    report(world, decided=True)
    later = world.now + KEPT
    assert forgetting.forget_old_checks(now=later) == 0
    assert forgetting.forget_old_cases(now=later) == 0
    later += timedelta(seconds=1)
    assert forgetting.forget_old_checks(now=later) == 1
    assert forgetting.forget_old_cases(now=later) == 2
    assert "Paper Boat" not in all_words()
    assert Report.objects.get().excerpt == []
    check.refresh_from_db()
    assert check.about is None
    assert [step.kind for step in check.steps.all()] == ["opened", "asked", "taken", "note", "done"]
    assert forgetting.forget_old_checks(now=later) == 0
