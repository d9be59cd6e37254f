"""Tests of rooms, seats, the stream and the hub."""
