"""Addresses of the door and of what comes after a meeting."""

from django.urls import path

from groups.views import meetings

# With the language in the path: a visitor has no account that could say it.
public = [path("m/<str:code>/in/", meetings.go_in, name="meeting_in")]

private = [
    path("r/<str:code>/after/", meetings.after_meeting, name="after_meeting"),
    path("me/record/", meetings.my_record, name="my_record"),
]
