"""One process, two doors: pages through WSGI in a few threads, sockets through Channels.

Pages through Django's ASGI handler cost a new thread and a new PostgreSQL connection each
(measured in the design: 61 to 94 requests a second against 362).
"""

import re
import sys

from channels.routing import ProtocolTypeRouter

from recovery_network.common.pages import Pages
from recovery_network.wsgi import application as pages

# Imported after wsgi, which sets Django up.
from recovery_network.sockets import sockets  # isort: skip

# What hosts do does not queue behind those whom they ask to stop, nor wait a turn of five
# milliseconds of each busy thread after every statement: docs/decisions/0045.
HOSTS = re.compile(r"(?:/[a-z]{2})?/r/[^/]+/(?:host|people|close|messages/\d+/(?:hide|let|keep))/")
sys.setswitchinterval(0.0005)

application = ProtocolTypeRouter({"http": Pages(pages, workers=4, apart=HOSTS), "websocket": sockets})
