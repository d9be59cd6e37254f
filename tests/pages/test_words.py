"""Words on pages: short sentences, person first, nothing that blames."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from recovery_network import catalogue

MEMBER_LIMIT, STAFF_LIMIT = 15, 20
# Pages of staff and operators, and words said to machines' keepers, may be a little longer.
FOR_STAFF = re.compile(r"centre/|host/|ops/|admin|management/|checks\.py|imports|local/|settings|models")
# A published measure keeps its statements word for word.
PUBLISHED = "journey/barc10.py"
# What not to write (and what to write instead), from the field's own style guides.
BANNED = {
    r"addicts?": "person, member",
    r"(drug |substance )?abus(e|er|ers|ed|ing)": "use, misuse",
    r"alcoholics?(?! anonymous)": "person with an alcohol use disorder",
    r"junkies?": "person",
    r"(stay|get|got|being|is|are) clean": "in recovery, not using",
    r"dirty": "positive",
    r"habit": "use",
    r"relaps(e|ed|es|ing)": "used again, return to use",
    r"crutch": "medicine for addiction",
    r"replacement therapy": "medicine for addiction",
    r"patients?": "person, people in your care",
    r"inmates?": "person",
    r"high-risk|non-compliant|dropouts?|defaulters?|lost to follow-up": "check on first, left",
    r"kick(ed)?|ban(ned)?|violat\w+|strikes?": "ask to leave today, rest",
    r"streaks?|badges?": "days, path",
    r"oops|invalid|session expired": "say what happened and what to do",
    r"submit|authenticat\w+|join the session": "send, sign in, go in",
    r"crisis": "help now, hard moment",
}
BANNED_NOW = [(re.compile(rf"\b({pattern})\b", re.IGNORECASE), say) for pattern, say in BANNED.items()]
# Proper names keep their owners' words; the operator's own screens speak of the directory.
ALLOWED = {"Alcoholics Anonymous", "Adult Children of Alcoholics", "988 Suicide Crisis Helpline"}
SENTENCE_END = re.compile(r"[.!?…:;]+[\s”\"')]+|\n+")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]+>")


def texts(found) -> list[str]:
    return [found] if isinstance(found, str) else list(found)


def longest_sentence(text: str) -> int:
    plain = PLACEHOLDER.sub("x", text)
    return max(len(sentence.split()) for sentence in SENTENCE_END.split(plain + " "))


def unwanted(text: str) -> list[str]:
    for name in ALLOWED:
        text = text.replace(name, "")
    return [f"{match[0]!r}, rather: {say}" for find, say in BANNED_NOW if (match := find.search(text))]


@pytest.fixture(scope="module")
def messages():
    return list(catalogue.messages(Path(settings.BASE_DIR)))


def test_sentences_are_short(messages):
    long = []
    for found, _context, where in messages:
        if where == PUBLISHED:
            continue
        limit = STAFF_LIMIT if FOR_STAFF.search(where) else MEMBER_LIMIT
        long += [f"{where}: {t}" for t in texts(found) if longest_sentence(t) > limit]
    assert long == [], "\n".join(long)


def test_words_put_the_person_first(messages):
    faults = []
    for found, _context, where in messages:
        if not re.search(r"admin|management/|checks\.py", where):
            faults += [f"{where}: {t!r}: {fault}" for t in texts(found) for fault in unwanted(t)]
    assert faults == [], "\n".join(faults)


@pytest.mark.parametrize(
    "text",
    ["He is an addict.", "You relapsed.", "Invalid code", "Substance abuse", "You were banned", "Get clean"],
)
def test_a_banned_word_is_found(text):
    assert unwanted(text)


@pytest.mark.parametrize("text", ["A clean page", "We use a band", "Alcoholics Anonymous", "Bangladesh"])
def test_other_words_are_not(text):
    assert unwanted(text) == []


def test_a_long_sentence_is_counted_and_short_ones_are_not_added_up():
    assert longest_sentence("One two three. Four five.") == 3
    assert longest_sentence("%(name)s came to <b>%(place)s</b> today") == 5
    assert longest_sentence(" ".join(["word"] * 16)) == 16


def test_titles_say_nothing_about_the_subject():
    """A tab or a history entry seen over a shoulder must not tell."""
    telling = re.compile(r"recover|addict|sober|drug|alcohol|relaps|12.step|therapy|crisis", re.IGNORECASE)
    titles = []
    for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html"):
        titles += re.findall(r"{% block title %}(.*?){% endblock", path.read_text(), re.DOTALL)
    assert titles
    assert [title for title in titles if telling.search(title)] == []
