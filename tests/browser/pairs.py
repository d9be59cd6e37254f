"""Two people who walk together, for the browser to look at. Runs inside the site, like pages.make."""

import uuid
from datetime import time, timedelta
from typing import Any

from accounts import consent_texts
from chat.services.messages import post_message
from journey import shareable
from mentoring.agreement import CURRENT
from mentoring.services import notes, pairs, shares, talks, tasks, walks
from tests.mentoring import people

EVENING, LATER = time(19, 30), time(20, 15)


def add(place: Any) -> None:
    """Each member walks with the host of their language."""
    for key, member in list(place.people.items()):
        if key.startswith("member"):
            language = key.partition("-")[2]
            pair = _walking(place, member, place.people[f"host-{language}"])
            place.codes[f"walk-{language}"] = pair.code
            _planned(place, pair)
            place.codes[f"task-{language}"] = _worked(place, pair)
            place.codes[f"note-{language}"] = _noted(place, pair)
            place.codes[f"pair-room-{language}"] = _talked(place, pair)


def _walking(place: Any, member: Any, host: Any) -> Any:
    mentor = host.mentoring.first() or people.mentor(place.centre, place.now, user=host)
    pair = pairs.make(mentor=mentor, request=None, mentee=member, guide=host, kind="sponsor", now=place.now)
    for person in pair.two():
        pair = walks.agree(actor=person, pair=pair, number=1, text_version=CURRENT, now=place.now)
    return pair


def _planned(place: Any, pair: Any) -> None:
    day = (place.now + timedelta(days=3)).date()
    at = {"pair": pair, "day": day, "way": "here", "now": place.now}
    talk = talks.suggest(actor=pair.guide, wall=EVENING, **at)
    talks.say_yes(actor=pair.mentee, talk=talk, now=place.now)
    talks.suggest(actor=pair.guide, wall=LATER, **at)


def _worked(place: Any, pair: Any) -> str:
    """One that was sent, answered and is to be talked about, with a draft of what comes next."""
    given: dict[str, Any] = {"pair": pair, "now": place.now}
    tasks.give(actor=pair.mentee, to_me=True, title="A walk after work", **given)
    words = "Read the first page. Then write what you would say to a friend."
    task = tasks.give(actor=pair.guide, to_me=False, title="The first one", words=words, **given)
    task = tasks.send(actor=pair.mentee, task=task, words="I would say: stay.", now=place.now)
    task = tasks.answer(
        actor=pair.guide, task=task, reply="And you? Tell me on Tuesday.", done=False, now=place.now
    )
    tasks.save_draft(actor=pair.mentee, task=task, words="I have thought about it.", now=place.now)
    return task.code


def _noted(place: Any, pair: Any) -> str:
    given: dict[str, Any] = {"pair": pair, "now": place.now}
    notes.write(actor=pair.guide, words="We spoke of mornings, and of tea.", shared=True, **given)
    notes.write(actor=pair.mentee, words="Ask about the evenings.", shared=False, **given)
    last = (place.now + timedelta(days=9)).date()
    shares.share(
        actor=pair.mentee,
        items=[shareable.GOALS, shareable.MOOD],
        until_on=last,
        text_version=consent_texts.CURRENT,
        **given,
    )
    return notes.write(actor=pair.mentee, words="Walk on Tuesday.", shared=True, **given).code


def _talked(place: Any, pair: Any) -> str:
    """Words that show the other how to help."""
    for person, words in ((pair.guide, "Good evening."), (pair.mentee, "I want to die.")):
        post_message(actor=person, room=pair.room, cid=uuid.uuid4(), text=words, now=place.now)
    return pair.room.code
