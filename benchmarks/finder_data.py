"""A world of invented meetings for benchmarks/finder.py, made by SQL because it is large."""
# ruff: noqa: SIM905 (lists of words read best as words)

from datetime import date, time

from django.db import connection

from accounts.models import Centre
from groups.models import Group, MeetingSeries

# Twelve zones, most of them where the site is meant to be used; both hemispheres' clock changes.
ZONES = [
    "Asia/Kolkata", "Asia/Kolkata", "Asia/Dhaka", "Asia/Karachi", "Asia/Kathmandu", "Europe/London",
    "America/New_York", "America/Chicago", "America/Los_Angeles", "America/Sao_Paulo",
    "Australia/Sydney", "Africa/Casablanca", "America/Toronto",
]  # fmt: skip
# One in a thousand for the last: a rare language is the hard case for a list in order of time.
LANGUAGES = {
    "en": 400, "hi": 200, "bn": 120, "ur": 100, "pa": 60, "es": 50, "fr": 30, "ne": 20, "fa": 12,
    "ta": 5, "ml": 2, "pa-Arab": 1,
}  # fmt: skip
TYPES = {
    "discussion": 350, "speaker": 150, "check-in": 150, "newcomer": 100, "meditation": 80, "literature": 80,
    "tools": 50, "quiet": 10,
}  # fmt: skip
NAMES = (
    "morning evening noon early late quiet open new first second sunrise sunset river hill lamp kite boat "
    "garden bridge window door table circle path light hope harbour lantern monsoon mango neem banyan "
    "marigold sparrow heron field stone candle thread steady gentle patient brave honest simple daily weekly "
    "sober living serenity courage wisdom gratitude freedom fellowship beginning returning walking sharing "
    "listening home station market temple school library park clinic college mosque church hall corner"
).split()
PLACES = [
    f"{a}{b}"
    for a in "Mir Gul Ban Dhan Chak Rav Shah Nar Kal Sund Hath Moh".split()
    for b in "pur ganj abad nagar gaon garh kot tola bari diya pore hati wal dih pura".split()
]


def build(count: int, start: date) -> None:
    """`count` series in `count / 5` groups: 82 % weekly, 8 % every second week, 10 % monthly.

    One group and one series are made by the models, the rest are copies that differ in some columns.
    """
    centre = Centre.objects.create(name="Benchmark", country="BD", time_zone="Asia/Dhaka")
    group = Group.objects.create(centre=centre, name="pattern", time_zone="Asia/Dhaka", code="pattern")
    MeetingSeries.objects.create(
        group=group,
        code="pattern",
        time_zone="Asia/Dhaka",
        start_date=start,
        weekdays=1,
        local_start=time(19),
    )
    values = {
        "count": count,
        "start": start,
        "zones": ZONES,
        "names": NAMES,
        "places": PLACES,
        "languages": list(LANGUAGES),
        "language_weights": list(LANGUAGES.values()),
        "types": list(TYPES),
        "type_weights": list(TYPES.values()),
    }
    with connection.cursor() as cursor:
        for statement in _STATEMENTS.strip().rstrip(";").split(";;"):
            cursor.execute(statement, values)


_STATEMENTS = """
SELECT setseed(0.42);;
INSERT INTO groups_venue (centre_id, name, address, area, city, country, precision, access_notes, time_zone)
SELECT c.id, '', '', '', place, 'BD', 'area', '', ''
FROM accounts_centre c, unnest(%(places)s::text[]) AS place;;
INSERT INTO groups_group SELECT made.*
FROM groups_group pattern
CROSS JOIN generate_series(1, %(count)s / 5 + 1) AS n
CROSS JOIN LATERAL jsonb_populate_record(pattern, jsonb_build_object(
    'id', pattern.id + n,
    'code', 'g' || n,
    'name', (%(names)s::text[])[1 + floor(random() * cardinality(%(names)s::text[]))::int] || ' '
        || (%(names)s::text[])[1 + floor(random() * cardinality(%(names)s::text[]))::int]
)) AS made
WHERE pattern.code = 'pattern';;
INSERT INTO groups_meetingseries SELECT made.*
FROM groups_meetingseries pattern
CROSS JOIN (SELECT n, random() AS shape, random() AS place FROM generate_series(1, %(count)s) AS n) AS t
CROSS JOIN (SELECT min(id) AS first FROM groups_venue) AS venue
CROSS JOIN LATERAL jsonb_populate_record(pattern, jsonb_build_object(
    'id', pattern.id + n,
    'uuid', gen_random_uuid(),
    'code', 's' || n,
    'group_id', pattern.group_id + n / 5 + 1,
    'attendance', CASE WHEN place < 0.5 THEN 'online' WHEN place < 0.95 THEN 'in_person' ELSE 'telephone' END,
    'venue_id',
        CASE WHEN place >= 0.5 THEN venue.first + floor(random() * cardinality(%(places)s::text[]))::int END,
    'time_zone', (%(zones)s::text[])[1 + floor(random() * cardinality(%(zones)s::text[]))::int],
    'local_start', (ARRAY['07:00', '08:30', '12:00', '17:30', '18:00', '19:00', '19:00', '19:30', '20:00',
                          '21:00', '00:05', '23:30', '02:30'])[1 + floor(random() * 13)::int],
    'duration_minutes', CASE WHEN random() < 0.002 THEN 1440 ELSE 45 + 15 * floor(random() * 4)::int END,
    'start_date', %(start)s::date - floor(random() * 400)::int,
    'frequency', CASE WHEN shape < 0.9 THEN 'weekly' ELSE 'monthly' END,
    'every', CASE WHEN shape >= 0.82 AND shape < 0.9 THEN 2 ELSE 1 END,
    'weekdays', 1 << floor(random() * 7)::int,
    'nths', CASE WHEN shape < 0.9 THEN 0 ELSE (ARRAY[1, 2, 4, 8, 32, 5])[1 + floor(random() * 6)::int] END,
    'for_women', random() < 0.1,
    'for_men', random() < 0.08,
    'newcomers_welcome', random() < 0.5,
    'wheelchair', random() < 0.15
)) AS made
WHERE pattern.code = 'pattern';;
DELETE FROM groups_meetingseries WHERE code = 'pattern';;
INSERT INTO groups_meetingseries_languages (meetingseries_id, language_id)
SELECT s.id, l.id FROM (SELECT id, random() * (SELECT sum(w) FROM unnest(%(language_weights)s::int[]) w) AS r
                        FROM groups_meetingseries) s
JOIN (SELECT code, sum(w) OVER (ORDER BY n) - w AS low, sum(w) OVER (ORDER BY n) AS high
      FROM unnest(%(languages)s::text[], %(language_weights)s::int[]) WITH ORDINALITY AS t (code, w, n)) t
    ON s.r >= t.low AND s.r < t.high
JOIN groups_language l ON l.code = t.code;;
INSERT INTO groups_meetingseries_languages (meetingseries_id, language_id)
SELECT s.id, l.id FROM groups_meetingseries s CROSS JOIN groups_language l
WHERE l.code = 'en' AND s.id %% 7 = 0
ON CONFLICT DO NOTHING;;
INSERT INTO groups_meetingseries_types (meetingseries_id, meetingtype_id)
SELECT s.id, l.id FROM (SELECT id, random() * (SELECT sum(w) FROM unnest(%(type_weights)s::int[]) w) AS r
                        FROM groups_meetingseries) s
JOIN (SELECT code, sum(w) OVER (ORDER BY n) - w AS low, sum(w) OVER (ORDER BY n) AS high
      FROM unnest(%(types)s::text[], %(type_weights)s::int[]) WITH ORDINALITY AS t (code, w, n)) t
    ON s.r >= t.low AND s.r < t.high
JOIN groups_meetingtype l ON l.code = t.code
JOIN groups_programme p ON p.id = l.programme_id AND p.code = 'own';;
"""
