"""The app's place in Django."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chat"
