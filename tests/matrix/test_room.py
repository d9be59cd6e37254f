"""Every verb of a room, asked by everybody who is ever near one, in every state the room can be in.

The whole way of a request, from the cookie on, is asked in `test_urls.py`. Here the address is resolved
and its view asked, so that some thousands of questions take seconds; what an answer did is undone.
"""

import logging
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url
from django.test import RequestFactory
from django.urls import resolve, reverse

from tests.matrix import stage as stages
from tests.matrix.room_table import TABLE, Verb
from tests.matrix.stage import EVERYBODY, OUTSIDE, SEATED, STATES, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(240)]
REFUSALS = {400, 409, 422, 429}
ASK = RequestFactory(headers={"accept": "application/json"})
# Everybody is asked in these; in the others one of each kind, so that it takes seconds.
WHOLE_CAST_IN = ("open", "gone")
ONE_OF_A_KIND = ("host", "greeter", "member", "sharer", "resting", "waiting", "left")


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


def request_of(stage: Stage, verb: Verb, person: str) -> HttpRequest:
    path = reverse(verb.address, kwargs=verb.kwargs(stage))
    request = ASK.post(path, verb.post(stage)) if verb.post else ASK.get(path)
    request.user = stage.people[person]
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    request._messages = FallbackStorage(request)
    return request


def answer(stage: Stage, verb: Verb, person: str) -> str:
    """What the view says, with everything it did undone."""
    request = request_of(stage, verb, person)
    view, args, kwargs = resolve(request.path)
    with transaction.atomic():
        try:
            verdict = verdict_of(request, view(request, *args, **kwargs))
        except Http404:
            verdict = "hidden"
        except PermissionDenied:
            verdict = "forbidden"
        transaction.set_rollback(True)
    return verdict


def verdict_of(request: HttpRequest, response: HttpResponseBase) -> str:
    code = response.status_code
    if code == 302:
        if response["Location"].startswith(resolve_url(settings.LOGIN_URL)):
            return "sign_in"
        return "refused" if any(note.level_tag == "error" for note in get_messages(request)) else "done"
    names = {200: "done", 201: "done", 403: "forbidden", 404: "hidden"}
    return names.get(code) or ("refused" if code in REFUSALS else f"status {code}")


def wrong_cells(stage: Stage, table: list[Verb], state: str) -> list[str]:
    found = []
    with transaction.atomic():
        stages.set_state(stage, state)
        people = EVERYBODY if state in WHOLE_CAST_IN else ONE_OF_A_KIND
        for verb in table:
            for person in people:
                got, said = answer(stage, verb, person), verb.verdict(state, person)
                if got != said:
                    found.append(f"{verb.address} as {person}, {state}: {got}, the table says {said}")
        transaction.set_rollback(True)
    return found


PARTS = (STATES[:3], STATES[3:6], STATES[6:])  # so that the workers of a run can share them


@pytest.mark.parametrize("states", PARTS, ids=" ".join)
def test_everybody_gets_the_answer_of_the_table(states: tuple[str, ...]) -> None:
    stage = stages.build()
    found = [cell for state in states for cell in wrong_cells(stage, TABLE, state)]
    assert found == [], "\n".join(found)


def test_a_wrong_table_is_found() -> None:
    stage = stages.build()
    verb = next(verb for verb in TABLE if verb.address == "host_calm")
    wrong = Verb("host_calm", verb.kwargs, verb.post, {"*": "done: *"})
    found = wrong_cells(stage, [wrong], "open")
    assert "host_calm as member, open: forbidden, the table says done" in found
    assert len(found) == len(SEATED) - 2


def test_every_address_of_a_room_is_in_the_table() -> None:
    from chat.urls import urlpatterns

    addresses = {pattern.name for pattern in urlpatterns if str(pattern.pattern).startswith("r/")}
    assert addresses - {verb.address for verb in TABLE} == set()


def test_a_table_that_says_nothing_or_two_things_is_refused() -> None:
    with pytest.raises(ValueError, match="forbiden"):
        Verb("room", lambda s: {}, None, {"*": "forbiden: *"})
    with pytest.raises(ValueError, match="said twice"):
        Verb("room", lambda s: {}, None, {"open": "done: *", "open closed": "done: *", "*": "done: *"})
    assert set(SEATED).isdisjoint(OUTSIDE)
