"""The demo has two mentors and two people who ask; a round finds a mentor for each."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Centre, User
from mentoring.models import Mentor, Request, Round
from mentoring.services import rounds
from recovery_network.demo.seed import seed


@pytest.mark.django_db
def test_a_round_finds_a_mentor_for_each_who_asks():
    now = timezone.now()
    seed(now)
    assert Mentor.objects.serving(now.date()).count() == 2
    assert Request.objects.waiting().count() == 2
    centre = Centre.objects.get(mentors__isnull=False, mentors__user__public_name="Quiet Heron")
    staff = User.objects.get(staff_roles__centre=centre, staff_roles__role="coordinator")
    rounds.start_round(actor=staff, centre=centre, now=now)
    assert rounds.work_on_waiting(now + timedelta(minutes=1)) == 1
    assert Round.objects.get().found == 2
