""" "Is this working for you?" on day 7, 30 and 90, to each of the two on their own."""

from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring.agreement import CHECK_WITHIN
from mentoring.models import Look, Pair, PromptAnswer
from mentoring.services import looks
from mentoring.services.pairs import locked
from mentoring.services.walks import note, tell
from recovery_network.common.errors import DomainError
from recovery_network.common.permissions import require

DAYS = (7, 30, 90)


class Answer(models.TextChoices):
    YES = "yes", _("Yes")
    NOT_SURE = "not_sure", _("Not sure")
    CHANGE = "change", _("I want to change something")


# What staff hear of. A yes is nobody's business.
TOLD = {Answer.NOT_SURE: Look.Reason.NOT_SURE, Answer.CHANGE: Look.Reason.CHANGE}


def due_day(pair: Pair, person: User, now: datetime) -> int | None:
    """The newest of the days that is reached and not answered. Nobody is asked while they rest."""
    if pair.state != Pair.State.ACTIVE or pair.begun_at is None:
        return None
    day = max((each for each in DAYS if now >= pair.begun_at + timedelta(days=each)), default=None)
    if day is None or PromptAnswer.objects.filter(pair=pair, person=person, day=day).exists():
        return None
    return day


@transaction.atomic
def answer(*, actor: User, pair: Pair, answer: str, now: datetime) -> None:
    """The other is never told. Twice is once."""
    require(actor, "mentoring.walk", pair)
    if answer not in Answer.values:
        raise DomainError(_("Choose one of the three."))
    pair = locked(pair)
    day = due_day(pair, actor, now)
    if day is None:
        return
    PromptAnswer.objects.create(pair=pair, person=actor, day=day, answered_at=now)
    if answer in TOLD:
        looks.ask_for(pair, actor, TOLD[Answer(answer)], now + CHECK_WITHIN, now)
        note(actor, "mentoring.not_yes", pair, now, day=day)


def ask_all(now: datetime) -> int:
    """Tells those whose day has come, once for each day. Run by the timetable: no actor."""
    reached = Pair.objects.filter(state=Pair.State.ACTIVE, begun_at__lte=now - timedelta(days=DAYS[0]))
    told = 0
    for pair in reached.select_related("mentee", "guide").order_by("pk"):
        for person in pair.two():
            day = due_day(pair, person, now)
            if day is not None:
                told += tell(person, pair, "how_is_it", now, day)
    return told
