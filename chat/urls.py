"""Addresses of rooms, for pages and for sockets."""

from django.urls import URLPattern, path

from chat import views
from chat.consumers import RoomConsumer

urlpatterns: list[URLPattern] = [
    path("r/<str:code>/", views.room, name="room"),
    path("r/<str:code>/messages/", views.message_list, name="room_messages"),
]
websocket_urlpatterns: list[URLPattern] = [path("ws/r/<str:code>/", RoomConsumer.as_asgi())]
