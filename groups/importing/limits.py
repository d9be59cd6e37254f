"""How much of a foreign list we are ready to read."""

MAX_BYTES = 20 * 1024 * 1024
MAX_RECORDS = 20_000
# Of waiting for another site, and of our own work on what it sent: a busy machine costs nobody the list.
MAX_SECONDS = 30

# A spreadsheet is a ZIP file: a small one may unpack to anything.
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
MAX_ZIP_ENTRIES = 500
MAX_COLUMNS = 200

MAX_NAME = 255
MAX_PLACE = 120
MAX_TEXT = 4000
MAX_URL = 500
MAX_ID = 200
MAX_VALUE = 200

DEFAULT_MINUTES = 60
MAX_MINUTES = 12 * 60
