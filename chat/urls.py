"""Addresses of rooms, for pages and for sockets."""

from django.urls import URLPattern, path

from chat.consumers import RoomConsumer
from chat.views import messages, rooms

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
]
websocket_urlpatterns: list[URLPattern] = [path("ws/r/<str:code>/", RoomConsumer.as_asgi())]
