"""Who may ask, offer, answer, and bring people together."""

from typing import Any

from accounts.models import Centre
from mentoring.models import Call, CallAsk, Introduction, Mentor, Pair, Partners, Ready, Request, Suggestion
from mentoring.models.mentor import MATCHERS
from recovery_network.common.permissions import rule


def has_account(user: Any) -> bool:
    return user is not None and user.is_authenticated and not user.is_guest


def matches_at(user: Any, centre: Centre) -> bool:
    return has_account(user) and user.staff_role_at(centre, *MATCHERS)


@rule("mentoring.ask")
def can_ask(user: Any, centre: Centre) -> bool:
    """People who belong to the centre, from their first day."""
    return has_account(user) and user.belongs_to(centre)


@rule("mentoring.apply")
def can_apply(user: Any, centre: Centre) -> bool:
    return has_account(user) and user.belongs_to(centre)


@rule("mentoring.withdraw")
def can_withdraw(user: Any, request: Request) -> bool:
    """One's own. Nobody else takes it back."""
    return has_account(user) and request.user_id == user.pk


@rule("mentoring.edit_offer")
def can_edit_offer(user: Any, mentor: Mentor) -> bool:
    """What one offers is one's own to say, until it has ended."""
    return has_account(user) and mentor.user_id == user.pk and mentor.state != Mentor.State.ENDED


@rule("mentoring.match")
def can_match(user: Any, centre: Centre) -> bool:
    return matches_at(user, centre)


@rule("mentoring.decide_mentor")
def can_decide_mentor(user: Any, mentor: Mentor) -> bool:
    """References, training and approval; never for oneself."""
    return matches_at(user, mentor.centre) and mentor.user_id != user.pk


@rule("mentoring.match_request")
def can_match_request(user: Any, request: Request) -> bool:
    """Looks at a request and shows suggestions for it; never for oneself."""
    return matches_at(user, request.centre) and request.user_id != user.pk


@rule("mentoring.say_hello")
def can_say_hello(user: Any, suggestion: Suggestion) -> bool:
    """The person it was shown to: says hello, or that this one is not for them."""
    shown = suggestion.state in Suggestion.MENTEE_SEES
    return has_account(user) and suggestion.mentee_id == user.pk and shown


@rule("mentoring.answer")
def can_answer(user: Any, suggestion: Suggestion) -> bool:
    """The mentor who was asked."""
    asked = suggestion.state == Suggestion.State.ASKED
    return has_account(user) and suggestion.guide_id == user.pk and asked


@rule("mentoring.see_pair")
def can_see_pair(user: Any, pair: Pair) -> bool:
    """The two of them, and nobody else: staff see that it is there, not what is in it."""
    return has_account(user) and user.pk in {pair.mentee_id, pair.guide_id}


@rule("mentoring.walk")
def can_walk(user: Any, pair: Pair) -> bool:
    """Agree, pause, go on, ask staff to look, step back: either of the two, until the end."""
    return can_see_pair(user, pair) and pair.is_live


@rule("mentoring.go_on")
def can_go_on(user: Any, pair: Pair) -> bool:
    """Whoever asked for the pause; staff, when it was theirs."""
    if pair.paused_by_id is None:
        return can_look_after(user, pair)
    return can_walk(user, pair) and user.pk == pair.paused_by_id


@rule("mentoring.walk_again")
def can_walk_again(user: Any, pair: Pair) -> bool:
    """The same two once more, when neither of them said no to that."""
    return can_see_pair(user, pair) and not pair.is_live and pair.again_ok


@rule("mentoring.look_after")
def can_look_after(user: Any, pair: Pair) -> bool:
    """Coordinators of the centre, never over a pair of their own."""
    return matches_at(user, pair.mentor.centre) and not can_see_pair(user, pair)


# --- Walking beside each other ------------------------------------------------------------------


@rule("mentoring.be_asked")
def can_be_asked(user: Any, centre: Centre) -> bool:
    """Say "I can be asked": people who belong to the centre. The service knows whose first days last."""
    return has_account(user) and user.belongs_to(centre)


@rule("mentoring.change_ready")
def can_change_ready(user: Any, ready: Ready) -> bool:
    return has_account(user) and ready.user_id == user.pk


@rule("mentoring.call")
def can_call(user: Any, centre: Centre) -> bool:
    """ "I need to talk now": people who belong to the centre, from their first day."""
    return has_account(user) and user.belongs_to(centre)


@rule("mentoring.end_call")
def can_end_call(user: Any, call: Call) -> bool:
    """Whoever asked, at any time; whoever is with them, too."""
    return has_account(user) and user.pk in {call.user_id, call.taken_by_id} and call.is_live


@rule("mentoring.answer_call")
def can_answer_call(user: Any, ask: CallAsk) -> bool:
    """The person who was asked, as long as they have not answered."""
    return has_account(user) and ask.person_id == user.pk and not ask.reply


@rule("mentoring.walk_beside")
def can_walk_beside(user: Any, obj: None) -> bool:
    """Give or type a code: everybody with an account. Whether it works is another question."""
    return has_account(user)


@rule("mentoring.keep_rhythm")
def can_keep_rhythm(user: Any, partners: Partners) -> bool:
    """Agree, mark, show, pause, end: either of the two, until the end."""
    return has_account(user) and user.pk in {partners.one_id, partners.other_id} and partners.is_live


@rule("mentoring.go_on_beside")
def can_go_on_beside(user: Any, partners: Partners) -> bool:
    """Whoever asked for the pause."""
    return can_keep_rhythm(user, partners) and user.pk == partners.paused_by_id


@rule("mentoring.introduce")
def can_introduce(user: Any, centre: Centre) -> bool:
    """Whoever works with people at the centre."""
    return has_account(user) and user.staff_role_at(centre)


@rule("mentoring.take_back_introduction")
def can_take_back_introduction(user: Any, introduction: Introduction) -> bool:
    """Never one of their own."""
    theirs = {introduction.one_id, introduction.other_id}
    return can_introduce(user, introduction.centre) and user.pk not in theirs


@rule("mentoring.answer_introduction")
def can_answer_introduction(user: Any, introduction: Introduction) -> bool:
    """Each of the two, once; a yes that has not met the other one may still become a no."""
    mine = has_account(user) and user.pk in {introduction.one_id, introduction.other_id}
    return mine and introduction.is_open
