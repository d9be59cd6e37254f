-- What the finder reads of each series: every filter as a number, every name as words.
-- Weights: A names, B places, C what it is about. Notes are left out: they are long and say everything.
WITH described AS (
    SELECT s.id,
        array_remove(ARRAY[
            CASE WHEN s.attendance IN ('online', 'hybrid') THEN %(online)s END,
            CASE WHEN s.attendance IN ('in_person', 'hybrid') THEN %(in_person)s END,
            CASE WHEN s.attendance = 'telephone' OR s.online_kind = 'phone' THEN %(telephone)s END,
            CASE WHEN s.openness = 'open' THEN %(open)s END,
            CASE WHEN s.openness = 'closed' THEN %(closed)s END,
            CASE WHEN g.kind = 'family' THEN %(family)s END,
            CASE WHEN s.for_women THEN %(for_women)s END,
            CASE WHEN s.for_men THEN %(for_men)s END,
            CASE WHEN s.for_lgbtq THEN %(for_lgbtq)s END,
            CASE WHEN s.for_young THEN %(for_young)s END,
            CASE WHEN s.newcomers_welcome THEN %(newcomers_welcome)s END,
            CASE WHEN s.medication_welcome THEN %(medication_welcome)s END,
            CASE WHEN s.wheelchair THEN %(wheelchair)s END,
            g.pathway_id + %(pathway)s
        ]::int[], NULL) || coalesce(spoken.facets, '{}')::int[] || coalesce(typed.facets, '{}')::int[]
            AS facets,
        setweight(to_tsvector('meeting_words', translate(
            concat_ws(' ', s.name, g.name), %(marks)s, %(blanks)s)), 'A')
        || setweight(to_tsvector('meeting_words', translate(
            concat_ws(' ', v.name, v.area, v.city), %(marks)s, %(blanks)s)), 'B')
        || setweight(to_tsvector('meeting_words', translate(
            concat_ws(' ', typed.names, p.name, f.name), %(marks)s, %(blanks)s)), 'C') AS words
    FROM groups_meetingseries s
    JOIN groups_group g ON g.id = s.group_id
    LEFT JOIN groups_venue v ON v.id = s.venue_id
    LEFT JOIN groups_pathway p ON p.id = g.pathway_id
    LEFT JOIN groups_programme f ON f.id = g.programme_id
    CROSS JOIN LATERAL (
        SELECT array_agg(l.language_id + %(language)s) AS facets
        FROM groups_meetingseries_languages l WHERE l.meetingseries_id = s.id
    ) AS spoken
    CROSS JOIN LATERAL (
        SELECT array_agg(t.id + %(type)s) AS facets, string_agg(t.name, ' ') AS names
        FROM groups_meetingseries_types m JOIN groups_meetingtype t ON t.id = m.meetingtype_id
        WHERE m.meetingseries_id = s.id
    ) AS typed
    WHERE %(ids)s::bigint[] IS NULL OR s.id = ANY(%(ids)s::bigint[])
)
UPDATE groups_meetingseries s SET facets = d.facets, words = d.words
FROM described d
WHERE s.id = d.id AND (s.facets, s.words) IS DISTINCT FROM (d.facets, d.words)
