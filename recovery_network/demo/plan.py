"""Who and what the demo holds. Every person, centre and group here is invented."""

from dataclasses import dataclass, field
from datetime import time

MON, TUE, WED, THU, FRI, SAT, SUN = (1 << n for n in range(7))
DAILY = 127


@dataclass(frozen=True)
class Person:
    """`name` is the public name; `roles` are staff roles at the centre."""

    name: str
    language: str = "en"
    roles: tuple[str, ...] = ()
    member: bool = True


@dataclass(frozen=True)
class Series:
    """One line of a timetable. `extra` holds further fields of the model."""

    name: str
    weekdays: int
    start: time
    minutes: int = 60
    languages: tuple[str, ...] = ("en",)
    attendance: str = "online"
    online_kind: str = "room"
    zone: str = ""
    place: dict[str, str] = field(default_factory=dict)
    extra: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    name: str
    pathway: str
    series: tuple[Series, ...]
    hosts: tuple[str, ...] = ()
    greeters: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    kind: str = "open"
    join_policy: str = "open"
    visibility: str = "public"
    about: str = ""
    ways: dict[str, object] = field(default_factory=dict)  # how its meetings run; else as is usual


@dataclass(frozen=True)
class Centre:
    name: str
    country: str
    zone: str
    language: str
    people: tuple[Person, ...]
    groups: tuple[Group, ...]


OPERATOR = Person("Still Harbour", member=False)

CENTRES = (
    Centre(
        "Jamuna House",
        "BD",
        "Asia/Dhaka",
        "en",
        people=(
            Person("Amina", roles=("manager",)),
            Person("Rafiq", roles=("counselor",)),
            Person("Shirin", roles=("coordinator",)),
            Person("Quiet Heron"),
            Person("Blue Kite"),
            Person("Slow River"),
            Person("New Field"),
            Person("Paper Boat"),
        ),
        groups=(
            Group(
                "Open Door",
                "any",
                (
                    Series(
                        "Always Open",
                        DAILY,
                        time(0),
                        1440,
                        ("en", "bn", "hi", "ur"),
                        extra={"opens_itself": True, "newcomers_welcome": True, "medication_welcome": True},
                    ),
                ),
                hosts=("Quiet Heron",),
                about="Somebody is often here. Say hello, or just sit with us.",
                ways={"mode": "open_talk"},
            ),
            Group(
                "Evening Circle",
                "twelve-step",
                (
                    Series(
                        "",
                        DAILY,
                        time(19, 30),
                        languages=("bn", "en"),
                        extra={"newcomers_welcome": True, "led_by": "counselor"},
                    ),
                ),
                hosts=("Quiet Heron",),
                greeters=("Blue Kite",),
                members=("Slow River", "New Field"),
                about="One reading, then each of us may share for five minutes.",
            ),
            Group(
                "Morning Reflection",
                "spiritual",
                (
                    Series(
                        "",
                        MON | WED | FRI,
                        time(7),
                        attendance="in_person",
                        online_kind="",
                        languages=("bn",),
                        place={
                            "name": "Community hall",
                            "address": "12 Lake Lane\nMirpur\nDhaka",
                            "area": "Mirpur",
                            "city": "Dhaka",
                        },
                        extra={"wheelchair": True},
                    ),
                ),
                hosts=("Slow River",),
                about="A short reading, then silence, then tea.",
            ),
        ),
    ),
    Centre(
        "Five Rivers House",
        "IN",
        "Asia/Kolkata",
        "en",
        people=(
            Person("Simran", roles=("manager", "counselor")),
            Person("Harjeet", roles=("counselor",)),
            Person("Early Star"),
            Person("Clear Lamp"),
            Person("Warm Stone"),
        ),
        groups=(
            Group(
                "Tools for Hard Days",
                "tools",
                (
                    Series(
                        "",
                        TUE | SAT,
                        time(18),
                        90,
                        ("en", "hi"),
                        extra={"newcomers_welcome": True, "openness": "open"},
                    ),
                ),
                hosts=("Early Star",),
                members=("Warm Stone",),
                about="We look at one tool each time and try it together.",
            ),
            Group(
                "Women’s Circle",
                "secular",
                (
                    Series(
                        "",
                        MON | THU,
                        time(20, 30),
                        languages=("hi", "pa"),
                        extra={"for_women": True, "medication_welcome": True},
                    ),
                ),
                hosts=("Clear Lamp",),
                about="For women. Nobody here asks why you came.",
            ),
            Group(
                "Family and Friends",
                "family",
                (
                    Series(
                        "",
                        SUN,
                        time(21),
                        45,
                        ("pa",),
                        attendance="telephone",
                        online_kind="phone",
                        extra={"conference_phone": "+910000000000"},
                    ),
                ),
                hosts=("Clear Lamp",),
                kind="family",
                about="For people who love somebody who is in recovery.",
            ),
            Group(
                "Sunrise Sitting",
                "meditation",
                (Series("", DAILY, time(5, 45), 30, ("en", "pa")),),
                hosts=("Warm Stone",),
                about="Half an hour of quiet. You may keep your eyes open.",
            ),
        ),
    ),
    Centre(
        "Margalla House",
        "PK",
        "Asia/Karachi",
        "ur",
        people=(
            Person("Nadia", "ur", roles=("manager",)),
            Person("Kamran", "ur", roles=("counselor",)),
            Person("نرم ہوا", "ur"),
            Person("Green Hill", "ur"),
        ),
        groups=(
            Group(
                "شام کا حلقہ",
                "any",
                (
                    Series(
                        "",
                        DAILY,
                        time(21),
                        languages=("ur", "en"),
                        extra={"newcomers_welcome": True, "led_by": "peers"},
                    ),
                ),
                hosts=("نرم ہوا",),
                members=("Green Hill",),
                about="ہم ایک دوسرے کو سنتے ہیں۔",
            ),
            Group(
                "Medicine is Welcome",
                "medicine",
                (
                    Series(
                        "",
                        WED | SUN,
                        time(20),
                        languages=("ur", "en"),
                        extra={"medication_welcome": True, "for_young": True},
                    ),
                ),
                hosts=("Green Hill",),
                about="For people whose path includes medicine.",
            ),
            Group(
                "Tuesday Therapy Group",
                "therapy",
                (Series("", TUE, time(16), 90, ("ur",), extra={"led_by": "counselor"}),),
                members=("Green Hill",),
                kind="therapy",
                join_policy="staff",
                visibility="private",
                about="A fixed group with a licensed counselor.",
            ),
            Group(
                "Old Friends",
                "any",
                (
                    Series("", SAT, time(19), 60, ("ur",)),
                    Series("Across the Sea", SAT, time(11), 60, ("en",), zone="America/New_York"),
                ),
                hosts=("نرم ہوا",),
                kind="circle",
                join_policy="invite",
                visibility="private",
                about="For people who left the centre and stay in touch.",
            ),
        ),
    ),
)
