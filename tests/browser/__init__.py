"""The whole site in a real browser: real stores, worker, timetable, mail server, Chromium."""
