-- Follows reminder_people.sql: the reminders that are wanted now against those that wait.
-- The key holds the start, so a moved meeting has new reminders and the old ones are taken back.
wanted AS MATERIALIZED (
    SELECT format('o%%s:%%s:reminder:%%s:%%s:%%s', m.id, w.user_id, m.starts, lead, w.channel) AS key,
        m.id AS meeting_id, w.user_id, w.channel, m.path,
        jsonb_build_object('name', m.name, 'starts', m.starts) AS params,
        m.starts_at - lead * interval '1 minute' AS due_at, m.starts_at + %(grace)s AS expires_at,
        -- One that should have gone long ago is not made up for: the next one is near.
        least(lead * interval '30 seconds', %(latest)s) AS patience
    FROM wanting w
    JOIN meeting m ON m.id = w.meeting_id AND m.status = 'scheduled'
    CROSS JOIN LATERAL unnest(w.leads) AS lead
    WHERE m.starts_at - lead * interval '1 minute' <= %(until)s AND m.starts_at > %(now)s - %(grace)s
),
standing AS MATERIALIZED (
    SELECT d.id, d.key, d.path, d.params,
        o.status IS DISTINCT FROM 'scheduled'
            OR (d.params->>'starts')::bigint IS DISTINCT FROM extract(epoch FROM o.starts_at)::bigint AS outdated,
        o.starts_at > %(now)s - %(grace)s AS ahead
    FROM notifications_delivery d
    LEFT JOIN groups_occurrence o ON o.id = d.subject_id
    WHERE d.subject_kind = 'occurrence' AND d.kind = 'groups.reminder' AND d.state = 'due'
        AND (%(meetings)s::bigint[] IS NULL OR d.subject_id = ANY(%(meetings)s::bigint[]))
        AND (%(person)s::bigint IS NULL OR d.recipient_id = %(person)s::bigint)
),
taken_back AS (
    UPDATE notifications_delivery d
    SET state = 'cancelled', reason = CASE WHEN s.outdated THEN 'meeting' ELSE 'unwanted' END,
        finished_at = %(now)s
    FROM standing s
    WHERE d.id = s.id AND d.state = 'due' AND (s.outdated OR s.ahead)
        AND NOT EXISTS (SELECT FROM wanted w WHERE w.key = s.key)
    RETURNING 1
),
renamed AS (
    UPDATE notifications_delivery d SET params = w.params, path = w.path
    FROM standing s JOIN wanted w USING (key)
    WHERE d.id = s.id AND d.state = 'due' AND (s.params, s.path) IS DISTINCT FROM (w.params, w.path)
    RETURNING 1
),
promised AS (
    INSERT INTO notifications_delivery (key, recipient_id, kind, channel, path, params, subject_kind,
        subject_id, due_at, expires_at, next_try_at, state, attempts, lease_owner, reason, created_at)
    SELECT w.key, w.user_id, 'groups.reminder', w.channel, w.path, w.params, 'occurrence',
        w.meeting_id, w.due_at, w.expires_at, w.due_at, 'due', 0, '', '', %(now)s
    FROM wanted w
    WHERE w.due_at > %(now)s - w.patience
        AND NOT EXISTS (
            SELECT FROM notifications_delivery d WHERE d.key = w.key AND d.state <> 'cancelled'
        )
    ORDER BY w.key
    ON CONFLICT (key) DO UPDATE SET state = 'due', due_at = excluded.due_at,
        next_try_at = excluded.due_at, expires_at = excluded.expires_at, params = excluded.params,
        path = excluded.path, reason = '', finished_at = NULL
    WHERE notifications_delivery.state = 'cancelled'
    RETURNING 1
)
SELECT (SELECT count(*) FROM promised), (SELECT count(*) FROM taken_back), (SELECT count(*) FROM renamed)
