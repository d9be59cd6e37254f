"""A world of invented meetings for benchmarks/finder.py, made by SQL because it is large."""
# ruff: noqa: SIM905 (lists of words read best as words)

from datetime import date

from django.db import connection

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
    "discussion": 350, "speaker": 150, "step-study": 150, "newcomer": 100, "meditation": 80, "literature": 80,
    "tools": 50, "candlelight": 30, "writing": 10,
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
    """`count` series in `count / 5` groups: 82 % weekly, 8 % every second week, 10 % monthly."""
    with connection.cursor() as cursor:
        for statement in _STATEMENTS.strip().rstrip(";").split(";;"):
            cursor.execute(
                statement,
                {
                    "count": count,
                    "start": start,
                    "zones": ZONES,
                    "names": NAMES,
                    "places": PLACES,
                    "languages": list(LANGUAGES),
                    "language_weights": list(LANGUAGES.values()),
                    "types": list(TYPES),
                    "type_weights": list(TYPES.values()),
                },
            )


_STATEMENTS = """
SELECT setseed(0.42);;
INSERT INTO accounts_centre (code, name, country, time_zone, language, created_at)
VALUES ('benchmark', 'Benchmark', 'BD', 'Asia/Dhaka', 'en', now());;
INSERT INTO groups_language (code, name, position)
SELECT code, code, 1 FROM unnest(%(languages)s::text[]) AS code;;
INSERT INTO groups_programme (code, name) VALUES ('own', 'Own');;
INSERT INTO groups_meetingtype (programme_id, code, kind, slug, name)
SELECT p.id, t.code, 'format', t.code, t.code FROM groups_programme p, unnest(%(types)s::text[]) AS t (code);;
INSERT INTO groups_venue (centre_id, name, address, area, city, country, precision, access_notes, time_zone)
SELECT c.id, '', '', '', place, 'BD', 'area', '', ''
FROM accounts_centre c, unnest(%(places)s::text[]) AS place;;
INSERT INTO groups_group (code, centre_id, name, kind, join_policy, visibility, status, time_zone,
    notes_public, agreements, notes_private, contacts_private, external_source, external_id, created_at)
SELECT 'g' || n, c.id,
    (%(names)s::text[])[1 + floor(random() * cardinality(%(names)s::text[]))::int] || ' '
    || (%(names)s::text[])[1 + floor(random() * cardinality(%(names)s::text[]))::int],
    'open', 'open', 'public', 'active', 'Asia/Dhaka', '', '', '', '', '', '', now()
FROM accounts_centre c, generate_series(1, %(count)s / 5) AS n;;
INSERT INTO groups_meetingseries (uuid, code, group_id, name, notes, visibility, status, attendance, venue_id,
    online_kind, conference_url, conference_phone, conference_secret_sealed, time_zone, by_appointment,
    local_start, duration_minutes, start_date, frequency, every, weekdays, nths, week_start, openness, led_by,
    for_women, for_men, for_lgbtq, for_young, newcomers_welcome, medication_welcome, wheelchair,
    external_source, external_id, external_slug, external_raw, sequence, created_at, changed_at, facets)
SELECT gen_random_uuid(), 's' || n, g.id, '', '', 'public', 'active',
    CASE WHEN online < 0.5 THEN 'online' WHEN online < 0.95 THEN 'in_person' ELSE 'telephone' END,
    CASE WHEN online >= 0.5 THEN first_venue + floor(random() * cardinality(%(places)s::text[]))::int END,
    'room', '', '', '',
    (%(zones)s::text[])[1 + floor(random() * cardinality(%(zones)s::text[]))::int], false,
    (ARRAY['07:00', '08:30', '12:00', '17:30', '18:00', '19:00', '19:00', '19:30', '20:00', '21:00', '00:05',
           '23:30', '02:30']::time[])[1 + floor(random() * 13)::int],
    CASE WHEN random() < 0.002 THEN 1440 ELSE 45 + 15 * floor(random() * 4)::int END,
    %(start)s::date - floor(random() * 400)::int,
    CASE WHEN shape < 0.9 THEN 'weekly' ELSE 'monthly' END,
    CASE WHEN shape >= 0.82 AND shape < 0.9 THEN 2 ELSE 1 END,
    1 << floor(random() * 7)::int,
    CASE WHEN shape < 0.9 THEN 0 ELSE (ARRAY[1, 2, 4, 8, 32, 5])[1 + floor(random() * 6)::int] END,
    0, '', '', random() < 0.1, random() < 0.08, random() < 0.03, random() < 0.04, random() < 0.5,
    random() < 0.2, random() < 0.15, '', '', '', '{}', 0, now(), now(), '{}'
FROM (SELECT n, random() AS shape, random() AS online FROM generate_series(1, %(count)s) AS n) AS n
JOIN groups_group g ON g.code = 'g' || (n / 5 + 1)
CROSS JOIN (SELECT min(id) AS first_venue FROM groups_venue) AS v;;
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
JOIN groups_meetingtype l ON l.code = t.code;;
"""
