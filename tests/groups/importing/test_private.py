"""Contacts and pass codes do not stay in public text."""

import time

import pytest

from groups.importing import private

PRIVATE = [
    "Call Bob S. at 555-0131-222 for the link",
    "For zoom call +1-555-0196",
    "Meeting ID: 555 000 2265, Password: serenity",
    "PW: xyz",
    "PW sober1",
    "Passcode 1234",
    "pwd=abc",
    "Contact mary@example.org",
    "mary (at) example.org",
    "Dial 01.55.50.12.34",
    "ফোন: ০১৭১১ ১২৩৪৫৬",
    "پاس ورڈ: salam",
    "Door code 4521#",
    "One tap +15550100012,,555001585#,,0#",
    "See https://zoom.us/j/1?pwd=abc",
    "PIN: 99",
]
PUBLIC = [
    "Pass It On group meets upstairs",
    "Since 2019-2020 we meet in Room 12",
    "Open from 9.30 - 10.30 and 12:30-1:45",
    "New from 2021-04-10 or 10/04/2021",
    "Steps 1,2,3",
    "Amarillo TX 79107-1234",
    "Registered as GSO#555002763",
    "Pin Oak Church, second floor",
    "Dress code casual",
    "Take bus 59, 79",
    "Zip code 79107",
]


@pytest.mark.parametrize("text", PRIVATE)
def test_found(text):
    assert private.split(text) == ("", [text])


@pytest.mark.parametrize("text", PUBLIC)
def test_left_alone(text):
    assert private.split(text) == (text, [])


def test_only_the_sentence_goes_and_the_name_in_it():
    text = "Enter by the side door. Contact Bob S. Tel. 555 000 2265 today! Coffee at 7:00."
    public, hidden = private.split(text)
    assert public == "Enter by the side door. Coffee at 7:00."
    assert "Bob" in hidden[0]


def test_who_is_to_be_asked_stands_a_line_earlier():
    public, hidden = private.split("Bring a book\nContact: Mary Poppins\n555-000-2265")
    assert public == "Bring a book"
    assert hidden == ["Contact: Mary Poppins", "555-000-2265"]


def test_a_code_on_the_next_line():
    public, _hidden = private.split("Women only\nDial-in passcode:\n\nserenity now\nThird floor")
    assert public == "Women only\nThird floor"


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("Serenity Group 555-000-2265", "Serenity Group"),
        ("Serenity (mary@example.org)", "Serenity ("[:-2]),
        ("Nooners, pw: 1234", "Nooners"),
        ("30818592 Parents AFG", "30818592 Parents AFG"),
        ("Pass It On", "Pass It On"),
        ("Pin Oak Group", "Pin Oak Group"),
        ("110-54 Farmers Blvd", "110-54 Farmers Blvd"),
    ],
)
def test_names_lose_the_contact_only(text, public):
    assert private.split_name(text)[0].rstrip(" )(") == public


def test_reports_are_covered():
    assert private.cover("mail mary@example.org") == "mail •••"
    assert "serenity" not in private.cover("password: serenity")
    assert private.cover("18:00") == "18:00"


@pytest.mark.parametrize(
    "letter", ["a", "1", "a.", "1 ", "@", "(", "+", "pw ", "1,", "\n", "a@", "-", "p", "code "]
)
def test_no_text_is_slow(letter):
    text = (letter * 50_000)[:50_000]
    started = time.perf_counter()
    private.split(text)
    private.split_name(text)
    private.cover(text)
    assert time.perf_counter() - started < 2
