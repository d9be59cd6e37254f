"""Figures, each beside its anchor in one run. A benchmark is never a test, a test never asserts a time."""
