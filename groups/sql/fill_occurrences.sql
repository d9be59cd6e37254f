-- schedule.py as one statement: the meetings of some series, or of all, from now to the horizon.
-- A property test holds the two together. Called by services/occurrences.py, which says what stays.
WITH spans AS MATERIALIZED (
    SELECT * FROM unnest(%(zones)s::text[], %(froms)s::timestamp[], %(untils)s::timestamp[],
                         %(offsets)s::interval[]) AS t (zone, wall_from, wall_until, utc_offset)
),
days AS MATERIALIZED (
    SELECT day, extract(isodow FROM day)::int - 1 AS dow, day - DATE '0001-01-01' AS number,
        (extract(year FROM day) * 12 + extract(month FROM day))::int AS month,
        (1 << (extract(day FROM day)::int - 1) / 7)
        | CASE WHEN extract(month FROM day + 7) <> extract(month FROM day) THEN 32 ELSE 0 END AS nths
    FROM (SELECT generate_series(%(first)s::date, %(last)s::date, '1 day')::date
          UNION SELECT unnest(%(dates)s::date[])) AS t (day)
),
-- Not materialized: after an import nothing is analyzed, and a join to a list without index could
-- then be planned as a loop in a loop.
rules AS NOT MATERIALIZED (
    SELECT s.id AS series_id, s.group_id, s.time_zone, s.local_start, s.duration_minutes, s.venue_id,
        s.facets, s.start_date, s.end_date, s.weekdays, s.frequency, s.every, s.nths, s.week_start,
        CASE WHEN 'private' IN (s.visibility, g.visibility) THEN 'private'
             WHEN 'members' IN (s.visibility, g.visibility) THEN 'members'
             ELSE 'public' END AS seen_by
    FROM groups_meetingseries s JOIN groups_group g ON g.id = s.group_id
    WHERE s.status = 'active' AND g.status = 'active' AND NOT s.by_appointment
        AND (%(ids)s::bigint[] IS NULL OR s.id = ANY(%(ids)s::bigint[]))
),
regular AS (
    SELECT r.*, d.day
    FROM rules r
    JOIN generate_series(0, 6) AS w (dow) ON (r.weekdays >> w.dow) & 1 = 1
    JOIN days d ON d.dow = w.dow
    WHERE d.day >= r.start_date AND (r.end_date IS NULL OR d.day <= r.end_date)
        AND CASE WHEN r.frequency = 'monthly'
            THEN d.nths & r.nths <> 0
                AND (d.month - (extract(year FROM r.start_date) * 12
                                + extract(month FROM r.start_date))::int) %% r.every = 0
            -- Weeks are counted from a Monday before all dates, moved by the start of the week.
            ELSE ((d.number - r.week_start) / 7
                  - (r.start_date - DATE '0001-01-01' - r.week_start) / 7) %% r.every = 0 END
),
keys AS (
    SELECT k.*, e.kind, e.new_date, e.new_start, e.new_duration, e.new_venue_id
    FROM regular k
    LEFT JOIN groups_seriesexception e ON e.series_id = k.series_id AND e.local_date = k.day
    WHERE e.kind IS DISTINCT FROM 'extra'
    UNION ALL
    SELECT r.*, e.local_date, e.kind, e.new_date, e.new_start, e.new_duration, e.new_venue_id
    FROM groups_seriesexception e JOIN rules r USING (series_id)
    WHERE e.kind = 'extra'
),
placed AS (
    SELECT k.series_id, k.group_id, k.day AS local_date, k.time_zone, k.seen_by, k.facets,
        coalesce(k.new_date, k.day) + coalesce(k.new_start, season.local_start, k.local_start) AS wall,
        coalesce(k.new_duration, season.duration_minutes, k.duration_minutes) AS minutes,
        coalesce(k.new_venue_id, k.venue_id) AS venue_id,
        CASE WHEN k.kind = 'cancelled' THEN 'cancelled' ELSE 'scheduled' END AS status
    FROM keys k
    LEFT JOIN groups_seasonaloverride season ON season.series_id = k.series_id
        AND coalesce(k.new_date, k.day) BETWEEN season.from_on AND season.to_on
    WHERE coalesce(k.new_date, k.day) BETWEEN %(first)s::date AND %(last)s::date
),
timed AS (
    SELECT p.*, (p.wall - z.utc_offset) AT TIME ZONE 'UTC' AS starts_at,
        (p.wall - z.utc_offset) AT TIME ZONE 'UTC' + p.minutes * interval '1 minute' AS ends_at
    FROM placed p
    JOIN spans z ON z.zone = p.time_zone AND p.wall >= z.wall_from AND p.wall < z.wall_until
),
desired AS (
    SELECT *, minutes > %(long_minutes)s AS is_long FROM timed WHERE ends_at > %(now)s
),
old AS (
    SELECT id, series_id, local_date, group_id, starts_at, ends_at, status, visibility, venue_id, facets
    FROM groups_occurrence
    WHERE starts_at > %(now)s AND (%(ids)s::bigint[] IS NULL OR series_id = ANY(%(ids)s::bigint[]))
),
-- Only what differs: a missing row (no id), a wrong row, a row nothing makes any more (no group).
differing AS MATERIALIZED (
    SELECT series_id, local_date, d.group_id, d.starts_at, d.ends_at, d.status, d.seen_by, d.venue_id,
        d.is_long, d.facets, old.id, old.status AS old_status, old.starts_at AS old_starts_at,
        old.ends_at AS old_ends_at
    FROM desired d FULL JOIN old USING (series_id, local_date)
    WHERE (old.group_id, old.starts_at, old.ends_at, old.status, old.visibility, old.venue_id, old.facets)
        IS DISTINCT FROM (d.group_id, d.starts_at, d.ends_at, d.status, d.seen_by, d.venue_id, d.facets)
),
made AS (
    INSERT INTO groups_occurrence (series_id, group_id, local_date, starts_at, ends_at, status,
                                   visibility, venue_id, is_long, facets, zone_version)
    SELECT series_id, group_id, local_date, starts_at, ends_at, status,
           seen_by, venue_id, is_long, facets, %(version)s
    FROM differing WHERE id IS NULL
    -- A meeting of that date which has begun or is over is not in `old`, and stays as it is.
    ON CONFLICT (series_id, local_date) DO NOTHING
    RETURNING 1
),
corrected AS (
    UPDATE groups_occurrence o
    SET group_id = d.group_id, starts_at = d.starts_at, ends_at = d.ends_at, status = d.status,
        visibility = d.seen_by, venue_id = d.venue_id, is_long = d.is_long, facets = d.facets,
        zone_version = %(version)s
    FROM differing d
    WHERE o.id = d.id AND d.group_id IS NOT NULL
    RETURNING o.id, o.series_id, d.old_status, o.status, d.old_starts_at, o.starts_at,
              d.old_ends_at, o.ends_at
),
withdrawn AS (
    UPDATE groups_occurrence o SET status = 'withdrawn'
    FROM differing d
    WHERE o.id = d.id AND d.group_id IS NULL AND d.old_status <> 'withdrawn'
    RETURNING o.id, o.series_id, d.old_status, o.status, o.starts_at, o.starts_at, o.ends_at, o.ends_at
)
SELECT counted.n, changed.*
FROM (SELECT count(*) AS n FROM made) AS counted
LEFT JOIN (
    SELECT * FROM corrected
    WHERE (old_status, old_starts_at, old_ends_at) IS DISTINCT FROM (status, starts_at, ends_at)
    UNION ALL SELECT * FROM withdrawn
) AS changed ON true
