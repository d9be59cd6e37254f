"""Telephone numbers as people hide them: spaced, in words, in any script's digits. Pure."""

import re
from itertools import pairwise

from safeguarding.plain import plain

_WORDS = {
    "0": "zero oh nil nought null shunya sunya shoonya sifar sifr jiro "
    "शून्य जीरो صفر زیرو ਸਿਫਰ ਜੀਰੋ ਸਿਫ਼ਰ শূন্য জিরো",
    "1": "one ek aik wan एक वन ایک ਇੱਕ ਇਕ ਵਨ এক ওয়ান",
    "2": "two do tu दो टू دو ਦੋ দুই টু dui",
    "3": "three teen tin thri तीन थ्री تین ਤਿੰਨ তিন থ্রি",
    "4": "four char chaar chaur चार फोर چار ਚਾਰ চার ফোর",
    "5": "five panch paanch paach panj pach पांच पाँच पाच फाइव پانچ ਪੰਜ পাঁচ ফাইভ",
    "6": "six chhe chah chay cheh chhay chhoy chey छह छः छे सिक्स چھ چھے ਛੇ ਛੀ ছয় সিক্স",
    "7": "seven saat sat shaat सात सेवन سات ਸੱਤ সাত সেভেন",
    "8": "eight aath ath aat aatth आठ एट اٹھ آٹھ ਅੱਠ আট এইট",
    "9": "nine nau no noy nou नौ नाइन نو ਨੌਂ ਨੌ নয় নাইন",
}
_DIGIT_OF = {plain(word): digit for digit, words in _WORDS.items() for word in words.split()}
_MORE = {2: "double dabal डबल ڈبل ਡਬਲ ডাবল", 3: "triple ट्रिपल ٹرپل ট্রিপল"}
_TIMES = {plain(word): times for times, words in _MORE.items() for word in words.split()}
_PART = re.compile(r"\d+|[^\W\d_](?:[^\W\d_]|[\u0900-\u0d7f])*|[^\w]+|_+")
# A date, an hour, a sum with its commas and a bare year are no telephone numbers.
_OTHER_NUMBERS = re.compile(
    r"(?<![\d./-])(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}[/.-]\d{1,2}[/.-]\d{1,2})(?![\d/.-]*\d)"
    r"|(?<!\d)\d{1,2}:\d{2}(?!\d)|(?<![\d,])\d{1,3}(?:,\d{2,3})+(?![\d,])"
)
_SWAPPED = re.compile(r"(?<![^\W\d_])[\doil|]*\d[\doil|]*(?![^\W\d_])")
_DRAWN = str.maketrans("oil|", "0111")
LEAST, MOST = 9, 16


def telephone(text: str, least: int = LEAST) -> bool:
    """Is there a run of digits long enough to be dialled?"""
    return any(_dialled(run, least) for run in _runs(plain(text)))


def _runs(text: str) -> list[list[str]]:
    """Digits that follow one another with at most a little punctuation between them."""
    text = _OTHER_NUMBERS.sub(" ; ", text)
    text = _SWAPPED.sub(_as_digits, text)
    runs: list[list[str]] = [[]]
    times = 1
    for part in _PART.findall(text):
        if digits := part if part.isdigit() else _DIGIT_OF.get(part, ""):
            runs[-1].append(digits * times if len(digits) == 1 else digits)
            times = 1
        elif part in _TIMES:
            times = _TIMES[part]
        elif any(c.isalpha() for c in part) or ";" in part or len(part) > 4:
            runs.append([])
    return runs


def _as_digits(found: "re.Match[str]") -> str:
    """O17l2 is 01712: at least half of it must be digits already."""
    word = found.group()
    return word.translate(_DRAWN) if sum(c.isdigit() for c in word) * 2 >= len(word) else word


def _dialled(run: list[str], least: int) -> bool:
    return least <= sum(map(len, run)) <= MOST and not _is_counting(run)


def _is_counting(run: list[str]) -> bool:
    """1 2 3 4 5, or 100 93 86 79 to calm down, or years one after another."""
    if len(run) >= 3 and all(len(part) == 4 and part[:2] in {"19", "20"} for part in run):
        return True
    if len(run) < 5:
        return False
    steps = [int(after) - int(before) for before, after in pairwise(run)]
    usual = max(set(steps), key=steps.count)
    return usual != 0 and steps.count(usual) >= len(steps) - 1
