"""The front of the line: for somebody whose pairing has ended."""

from datetime import datetime, timedelta

from accounts.models import Membership
from mentoring.models import FreeSpan, Pair, Request
from recovery_network.common.jobs import enqueue_on_commit

# Names to avoid were erased when the first request ended, and are not written again.
WISHES = (
    *("kinds", "languages", "hopes", "ways", "gender", "meets", "wants_medicine", "least_years"),
    *("time_zone", "limits", "chooser"),
)
ARRIVAL = "mentoring.tasks.place_arrival"


def to_the_front(pair: Pair, now: datetime) -> Request | None:
    """The wishes of then wait again, before everybody else's at this centre. None when the person has left,
    or when no wishes are known. For services that hold the pair's row."""
    centre = pair.mentor.centre
    if (
        not Membership.objects.live()
        .filter(user=pair.mentee_id, centre=centre, user__is_active=True)
        .exists()
    ):
        return None
    line = Request.objects.waiting().filter(centre=centre)
    first = line.values_list("queue_from", flat=True).first() or now
    queue_from = min(first - timedelta(seconds=1), now)
    mine = line.filter(user=pair.mentee_id).select_for_update().first()
    if mine is None and pair.request is not None:
        mine = _again(pair.request, now)
    if mine is not None:
        mine.queue_from = queue_from
        mine.save(update_fields=["queue_from"])
        enqueue_on_commit(ARRIVAL, mine.pk)
    return mine


def _again(old: Request, now: datetime) -> Request:
    fields = {name: getattr(old, name) for name in WISHES}
    made = Request.objects.create(
        user_id=old.user_id, centre_id=old.centre_id, made_at=now, queue_from=now, **fields
    )
    made.pathways.set(old.pathways.all())
    FreeSpan.objects.bulk_create(
        FreeSpan(request=made, weekday=span.weekday, starts=span.starts, ends=span.ends)
        for span in old.hours.all()
    )
    return made
