"""Addresses, coordinates, zones and types."""

import pytest

from groups.importing.places import country_and_city, country_code, is_exact, read_coordinates, read_number
from groups.importing.vocabulary import sort_words, split_types
from groups.importing.zones import read_zone


@pytest.mark.parametrize(
    ("address", "country", "city"),
    [
        ("301 N Main St, Doylestown, PA 18901, USA", "US", "Doylestown"),
        ("Road 5, Dhanmondi, Dhaka 1205, Bangladesh", "BD", "Dhaka"),
        ("F-8 Markaz, Islamabad, Pakistan", "PK", "Islamabad"),
        ("Sector 17, Chandigarh 160017, India", "IN", "Chandigarh"),
        ("Philadelphia, PA, USA", "US", "Philadelphia"),
        ("Punjab, India", "IN", "Punjab"),
        ("1200 Kootenay St N, Cranbrook, BC V1C 5X1, Canada", "CA", "Cranbrook"),
        ("3100 Piper Rd", "", ""),
        ("", "", ""),
    ],
)
def test_towns_are_read_from_the_end(address, country, city):
    assert country_and_city(address) == (country, city)


def test_countries():
    assert country_code("U.S.A.") == "US"
    assert country_code("bd") == "BD"
    assert country_code("Atlantis") == ""


@pytest.mark.parametrize(
    ("address", "exact"),
    [
        ("12 Test St, Town", True),
        ("Road 5, Dhaka, Bangladesh", True),
        ("Dhaka, Bangladesh", False),
        ("Opposite the church, Town, PA 18901, USA", True),
        ("", False),
    ],
)
def test_which_address_leads_to_a_door(address, exact):
    assert is_exact(address) is exact


@pytest.mark.parametrize(
    ("lat", "long", "found", "action"),
    [
        ("40.31", "-75.13", (40.31, -75.13), ""),
        ("45,50", "-73,56", (45.5, -73.56), ""),
        (0, 0, None, "zero_place"),
        (0, -101.8, None, "zero_place"),
        (float("nan"), float("inf"), None, "left_out"),
        (91, 10, None, "left_out"),
        ("north", "west", None, "left_out"),
        (40, None, None, "left_out"),
        (None, "", None, ""),
        (10**400, 1, None, "left_out"),
    ],
)
def test_coordinates(lat, long, found, action):
    assert read_coordinates(lat, long) == (found, action)


def test_numbers_are_finite():
    assert read_number("1e999") is None
    assert read_number(True) is None


@pytest.mark.parametrize(
    ("value", "zone"),
    [
        ("America/New_York", "America/New_York"),
        ("America/Toronto ", "America/Toronto"),
        ("pacific/honolulu", "Pacific/Honolulu"),
        ("America/new york", "America/New_York"),
        ("Eastern", "America/New_York"),
        ("EST", "America/New_York"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("UTC", "UTC"),
        ("IST", None),
        ("Mars/Olympus", None),
        ("", None),
        (5, None),
    ],
)
def test_zones(value, zone):
    assert read_zone(value) == zone


def test_types_by_code_and_by_label():
    words, was_text = split_types("Open, Wheelchair Access, Spanish")
    kinds, modes, others = sort_words(words)
    assert was_text
    assert (kinds.codes, kinds.languages, modes, others) == (("O", "X"), ("es",), set(), [])


def test_types_in_brackets_and_small_letters():
    assert sort_words(split_types("[open]")[0])[0].codes == ("O",)
    assert sort_words(["onl", "beg", "Hybrid"])[1] == {"ONL", "HYB"}


def test_unknown_types_stay_words():
    kinds, _modes, others = sort_words(["ASBI", "AC", "O"])
    assert others == ["ASBI", "AC"]
    assert kinds.others == ("ASBI", "AC")


def test_south_asian_languages_have_no_code_but_a_name():
    assert sort_words(["Bengali", "اردو", "PUN"])[0].languages == ("bn", "ur", "pa")


@pytest.mark.parametrize("value", [None, {}, 3.5, True, [None, [], {"x": 1}], "", "[]"])
def test_no_types(value):
    assert split_types(value)[0] == []
