"""One function per verb of a room. Import the noun's module: `from chat.services import rooms`."""
