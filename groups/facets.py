"""Everything a visitor can filter by, as numbers in one array of a series and of its occurrences.

One array column and one operator (`&&`) serve languages, formats, places and audiences alike, so a
new kind of filter needs no new column, no new index and no new join.
"""

from collections.abc import Iterable, Mapping

ONLINE, IN_PERSON, TELEPHONE = 1, 2, 3
OPEN, CLOSED = 10, 11
FLAGS: Mapping[str, int] = {
    "for_women": 20,
    "for_men": 21,
    "for_lgbtq": 22,
    "for_young": 23,
    "newcomers_welcome": 24,
    "medication_welcome": 25,
    "wheelchair": 26,
}
FAMILY = 27
HOW: Mapping[str, int] = {"online": ONLINE, "in_person": IN_PERSON, "phone": TELEPHONE}
# Rows of a vocabulary are their primary key above one of these.
LANGUAGE, PATHWAY, TYPE = 1_000_000, 2_000_000, 3_000_000


def of_rows(base: int, keys: Iterable[int]) -> list[int]:
    """Facets of several rows of one vocabulary: any of them fits."""
    return [base + key for key in keys]
