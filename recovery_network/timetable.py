"""What runs by the clock, and how often. Intervals only, never crontab: a missed tick is the next one."""

TIMETABLE: dict[str, dict[str, object]] = {
    "accounts.sweep_guests": {"task": "accounts.tasks.sweep_guests", "schedule": 300.0},
    "accounts.sweep_sessions": {"task": "accounts.tasks.sweep_sessions", "schedule": 3600.0},
    "notifications.deliver_due": {"task": "notifications.tasks.deliver_due", "schedule": 15.0},
    "notifications.plan": {"task": "notifications.tasks.plan", "schedule": 300.0},
    "safeguarding.watch_checks": {"task": "safeguarding.tasks.watch_checks", "schedule": 30.0},
    "safeguarding.daily": {"task": "safeguarding.tasks.daily", "schedule": 6 * 3600.0},
    "chat.close_overdue_rooms": {"task": "chat.tasks.close_overdue_rooms", "schedule": 30.0},
    "chat.sweep_messages": {"task": "chat.tasks.sweep_messages", "schedule": 600.0},
    "notifications.sweep": {"task": "notifications.tasks.sweep", "schedule": 6 * 3600.0},
    "notifications.beat": {"task": "notifications.tasks.beat", "schedule": 60.0},
    "groups.roll_forward": {"task": "groups.tasks.roll_forward", "schedule": 6 * 3600.0},
    "groups.open_self_led_rooms": {"task": "groups.tasks.open_self_led_rooms", "schedule": 30.0},
    "groups.look_for_hosts": {"task": "groups.tasks.look_for_hosts", "schedule": 30.0},
    "groups.forget_old_follow_ups": {"task": "groups.tasks.forget_old_follow_ups", "schedule": 6 * 3600.0},
    "groups.imports": {"task": "groups.tasks.work_on_waiting_imports", "schedule": 60.0},
    "groups.forget_old_imports": {"task": "groups.tasks.forget_old_imports", "schedule": 6 * 3600.0},
    "journey.daily": {"task": "journey.tasks.daily", "schedule": 6 * 3600.0},
    "mentoring.rounds": {"task": "mentoring.tasks.work_on_waiting_rounds", "schedule": 60.0},
    "mentoring.calls": {"task": "mentoring.tasks.move_calls_on", "schedule": 15.0},
    "mentoring.daily": {"task": "mentoring.tasks.daily", "schedule": 6 * 3600.0},
}

for _entry in TIMETABLE.values():
    # A tick nobody took before the next one comes says nothing new.
    _entry["options"] = {"expires": _entry["schedule"]}
