"""Addresses of plans, rotas, service, one meeting's host pages, and one's own turns."""

from django.urls import path

from groups.views import host_meeting, host_plans, turns

private = [
    path("host/g/<str:code>/plans/", host_plans.plans, name="host_plans"),
    path("host/g/<str:code>/plans/<str:plan>/", host_plans.edit_plan, name="host_plan"),
    path("host/g/<str:code>/service/", host_plans.service, name="host_service"),
    path("host/g/<str:code>/hosts/", host_plans.reliability, name="host_reliability"),
    path("host/s/<str:code>/rota/", host_meeting.plan_rota, name="host_rota"),
    path("host/s/<str:code>/on/<str:day>/", host_meeting.show, name="host_meeting"),
    path("host/s/<str:code>/on/<str:day>/close/", host_meeting.close, name="host_close"),
    path("me/turns/", turns.show, name="my_turns"),
    path("me/turns/service/<str:code>/end/", turns.end_service, name="end_service"),
    path("me/turns/done/<str:code>/", turns.finish_follow_up, name="finish_follow_up"),
    path("me/turns/<str:code>/", turns.answer, name="answer_turn"),
]
