"""What this app tells people. A glance at the screen tells nothing: names stand on the page."""

from django.utils.translation import gettext_lazy as _

from mentoring.models.now import PEERS_FOR
from mentoring.services.nudges import LASTS
from notifications import kinds
from notifications.kinds import Kind

MAIL = "notifications/note"
KINDS = (
    Kind(
        "mentoring.suggested", _("There are people you could meet"), _("Something waits for you"), mail=MAIL
    ),
    Kind("mentoring.asked", _("Somebody would like to meet you"), _("Something waits for you"), mail=MAIL),
    Kind(
        "mentoring.no_time",
        _("They have no free time now. You can choose again"),
        _("There is an answer for you"),
    ),
    Kind("mentoring.yes", _("They said yes"), _("There is an answer for you"), mail=MAIL, icon="heart"),
    Kind(
        "mentoring.agree",
        _("The other person agreed. Now it is yours to read"),
        _("Something is yours to do"),
    ),
    Kind(
        "mentoring.begun", _("You both agreed. You can begin"), _("There is an answer for you"), icon="heart"
    ),
    Kind("mentoring.paused", _("You are on a pause together"), _("There is an answer for you")),
    Kind("mentoring.goes_on", _("Your pause is over"), _("There is an answer for you")),
    Kind(
        "mentoring.ended",
        _("Your pairing has ended. This happens often and is nobody’s fault."),
        _("There is an answer for you"),
    ),
    Kind("mentoring.over", _("The time you agreed on is over"), _("There is an answer for you")),
    Kind(
        "mentoring.last_days",
        _("Your time together ends soon. You can renew it"),
        _("Something is yours to do"),
        icon="clock",
    ),
    Kind("mentoring.review", _("Look together at how it goes"), _("Something is yours to do"), icon="clock"),
    Kind("mentoring.how_is_it", _("Is this working for you?"), _("Something is yours to do")),
    Kind("mentoring.again", _("Somebody would like to walk with you again"), _("Something waits for you")),
    Kind("mentoring.look", _("A pair asks you to look"), _("Something waits for you")),
    Kind("mentoring.resting", _("A pair rests, and waits for your word"), _("Something waits for you")),
    Kind("mentoring.mentor_look", _("A mentor is to be talked with"), _("Something waits for you")),
    Kind("mentoring.own_load", _("How much is it for you now?"), _("Something is yours to do")),
    Kind("mentoring.approved", _("You are a mentor now"), _("There is an answer for you"), icon="heart"),
    Kind("mentoring.not_now", _("Your centre answered you"), _("There is an answer for you")),
    Kind(
        "mentoring.renew", _("Your time as a mentor ends soon"), _("Something is yours to do"), icon="clock"
    ),
    Kind("mentoring.applied", _("Somebody offers to be a mentor"), _("Something waits for you")),
    Kind("mentoring.requested", _("Somebody asks for a mentor"), _("Something waits for you")),
    Kind(
        "mentoring.beside_me",
        _("Somebody would like to look in on one another with you"),
        _("Something waits for you"),
    ),
    Kind("mentoring.rhythm", _("There is a rhythm for you to read"), _("Something waits for you")),
    Kind(
        "mentoring.beside_begun",
        _("You both agreed. You can begin"),
        _("There is an answer for you"),
        icon="heart",
    ),
    Kind(
        "mentoring.beside_ended",
        _("Looking in on one another has ended. It is nobody’s fault."),
        _("There is an answer for you"),
    ),
    Kind(
        "mentoring.nudge",
        _("How was today? One tap is enough"),
        _("A small question for you"),
        mail=MAIL,
        lasts=LASTS,
    ),
    Kind(
        "mentoring.introduced",
        _("Your centre would like to introduce you to somebody"),
        _("Something waits for you"),
        mail=MAIL,
    ),
    Kind("mentoring.both_yes", _("You both said yes"), _("There is an answer for you"), icon="heart"),
    Kind(
        "mentoring.introduction_over",
        _("They have no free time now. Your counselor knows."),
        _("There is an answer for you"),
    ),
    Kind("mentoring.introduction_yes", _("Two people said yes"), _("There is an answer for you")),
    Kind("mentoring.introduction_not_now", _("An introduction: not now"), _("There is an answer for you")),
    # Somebody waits now: a mail that comes late helps nobody.
    Kind(
        "mentoring.talk_now",
        _("Somebody would like to talk now"),
        _("Something waits for you"),
        mail=MAIL,
        icon="chat",
        lasts=PEERS_FOR,
    ),
    Kind("mentoring.is_there", _("Somebody is there for you"), _("There is an answer for you"), icon="heart"),
    Kind("mentoring.round_ready", _("The suggestions are ready to look at"), _("Something waits for you")),
)


def register() -> None:
    for kind in KINDS:
        kinds.register(kind)
