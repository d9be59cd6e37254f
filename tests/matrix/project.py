"""Addresses of the whole project."""

from recovery_network.pages import PAGES
from tests.matrix.tables import Url

URLS = [
    Url("healthz", ok="*", lists=None),
    Url("set_language", refused="*", lists=None),
    Url("admin:index", ok="operator", moved="*", lists=None),
    Url("style", ok="*", lists=None),
    Url("dev_mail", ok="*", lists=None),
    Url("dev_mail_one", lambda w: {"key": "none-0"}, hidden="*", lists=None),
    *(Url(name, ok="*", lists=None) for _route, name, _nav in PAGES),
]
