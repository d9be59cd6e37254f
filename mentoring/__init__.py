"""Mentors, sponsors, coaches and partners: found by fit, bounded, ended without blame."""
