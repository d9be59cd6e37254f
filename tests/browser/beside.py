"""Somebody asks to talk now, and two look in on one another: for the browser to look at."""

from datetime import time, timedelta
from typing import Any

from mentoring.models import Call, CallAsk, Introduction, PartnerMark, Partners, PartnerSide, Ready


def add(place: Any) -> None:
    """For each language: the member has asked, the host was asked, and both look in on one another."""
    for key, member in place.people.items():
        kind, _dash, language = key.partition("-")
        if kind == "member" and language:
            host = place.people[f"host-{language}"]
            place.codes[f"asked-{language}"] = _call(place, member, host)
            place.codes[f"two-{language}"] = _two(place, member, host)
            place.codes[f"meet-{language}"] = _introduction(place, member, host)


def _call(place: Any, member: Any, host: Any) -> str:
    now = place.now
    Ready.objects.create(
        user=host, centre=place.centre, languages=["en", "bn"], starts=time(18), ends=time(1),
        time_zone="Asia/Dhaka", until_on=now.date() + timedelta(days=30), said_at=now,
    )  # fmt: skip
    call = Call.objects.create(
        user=member, centre=place.centre, language="bn", state="duty", asked_at=now,
        next_at=now + timedelta(hours=5),
    )  # fmt: skip
    for minutes, kind, count in ((0, "begun", 0), (0, "peers", 2), (3, "duty", 1)):
        call.steps.create(kind=kind, at=now + timedelta(minutes=minutes), count=count)
    return CallAsk.objects.create(call=call, person=host, asked_at=now).code


def _two(place: Any, member: Any, host: Any) -> str:
    now = place.now
    two = Partners.objects.create(
        one=member, other=host, centre=place.centre, state="active", often="weekly", weekday=4, begun_at=now
    )
    for person in (member, host):
        side = PartnerSide.objects.create(partners=two, person=person, agreed=1, shows=True)
        for days, mark in ((0, "done"), (1, "not_today"), (2, "skip")):
            PartnerMark.objects.create(side=side, on=now.date() - timedelta(days=days), mark=mark, at=now)
    return two.code


def _introduction(place: Any, member: Any, host: Any) -> str:
    made = Introduction.objects.create(
        centre=place.centre, one=member, other=host, made_at=place.now,
        expires_at=place.now + timedelta(days=14),
        words_one="Somebody who likes long walks, and works at night like you.",
        words_other="Somebody who cooks for others. You both have children.",
    )  # fmt: skip
    return made.code
