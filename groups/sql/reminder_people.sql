-- Who wants to hear of which meeting, where, and how long before. Two statements begin with this.
-- A choice for the series stands above one for the group, and that above the person's usual times.
WITH meeting AS MATERIALIZED (
    SELECT o.id, o.series_id, o.group_id, o.starts_at, o.status, o.visibility,
        extract(epoch FROM o.starts_at)::bigint AS starts,
        '/m/' || s.code || '/' AS path, coalesce(nullif(s.name, ''), g.name) AS name
    FROM groups_occurrence o
    JOIN groups_meetingseries s ON s.id = o.series_id
    JOIN groups_group g ON g.id = o.group_id
    WHERE o.id = ANY(%(meetings)s::bigint[]) OR %(meetings)s::bigint[] IS NULL
        AND o.starts_at > %(now)s - %(grace)s AND o.starts_at <= %(until)s + %(longest)s
),
person AS (
    SELECT m.id AS meeting_id, m.series_id, m.group_id, r.user_id
    FROM meeting m JOIN groups_grouprole r ON r.group_id = m.group_id AND r.ended_at IS NULL
    UNION
    -- Who is no member hears only of what everybody may know.
    SELECT m.id, m.series_id, m.group_id, c.user_id
    FROM meeting m
    JOIN notifications_reminderchoice c ON c.subject_kind = 'series' AND c.subject_id = m.series_id
    WHERE m.visibility = 'public'
),
wanting AS MATERIALIZED (
    SELECT p.meeting_id, p.user_id, way.channel,
        coalesce(one.leads, grp.leads, usual.default_leads, %(default_leads)s) AS leads
    FROM person p
    JOIN accounts_user u ON u.id = p.user_id AND u.is_active AND NOT u.is_guest
    LEFT JOIN notifications_reminderchoice one
        ON one.user_id = u.id AND one.subject_kind = 'series' AND one.subject_id = p.series_id
    LEFT JOIN notifications_reminderchoice grp
        ON grp.user_id = u.id AND grp.subject_kind = 'group' AND grp.subject_id = p.group_id
    LEFT JOIN notifications_preference usual ON usual.user_id = u.id
    CROSS JOIN LATERAL (VALUES
        ('in_app', coalesce(one.in_app, grp.in_app, true)),
        ('email', coalesce(one.email, grp.email, true) AND u.email IS NOT NULL
            AND coalesce(usual.safe_contact, 'fine') <> 'none')
    ) AS way (channel, chosen)
    WHERE way.chosen AND NOT coalesce(one.off, grp.off, false)
        AND (%(person)s::bigint IS NULL OR u.id = %(person)s::bigint)
),
