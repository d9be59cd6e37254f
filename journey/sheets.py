"""Worksheets of the toolbox: generic questions in our own words. Pure."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Question:
    key: str
    label: str | Promise
    hint: str | Promise = ""


@dataclass(frozen=True)
class Kind:
    """`single`: there is one of it. `named`: the person says what it is about."""

    key: str
    title: str | Promise
    lead: str | Promise
    drawing: str
    questions: tuple[Question, ...]
    single: bool = False
    named: str | Promise = ""


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(
            "plan",
            _("My plan"),
            _("For a hard hour. Write it on a calm day."),
            "note",
            (
                Question(
                    "signs", _("How I notice early that it gets hard"), _("Thoughts, moods, places, days")
                ),
                Question("first", _("What I do in the first ten minutes")),
                Question("helps", _("What has helped me before")),
                Question("people", _("Whom I call or write to")),
                Question("away", _("Places and things I keep away from")),
                Question("why", _("Why I do this")),
            ),
            single=True,
        ),
        Kind(
            "weigh",
            _("Weigh it up"),
            _("Four honest lists. There is no right answer."),
            "slow",
            (
                Question("keep_good", _("What is good about going on as before?")),
                Question("keep_hard", _("What is hard about going on as before?")),
                Question("change_good", _("What is good about changing it?")),
                Question("change_hard", _("What is hard about changing it?")),
            ),
            named=_("What do you weigh up?"),
        ),
        Kind(
            "learn",
            _("Look back kindly"),
            _("After a hard day. Only you see this."),
            "leaf",
            (
                Question("before", _("What happened before?")),
                Question("helped", _("What helped, even a little?")),
                Question("next", _("What will I do next time?")),
                Question("kind", _("What would I say to a friend?")),
            ),
            named=_("Which day is it about?"),
        ),
    )
}
