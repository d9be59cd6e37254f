"""Tests of what runs the site on one computer."""
