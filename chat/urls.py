"""Addresses of rooms, for pages and for sockets."""

from django.urls import URLPattern, path

from chat.consumers import RoomConsumer
from chat.views import messages, plan, rooms, support, turns

urlpatterns: list[URLPattern] = [
    path("r/<str:code>/", rooms.room, name="room"),
    path("r/<str:code>/lite/", rooms.lite, name="room_lite"),
    path("r/<str:code>/open/", rooms.open_door, name="room_open"),
    path("r/<str:code>/closing/", rooms.last_minutes, name="room_closing"),
    path("r/<str:code>/close/", rooms.close, name="room_close"),
    path("r/<str:code>/leave/", rooms.leave, name="room_leave"),
    path("r/<str:code>/messages/", messages.message_list, name="room_messages"),
    path("r/<str:code>/messages/<int:seq>/back/", messages.take_back, name="message_take_back"),
    path("r/<str:code>/messages/<int:seq>/hide/", messages.hide, name="message_hide"),
    path("r/<str:code>/messages/<int:seq>/note/", support.note, name="message_note"),
    path("r/<str:code>/support/", support.react, name="room_support"),
    path("r/<str:code>/hand/raise/", turns.raise_hand, name="hand_raise"),
    path("r/<str:code>/hand/lower/", turns.lower_hand, name="hand_lower"),
    path("r/<str:code>/hand/lower-other/", turns.lower_other, name="hand_lower_other"),
    path("r/<str:code>/hand/first/", turns.put_next, name="hand_first"),
    path("r/<str:code>/turn/give/", turns.give, name="turn_give"),
    path("r/<str:code>/turn/next/", turns.next_one, name="turn_next"),
    path("r/<str:code>/turn/more/", turns.more, name="turn_more"),
    path("r/<str:code>/turn/pause/", turns.pause, name="turn_pause"),
    path("r/<str:code>/turn/resume/", turns.resume, name="turn_resume"),
    path("r/<str:code>/turn/end/", turns.end, name="turn_end"),
    path("r/<str:code>/turn/pass/", turns.pass_on, name="turn_pass"),
    path("r/<str:code>/plan/step/", plan.step, name="plan_step"),
]
websocket_urlpatterns: list[URLPattern] = [path("ws/r/<str:code>/", RoomConsumer.as_asgi())]
