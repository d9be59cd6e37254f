"""Tests of notices, deliveries, sending and the pages about them."""
