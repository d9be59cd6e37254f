"""Addresses of a group's page and of everything its hosts do."""

from django.urls import path

from groups.views import group, host, host_dates, host_series, host_ways

public = [path("g/<str:code>/", group.show, name="group")]

private = [
    path("g/<str:code>/join/", group.join, name="join_group"),
    path("g/<str:code>/leave/", group.leave, name="leave_group"),
    path("host/", host.home, name="host"),
    path("host/groups/new/", host.new_group, name="host_new_group"),
    path("host/g/<str:code>/", host.show_group, name="host_group"),
    path("host/g/<str:code>/edit/", host.edit_group, name="host_edit_group"),
    path("host/g/<str:code>/ways/", host_ways.edit, name="host_ways"),
    path("host/g/<str:code>/state/", host.set_group_state, name="host_group_state"),
    path("host/g/<str:code>/people/", host.people, name="host_people"),
    path("host/g/<str:code>/people/end/", host.end_role, name="host_end_role"),
    path("host/g/<str:code>/series/new/", host_series.new_series, name="host_new_series"),
    path("host/s/<str:code>/", host_series.show_series, name="host_series"),
    path("host/s/<str:code>/edit/", host_series.edit_series, name="host_edit_series"),
    path("host/s/<str:code>/state/", host_series.set_series_state, name="host_series_state"),
    path("host/s/<str:code>/dates/", host_dates.change_date, name="host_change_date"),
    path("host/s/<str:code>/dates/new/", host_dates.add_date, name="host_add_date"),
    path("host/s/<str:code>/dates/<str:day>/", host_dates.move_date, name="host_move_date"),
    path("host/s/<str:code>/hours/", host_dates.add_season, name="host_add_season"),
    path("host/s/<str:code>/hours/remove/", host_dates.remove_season, name="host_remove_season"),
]
