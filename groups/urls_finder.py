"""Addresses of the list of meetings, of one meeting, and of the pages that lead there."""

from django.urls import path

from groups.views import finder, meeting_page, today

public = [
    path("", finder.home, name="home"),
    path("meetings/", finder.find, name="finder"),
    path("meetings/zone/", finder.choose_zone, name="choose_zone"),
    path("m/<str:code>/", meeting_page.show, name="meeting"),
    path("m/<str:code>/calendar.ics", meeting_page.calendar, name="meeting_calendar"),
]

private = [path("today/", today.show, name="today")]
