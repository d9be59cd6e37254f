"""Pages: Django's WSGI handler (served inside asgi.py, see docs/decisions)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recovery_network.settings")
application = get_wsgi_application()
