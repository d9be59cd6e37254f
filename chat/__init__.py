"""Rooms, seats and the live stream. It knows nobody above it."""
