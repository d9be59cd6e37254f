"""Addresses of the whole project."""

from tests.matrix.tables import Url

URLS = [
    Url("healthz", ok="*", lists=None),
    Url("set_language", moved="*", lists=None),
    Url("admin:index", ok="operator", moved="*", lists=None),
]
