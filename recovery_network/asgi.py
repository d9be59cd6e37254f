"""One process, two doors: pages through WSGI in eight threads, sockets through Channels.

Pages through Django's ASGI handler cost a new thread and a new PostgreSQL connection each
(measured in the design: 61 to 94 requests a second against 362).
"""

from channels.routing import ProtocolTypeRouter

from recovery_network.common.pages import Pages
from recovery_network.wsgi import application as pages

# Imported after wsgi, which sets Django up.
from recovery_network.sockets import sockets  # isort: skip

application = ProtocolTypeRouter({"http": Pages(pages, workers=8), "websocket": sockets})
