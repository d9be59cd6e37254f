"""English dates: Mon 23 November 2026. The part of day is a word, see common/times.py."""

DATE_FORMAT = "D j F Y"
SHORT_DATE_FORMAT = "j M Y"
MONTH_DAY_FORMAT = "j F"
TIME_FORMAT = "g:i"
DATETIME_FORMAT = "D j F Y, g:i"
FIRST_DAY_OF_WEEK = 1
