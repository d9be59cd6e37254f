"""The exact sentences a person reads when a host does something. Hosts see them first and may change them.

What is stored is the key: everybody reads the sentence in their own language. Changed words are
stored as they are.
"""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "rest_5": _("Please rest from writing for 5 minutes. You can still read and send support."),
    "rest_15": _("Please rest from writing for 15 minutes. You can still read and send support."),
    "rest_over": _("You can write again."),
    "lobby": _("We moved you back to the waiting room. A host will write to you here."),
    "leave": _(
        "We are asking you to leave today's meeting. You are not in trouble. "
        "You can come to the next meeting."
    ),
    "group": _(
        "We are asking you to stay away from this group for a time. You can come back after that. "
        "Other meetings are open to you."
    ),
    "not_today": _("We cannot let you in today. You are not in trouble. You can come to the next meeting."),
    "back_in": _("A host looked again. You can come back in."),
    "kept_link": _("We kept this back because it has a link. Would you like to say it another way?"),
    "kept_contact": _(
        "We kept this back because it has a number or a contact. Would you like to say it another way?"
    ),
    "kept_place": _(
        "We kept this back because it may name a seller or a payment. Your feeling matters. "
        "Would you like to say it another way?"
    ),
    "near": _(
        "Something heavy was said. Ask directly, listen, and stay with them. "
        "Help has numbers to call. If life is in danger, your centre must hear of it."
    ),
    "kept_link_contact": _(
        "We kept this back because it has a link, and a number or a contact. "
        "Would you like to say it another way?"
    ),
    "kept_several": _(
        "We kept this back. It has a link or a contact, and may name a seller or a payment. "
        "Your feeling matters. Would you like to say it another way?"
    ),
    "kept": _("We kept this back for now. Your feeling matters. Would you like to say it another way?"),
}
KEPT_FOR = {"link": "kept_link", "contact": "kept_contact", "payment": "kept_place", "seller": "kept_place"}
WHY_HELD: dict[str, str | Promise] = {
    "first": _("The first message of somebody who is new here."),
    "reads_first": _("Every message is read first now."),
    "link": _("It has a link."),
    "contact": _("It has a number or a contact."),
    "payment": _("It speaks of payment."),
    "seller": _("It may name somebody who sells."),
}
MOST = 400


def sentence(key: str, words: str = "") -> str:
    """What the person reads, in the language of whoever asks."""
    return words or str(SENTENCES.get(key, ""))


def key_for_kept(whys: Sequence[str]) -> str:
    """The sentence that names all of the reasons."""
    keys = {KEPT_FOR.get(why, "kept") for why in whys}
    if len(keys) == 1:
        return keys.pop()
    if keys == {"kept_link", "kept_contact"}:
        return "kept_link_contact"
    return "kept_several" if keys else "kept"


def changed(key: str, words: str) -> str:
    """The words to store: nothing when the host left the sentence as it was."""
    tidy = " ".join(words.split())[:MOST]
    return "" if tidy == " ".join(sentence(key).split()) else tidy
