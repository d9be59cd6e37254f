"""The app's place in Django."""

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "groups"
