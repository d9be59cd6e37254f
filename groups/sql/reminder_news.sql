-- Follows reminder_people.sql: a meeting that people were reminded of, or soon will be, has moved, is
-- off, or is on again. What counts is the last thing that reached a person, else what was first planned.
superseded AS (
    -- News that has not left yet is replaced; it counts for nothing.
    UPDATE notifications_delivery d
    SET state = 'cancelled', reason = 'newer', finished_at = %(now)s
    FROM meeting m
    WHERE d.subject_kind = 'occurrence' AND d.subject_id = m.id AND d.state = 'due'
        AND (d.kind = 'groups.cancelled' AND m.status = 'scheduled'
            OR d.kind = 'groups.moved'
                AND (m.status <> 'scheduled' OR (d.params->>'starts')::bigint <> m.starts))
    RETURNING d.id
),
heard AS (
    SELECT DISTINCT ON (d.subject_id, d.recipient_id, d.channel)
        d.subject_id AS meeting_id, d.recipient_id AS user_id, d.channel, d.kind,
        (d.params->>'starts')::bigint AS starts
    FROM notifications_delivery d
    JOIN meeting m ON m.id = d.subject_id
    WHERE d.subject_kind = 'occurrence'
        AND d.kind IN ('groups.reminder', 'groups.moved', 'groups.cancelled')
        AND (d.state IN ('due', 'sending', 'sent') OR d.state = 'cancelled' AND d.reason = 'meeting')
        AND d.id NOT IN (SELECT id FROM superseded)
    ORDER BY d.subject_id, d.recipient_id, d.channel,
        d.state IN ('sending', 'sent') OR d.kind <> 'groups.reminder' DESC,
        CASE WHEN d.state IN ('sending', 'sent') OR d.kind <> 'groups.reminder' THEN -d.id ELSE d.id END
),
earlier AS (
    SELECT d.subject_id AS meeting_id, count(*) AS number
    FROM notifications_delivery d JOIN meeting m ON m.id = d.subject_id
    WHERE d.subject_kind = 'occurrence' AND d.kind IN ('groups.moved', 'groups.cancelled')
    GROUP BY d.subject_id
),
news AS (
    SELECT m.id AS meeting_id, h.user_id, h.channel, m.path, m.name,
        CASE WHEN m.status = 'scheduled' THEN 'groups.moved' ELSE 'groups.cancelled' END AS kind,
        CASE WHEN m.status = 'scheduled' THEN m.starts ELSE h.starts END AS starts,
        greatest(m.starts, h.starts) AS last_start
    FROM heard h
    JOIN meeting m ON m.id = h.meeting_id
    JOIN wanting w ON w.meeting_id = m.id AND w.user_id = h.user_id AND w.channel = h.channel
    WHERE CASE WHEN m.status = 'scheduled' THEN h.kind = 'groups.cancelled' OR h.starts <> m.starts
        ELSE h.kind <> 'groups.cancelled' END
),
promised AS (
    INSERT INTO notifications_delivery (key, recipient_id, kind, channel, path, params, subject_kind,
        subject_id, due_at, expires_at, next_try_at, state, attempts, lease_owner, reason, created_at)
    SELECT format('o%%s:%%s:news:%%s:%%s', n.meeting_id, n.user_id, coalesce(e.number, 0), n.channel),
        n.user_id, n.kind, n.channel, n.path,
        jsonb_build_object('name', n.name, 'starts', n.starts), 'occurrence', n.meeting_id,
        %(now)s, to_timestamp(n.last_start) + %(grace)s, %(now)s, 'due', 0, '', '', %(now)s
    FROM news n LEFT JOIN earlier e ON e.meeting_id = n.meeting_id
    WHERE to_timestamp(n.last_start) > %(now)s
    ORDER BY 1
    ON CONFLICT (key) DO NOTHING
    RETURNING 1
)
SELECT (SELECT count(*) FROM promised), (SELECT count(*) FROM superseded)
