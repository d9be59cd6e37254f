"""Addresses of the door and of what comes after a meeting."""

from django.urls import path

from groups.views import meeting_page, meetings

# With the language in the path: a visitor has no account that could say it.
public = [path("m/<str:code>/in/", meetings.go_in, name="meeting_in")]

private = [
    path("m/<str:code>/remind/", meeting_page.remind, name="remind"),
    path("r/<str:code>/after/", meetings.after_meeting, name="after_meeting"),
    path("me/record/", meetings.my_record, name="my_record"),
]
